"""Prompts with blanks: a row of words, their forms, and the user's own."""
