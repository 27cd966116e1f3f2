"""One reader for each kind of document. They run in a process of their own."""
