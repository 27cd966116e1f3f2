"""Making a smaller file of a model."""
