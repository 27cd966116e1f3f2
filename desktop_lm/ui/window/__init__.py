"""The window: tabs, menus, status line, and what appears over them."""
