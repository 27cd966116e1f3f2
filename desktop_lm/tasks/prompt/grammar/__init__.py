"""Grammars that an answer keeps to: written by the user, or made from a JSON schema."""
