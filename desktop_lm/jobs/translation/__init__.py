"""What translations keep to, and whole files."""
