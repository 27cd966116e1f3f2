"""Documents as values, and readers of the files they come in."""
