"""The translation of a file, through pauses and kills: ordered, begun, worked off, written."""
