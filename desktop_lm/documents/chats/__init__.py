"""Conversations as other programs keep them."""
