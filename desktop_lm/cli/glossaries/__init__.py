"""The user's glossaries, in a terminal."""
