"""What ``dev.py`` does, on a machine where nothing is installed: the standard library only."""
