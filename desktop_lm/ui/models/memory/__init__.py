"""What memory models take, and what of it can be saved."""
