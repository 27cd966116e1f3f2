"""How everything looks: theme, colours, style sheet, icons, space."""
