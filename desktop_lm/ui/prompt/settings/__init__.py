"""How answers are made: the quick row, the dialog with all settings, presets."""
