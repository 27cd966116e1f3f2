"""The conversations of the history, in a terminal."""
