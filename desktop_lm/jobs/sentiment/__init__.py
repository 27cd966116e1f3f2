"""Runs over tables, and the classifiers that are brought or taught."""
