"""A whole file on the Translation tab: what it is, how far it is, what came of it."""
