"""Which earlier turns of a conversation go to the model when not all of them fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.tasks.chat.families import ChatMessage
from desktop_lm.tasks.source import Source
from desktop_lm.tasks.text.clean_text import clean

_ROOM_SHARE = 4  # at most a quarter of the context is kept free for the answer
_MARGIN = 0.95  # characters tell tokens only roughly


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier prompt and what was answered; ``sources`` are documents that came with it."""

    prompt: str
    answer: str
    sources: tuple[Source, ...] = ()


def room_for_prompt(n_ctx: int, max_tokens: int) -> int:
    """Tokens a prompt may have so that there is room for the answer."""
    return n_ctx - min(max_tokens, n_ctx // _ROOM_SHARE)


class ContextFit:
    """Leaves out the oldest turns until the rest fits; the newest prompt always stays.

    Only the engine can count tokens, and it counts a whole prompt. So a prompt that is too long
    tells how many characters a token has in this conversation, and as many turns go as that asks
    for; what is left is counted again.
    """

    def __init__(self, turns: Sequence[Turn], n_ctx: int, max_tokens: int) -> None:
        self.kept = tuple(turns)
        self._all = len(self.kept)
        self._limit = room_for_prompt(n_ctx, max_tokens)

    @property
    def left_out(self) -> int:
        """How many turns do not go to the model."""
        return self._all - len(self.kept)

    def fits(self, tokens: int, newest: str) -> bool:
        """Whether a prompt of ``tokens`` tokens, made of the kept turns and ``newest``, leaves
        room for the answer. Where it does not, turns have been left out."""
        if tokens <= self._limit or not self.kept:
            return True
        characters = len(newest) + sum(map(_length, self.kept))
        allowed = characters * self._limit / tokens * _MARGIN
        kept = self.kept[1:]
        while kept and len(newest) + sum(map(_length, kept)) > allowed:
            kept = kept[1:]
        self.kept = kept
        return False


def chat_messages(system: str, turns: Sequence[Turn], newest: str) -> list[ChatMessage]:
    """What goes to the chat template; blank instructions are none."""
    messages = [ChatMessage("system", system)] if system.strip() else []
    for turn in turns:
        messages.append(ChatMessage("user", clean(turn.prompt)[0]))
        messages.append(ChatMessage("assistant", clean(turn.answer)[0]))
    return [*messages, ChatMessage("user", newest)]


def _length(turn: Turn) -> int:
    return len(turn.prompt) + len(turn.answer)
