"""Files as units of text to translate, written back with everything else kept as it was."""
