"""Which languages there are, which a text is in, which a model knows."""
