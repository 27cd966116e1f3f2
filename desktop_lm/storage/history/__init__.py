"""Every word a person or a model wrote, and what belongs to it."""
