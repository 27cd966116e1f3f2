"""Requests: from the program to an engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_lm.messages.values import (
    Importance,
    LoadOptions,
    PromptPart,
    Sampling,
    WeightType,
)

MAX_BEAMS = 4


@dataclass(frozen=True, slots=True)
class Load:
    """Load a model file and make its context."""

    id: int
    path: str
    options: LoadOptions = field(default_factory=LoadOptions)


@dataclass(frozen=True, slots=True)
class DryLoad(Load):
    """As :class:`Load`, but llama.cpp only works out its buffers and allocates none of them.

    Answered by one ``DryLoaded``. For a process made for the question: it loads nothing else.
    """


@dataclass(frozen=True, slots=True)
class Unload:
    """Free the model. Ending the process frees more; see ``EngineClient.stop``."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """Continue a prompt. Answered by ``PromptProgress*``, ``Text*``, then ``Done``.

    ``slot`` names the cache whose prefix may be reused: requests of one task share theirs.
    ``begun_parts`` last parts are the answer's own beginning: a grammar holds for them too.
    """

    id: int
    parts: tuple[PromptPart, ...]
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 512
    stop: tuple[str, ...] = ()
    slot: str = "prompt"
    fixed_parts: int = 0  # that many first parts are the task's own: their cache may be saved
    begun_parts: int = 0
    continues: bool = False  # a conversation: all of its cache may be saved when the engine ends
    skip_leading_space: bool = False  # also before stop strings are looked for
    # Reuse the cache only where a batch ended, and tell with ``Done`` how the prompt was read.
    repeatable: bool = False
    batches: tuple[tuple[int, int], ...] = ()  # read the prompt anew, in these; see ``Trace``
    all_threads: bool = False  # keep them even where other programs want cores


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspect(Generate):
    """As :class:`Generate`, with ``Inspected`` replies for the generated tokens besides."""

    alternatives: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAhead:
    """Read a prompt while it is still being written, so that little of it is left to read when a
    ``Generate`` with ``slot`` brings it. Answered by one ``Done``.

    Nothing is read where that would take the place of what another slot holds, or where the model
    cannot go back when the text changes. What is read is never saved. ``repeatable``: as that
    Generate will be.
    """

    id: int
    parts: tuple[PromptPart, ...]
    slot: str = "prompt"
    repeatable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Log-probability of each continuation after ``prefix + item``, for every item.

    Nothing is sampled. Answered by one ``Scored``.
    """

    id: int
    prefix: tuple[PromptPart, ...]
    items: tuple[tuple[PromptPart, ...], ...]
    continuations: tuple[str, ...]
    slot: str = "sentiment"
    fixed: bool = False  # the items never change: their scores may be saved
    first_token: bool = False  # of each continuation, and nothing behind it: many cost no more
    adapter: str = ""  # file of a LoRA adapter to read through; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateMany:
    """The likeliest continuation of ``prefix + item``, for every item; several share a batch.

    ``max_tokens`` has a limit for each item. ``beams`` beginnings of each are followed at once: 1
    takes the likeliest token each time, more are a beam search (at most ``MAX_BEAMS``), which
    follows what is unlikely to become the best only where it is ``thorough``. White space before
    the first word is dropped. Answered by one ``Completion`` an item, in the order in which they
    end, then ``Done``.
    """

    id: int
    prefix: tuple[PromptPart, ...]
    items: tuple[tuple[PromptPart, ...], ...]
    max_tokens: tuple[int, ...]
    stop: tuple[str, ...] = ()
    beams: int = 1
    thorough: bool = False
    slot: str = "translation"


@dataclass(frozen=True, slots=True)
class Count:
    """Number of tokens of a prompt. Answered by ``Counted``."""

    id: int
    parts: tuple[PromptPart, ...]


@dataclass(frozen=True, slots=True)
class Tokenise:
    """The tokens of a prompt, one by one. Answered by ``Tokenised``."""

    id: int
    parts: tuple[PromptPart, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """End request ``id`` as soon as can be; its own ``Done`` follows, with what there is."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantise:
    """Write ``source`` anew with its weights as ``type``. Answered by ``Progress*``, ``Quantised``.

    ``target`` is written from its first byte on and left half-written where it fails.
    ``allow_larger`` also makes a file that is no smaller than the source. ``notes`` are added to
    the file's metadata; names and texts are cut to 127 bytes. ``importance`` says where in
    ``importance_file`` it stands how much each input matters. It cannot be cancelled: end the
    process, which is made for this one request.
    """

    id: int
    source: str
    target: str
    type: WeightType
    allow_requantise: bool = False
    allow_larger: bool = False
    notes: dict[str, str] = field(default_factory=dict)
    n_threads: int = 2
    importance_file: str = ""
    importance: tuple[Importance, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasurePerplexity:
    """How well the loaded model foresees ``text``, read in windows of ``window`` tokens.

    Answered by ``Progress*`` in tokens, then ``Perplexity``.
    """

    id: int
    text: str
    window: int = 512


Request = (
    Load
    | DryLoad
    | Unload
    | Generate
    | Inspect
    | ReadAhead
    | Score
    | GenerateMany
    | Count
    | Tokenise
    | Quantise
    | MeasurePerplexity
    | Cancel
)
