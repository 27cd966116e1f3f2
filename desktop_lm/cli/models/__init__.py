"""``desktop-lm models``: the library from the command line, a module for each subcommand."""
