"""The memory of former translations, in a terminal."""
