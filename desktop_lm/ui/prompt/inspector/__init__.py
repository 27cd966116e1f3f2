"""How the tokens of an answer were chosen: colours, alternatives, and the way through the model."""
