"""What the window remembers on disk."""
