"""Which models are open, how each is loaded, and what goes when memory is short."""
