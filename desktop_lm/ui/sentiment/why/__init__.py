"""Why a text got its verdict: its words coloured in the text and listed with their weight."""
