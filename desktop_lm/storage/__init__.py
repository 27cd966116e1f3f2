"""What the program remembers between its starts: settings in small files, written whole or not at
all, and the history of conversations in a database."""
