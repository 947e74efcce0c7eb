"""How the pages of docs/ become a site (make site): nothing here is part of Seemly."""
