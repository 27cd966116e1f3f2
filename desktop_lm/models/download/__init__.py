"""Fetches one file whose revision, size and hash are known beforehand."""
