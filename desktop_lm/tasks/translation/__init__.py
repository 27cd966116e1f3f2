"""Translation: one text as somebody reads along, many segments at once, what is checked of them."""
