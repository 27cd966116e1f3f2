"""Widgets and words that more than one tab uses."""
