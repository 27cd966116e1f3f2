"""Models that can be fetched, and their downloads."""
