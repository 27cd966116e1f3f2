"""Conversations and answers as files, and receipts."""
