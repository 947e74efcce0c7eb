"""`seemly bench marks`: whether the invisible mark comes back, and what it costs."""
