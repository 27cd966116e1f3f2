"""The recipe of the small built-in translator: from sentence pairs to a 4-bit GGUF file."""
