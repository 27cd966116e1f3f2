"""The models on this computer, and what is done with their files."""
