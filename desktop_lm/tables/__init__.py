"""Tables of texts: files read row by row, what is wrong with a row, and the results beside them."""
