"""How an answer came to be, as a value that can be kept, compared and run again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

import msgspec

from desktop_lm.messages import (
    Circumstances,
    Done,
    Generate,
    ModelInfo,
    PromptPart,
    Sampling,
    Trace,
)


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """``sha256`` is that of all its files one after the other, "" where it is not known yet."""

    file: str
    bytes: int
    name: str
    architecture: str
    quantisation: str
    parameters: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens read and written, and the seconds that took."""

    prompt_tokens: int
    reused_tokens: int
    prompt_seconds: float
    tokens: int
    decode_seconds: float
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that decides which tokens come, and those that came. ``text`` is what the model wrote,
    without citations and other marks. ``program`` is this program's version and ``created`` an ISO
    time; both are added when it is kept. ``earlier`` are the requests before it of an answer made
    by several: the parts of a summary."""

    model: ModelFacts
    circumstances: Circumstances
    parts: tuple[PromptPart, ...]
    begun_parts: int
    sampling: Sampling
    max_tokens: int
    stop: tuple[str, ...]
    trace: Trace
    text: str
    token_ids: tuple[int, ...]
    stop_reason: str
    speed: Speed
    program: str = ""
    created: str = ""
    earlier: tuple[Receipt, ...] = ()
    receipt: int = field(default=1)  # the form of this value

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values


def receipt_of(info: ModelInfo, request: Generate, done: Done, text: str) -> Receipt | None:
    """The receipt of an answer; None where the engine did not come to tell how it read the
    prompt."""
    if done.trace is None:
        return None
    return Receipt(
        ModelFacts(
            info.path,
            info.file_bytes,
            info.name,
            info.architecture,
            info.quantisation,
            info.parameters,
        ),
        info.circumstances,
        request.parts,
        request.begun_parts,
        request.sampling,
        request.max_tokens,
        request.stop,
        done.trace,
        text,
        done.token_ids,
        done.stop_reason.value,
        Speed(
            done.prompt_tokens,
            done.reused_tokens,
            done.prompt_seconds,
            done.tokens,
            done.decode_seconds,
            done.tokens_per_second,
        ),
    )


def from_json(values: object) -> Receipt:
    """The receipt that JSON values are. Raises ValueError where they are none."""
    try:
        made = msgspec.convert(values, Receipt)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if made.receipt != 1:
        raise ValueError(f"form {made.receipt}")
    return made


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` names a field of a receipt that is another one now."""

    what: str
    then: str
    now: str


def requests_of(receipt: Receipt) -> tuple[Receipt, ...]:
    """All requests of an answer, in their order."""
    return (*receipt.earlier, receipt)


def same_tokens(then: Receipt, now: Receipt) -> bool:
    """Whether all tokens came again."""
    pairs = zip(requests_of(then), requests_of(now), strict=False)
    whole = len(then.earlier) == len(now.earlier)
    return whole and all(one.token_ids == other.token_ids for one, other in pairs)


def differences(then: Receipt, now: Receipt) -> tuple[Difference, ...]:
    """What differs and may have changed the tokens; speeds, memory and names do not count. Of
    several requests the first that differs is told."""
    for one, other in zip(requests_of(then), requests_of(now), strict=False):
        if found := tuple(_differences(one, other)):
            return found
    return ()


def _differences(then: Receipt, now: Receipt) -> Iterator[Difference]:
    if then.model.sha256 != now.model.sha256:
        yield Difference("model", then.model.sha256, now.model.sha256)
    for each in fields(Circumstances):
        before, after = (getattr(one.circumstances, each.name) for one in (then, now))
        if before != after:
            yield Difference(each.name, str(before), str(after))
    if then.trace.prompt_ids != now.trace.prompt_ids:
        yield Difference("prompt", *_where(then.trace.prompt_ids, now.trace.prompt_ids))
    for name in ("batches", "restored", "threads", "alone"):
        before, after = getattr(then.trace, name), getattr(now.trace, name)
        if before != after:
            yield Difference(name, str(before), str(after))
    if then.token_ids != now.token_ids:
        yield Difference("answer", *_where(then.token_ids, now.token_ids))


def _where(then: tuple[int, ...], now: tuple[int, ...]) -> tuple[str, str]:
    """The first token that is another one, on either side."""
    place = next(
        (n for n, pair in enumerate(zip(then, now, strict=False)) if pair[0] != pair[1]),
        min(len(then), len(now)),
    )
    return tuple(f"token {place + 1}: {_at(ids, place)}" for ids in (then, now))  # type: ignore[return-value]


def _at(ids: tuple[int, ...], place: int) -> str:
    return str(ids[place]) if place < len(ids) else "none"


def as_request(receipt: Receipt, request_id: int) -> Generate:
    """What to ask the engine for the same answer."""
    stopped = receipt.stop_reason == "cancelled"
    return Generate(
        id=request_id,
        parts=receipt.parts,
        begun_parts=receipt.begun_parts,
        sampling=receipt.sampling,
        max_tokens=max(1, len(receipt.token_ids)) if stopped else receipt.max_tokens,
        stop=receipt.stop,
        slot="prompt",
        repeatable=True,
        batches=receipt.trace.batches,
        # Where others took a core then, the same threads could not be had again anyway.
        all_threads=len(receipt.trace.threads) <= 1,
    )


def kept(receipt: Receipt, program: str, created: str, sha256: str) -> Receipt:
    """The same with what is known when it is kept."""
    model = replace(receipt.model, sha256=sha256)
    earlier = tuple(kept(each, program, created, sha256) for each in receipt.earlier)
    return replace(receipt, model=model, program=program, created=created, earlier=earlier)
