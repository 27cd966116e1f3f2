"""Texts as characters: cleaned, mended, cut into sentences and words, counted, compared."""
