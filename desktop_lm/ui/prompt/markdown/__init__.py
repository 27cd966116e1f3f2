"""Answers drawn as their Markdown means them."""
