"""Which languages, and in what way."""
