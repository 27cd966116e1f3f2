"""The window of glossaries: the user's terms, and what is odd in them."""
