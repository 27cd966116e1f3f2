"""How often sentiment is right, how honest its probabilities are, and how fast it is."""
