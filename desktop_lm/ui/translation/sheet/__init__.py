"""The translation that is shown, without a widget: parts, and how they change."""
