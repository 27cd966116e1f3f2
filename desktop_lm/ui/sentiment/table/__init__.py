"""The Sentiment tab over a table: preview, rows, pictures, report."""
