"""The two panes and what is marked in them."""
