"""How much of the context is taken, and will be."""
