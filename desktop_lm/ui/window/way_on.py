"""What can be done about an error, by its code."""

from __future__ import annotations

from desktop_lm.errors import Code

# Where the way on is the same request once more: the engine starts anew.
WORTH_A_RETRY = frozenset(
    {
        Code.ENGINE_KILLED,
        Code.ENGINE_CRASHED,
        Code.ENGINE_UNRESPONSIVE,
        Code.ENGINE_START_FAILED,
        Code.WIRE_BROKEN,
        Code.DECODE_FAILED,
        Code.INTERNAL,
    }
)
# Where the way on is another model.
ASKS_FOR_A_MODEL = frozenset(
    {
        Code.NO_MODEL,
        Code.STARTER_MISSING,
        Code.STARTER_DAMAGED,
        Code.ENGINE_OUT_OF_MEMORY,
        Code.LOAD_FAILED,
        Code.FILE_MISSING,
    }
)
