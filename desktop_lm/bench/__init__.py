"""Measurements of the program itself: what it costs over bare llama.cpp and an empty window."""
