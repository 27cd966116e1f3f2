"""What the program remembers between its starts: small files, written whole or not at all."""
