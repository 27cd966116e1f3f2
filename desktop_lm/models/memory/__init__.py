"""How much memory a model will take, from its header alone, and what fits on this machine."""
