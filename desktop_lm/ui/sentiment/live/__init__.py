"""Live: a file or the clipboard is watched, and strongly negative texts raise a notice."""
