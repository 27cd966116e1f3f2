"""The engine process, its protocol, and the worker thread that owns it."""
