"""What translations keep to and need not be made twice."""
