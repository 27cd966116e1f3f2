"""Two answers to one prompt next to each other."""
