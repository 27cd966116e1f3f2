"""Which model is open, and choosing another."""
