"""The window of the translation memory: searched, corrected, exchanged with other programs."""
