"""The model files this program knows of: where each came from and what it says of itself."""
