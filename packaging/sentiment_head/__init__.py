"""Trains the classifier that the starter model's sentiment comes with."""
