"""Free writing: one text that a person edits and the model continues at the caret."""
