"""Sentences for what can go wrong, a module for each part of the program."""
