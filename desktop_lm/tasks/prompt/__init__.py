"""Generating text: answers to prompts and documents that go on, their settings and receipts."""
