"""Pictures of a run: shares, trend, groups, words, and the ends of the scale."""
