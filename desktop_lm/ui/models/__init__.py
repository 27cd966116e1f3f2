"""Which models are open and used, choosing others, and the window of all models."""
