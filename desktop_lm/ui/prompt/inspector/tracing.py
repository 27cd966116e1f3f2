"""The trace of an answer while it grows, and where another one branches off from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from desktop_lm.messages import Alternative, PromptPart, TokenView
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.tasks.prompt.prompt import PromptInput
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.token_surface import Traced

_BROKEN = "\ufffd"  # stands for half a character, whose other half comes with the next token


class Branch(NamedTuple):
    """The beginning of another answer: how it reads, how it came to be where that is known, and
    the tokens to go on from."""

    text: str
    trace: TokenTrace | None
    tokens: tuple[PromptPart, ...]


def beginning(given: PromptInput, exchange: Exchange) -> TokenTrace | None:
    """What the trace of ``exchange`` begins with when ``given`` is asked; None without one."""
    if exchange.trace is not None and given.begun_tokens:
        return replace(exchange.trace, sampling=given.sampling)
    if not given.alternatives:
        return None
    return TokenTrace(start=len(exchange.text), sampling=given.sampling)


def grown(trace: TokenTrace, views: Sequence[TokenView]) -> TokenTrace:
    """The trace with more tokens at its end."""
    return replace(trace, views=(*trace.views, *views))


def is_whole(exchange: Exchange) -> bool:
    """Whether all of the answer's tokens are known, and the answer is what they say."""
    trace = exchange.trace
    if trace is None or not trace.views or trace.start:
        return False
    return "".join(view.text for view in trace.views) == exchange.text


def tokens_of(exchange: Exchange) -> tuple[PromptPart, ...]:
    """The answer so far as its very tokens; none where they are not all known."""
    if exchange.trace is None or not is_whole(exchange):
        return ()
    return _parts(exchange.trace.views)


def whole(exchange: Exchange, tokens: tuple[PromptPart, ...]) -> Branch:
    """All of an answer, to go on from its end; ``tokens`` are its own, where they are known."""
    return Branch(exchange.text, exchange.trace if tokens else None, tokens)


def branch_at(source: Traced, index: int, other: Alternative) -> Branch:
    """What the model wrote up to token ``index`` of its trace, and ``other`` in its place.

    What stands before the trace, where its tokens are not known, goes on as a text.
    """
    assert source.trace is not None
    trace = source.trace
    kept = trace.views[:index]
    before = source.text[: trace.start]
    said = "" if other.control else other.text
    text = before + "".join(view.text for view in kept) + said.rstrip(_BROKEN)
    parts = (
        *((PromptPart(before),) if before else ()),
        *(_parts(kept) if kept else ()),
        PromptPart(said, ids=(other.token,)),
    )
    chosen = _view_of(trace.views[index], other, said.rstrip(_BROKEN))
    return Branch(text, replace(trace, views=(*kept, chosen)), parts)


def _parts(views: Sequence[TokenView]) -> tuple[PromptPart, ...]:
    text = "".join(view.text for view in views)
    return (PromptPart(text, ids=tuple(view.token for view in views)),)


def _view_of(former: TokenView, other: Alternative, text: str) -> TokenView:
    """The place of ``former`` with ``other`` in it, and the former one among the others."""
    replaced = Alternative(
        former.token, former.text, former.probability, former.after, penalised=former.penalised
    )
    others = [each for each in former.alternatives if each.token != other.token]
    others = sorted([*others, replaced], key=lambda each: -each.probability)
    return TokenView(
        other.token,
        text,
        other.probability,
        tuple(others),
        other.after,
        other.penalised,
        1 + sum(each.probability > other.probability for each in others),
        former.steps,
    )
