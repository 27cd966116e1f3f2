"""One module each; every one is a process of its own that speaks through ``common``."""
