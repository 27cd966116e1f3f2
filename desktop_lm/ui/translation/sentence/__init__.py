"""What can be done with one sentence of the translation."""
