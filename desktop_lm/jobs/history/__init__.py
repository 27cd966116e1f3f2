"""Conversations and receipts as files."""
