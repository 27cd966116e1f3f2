"""Sentiment: one text, many texts, why, and classifiers trained on a user's rows."""
