"""Model files: what their headers say, whether they may be loaded, which one comes with us."""
