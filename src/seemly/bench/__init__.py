"""What Seemly costs, measured beside named peers in the same run."""
