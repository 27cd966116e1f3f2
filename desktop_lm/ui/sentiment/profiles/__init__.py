"""What a text is judged by: what comes with the program, or what the user taught."""
