"""How many texts an engine reads and writes in one batch.

llama.cpp reserves a row of logits for each output that a batch may ask for, twice: in the buffer it
computes in and in the one it hands out. A row is as long as the vocabulary, so a model with few
tokens has room for more rows at the same cost. And it wants as many rows as there are sequences.
"""

from __future__ import annotations

_LEAST = 16
# Batches of 64 tokens and more llama.cpp attends to otherwise, and slower where they are of many
# texts. The slots keep so many from coming together.
_MOST = 64
_NUMBERS = 16 * 49_152  # in all rows together; 3 MiB


def sequences_for(vocabulary: int, *, keeps_states: bool) -> int:
    """Sequences, and rows of logits, for a model with so many tokens: a power of two.

    A model that ``keeps_states`` has one of them for each sequence, which are large, and gets no
    more than the least.
    """
    fitting = _NUMBERS // max(1, vocabulary)
    if keeps_states or fitting <= _LEAST:
        return _LEAST
    return min(_MOST, 1 << (fitting.bit_length() - 1))
