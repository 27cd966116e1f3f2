"""The engine's backend on llama.cpp: the parts put together, one request at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from desktop_lm.engine.backend import (
    Foresight,
    GeneratedToken,
    PromptListener,
    StepListener,
    Usage,
)
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.adapters import Adapters
from desktop_lm.engine.llama.ahead import AheadReader
from desktop_lm.engine.llama.cache import PrefixCache
from desktop_lm.engine.llama.decode import Decoder
from desktop_lm.engine.llama.generate import Generator
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.many import ManyGenerator
from desktop_lm.engine.llama.memory import Allocations
from desktop_lm.engine.llama.model_files import possible_files
from desktop_lm.engine.llama.perplexity import perplexity
from desktop_lm.engine.llama.pieces import pieces
from desktop_lm.engine.llama.quantise import quantise
from desktop_lm.engine.llama.score import Scorer
from desktop_lm.engine.llama.state import StateKeeper
from desktop_lm.engine.model_hash import stamps
from desktop_lm.engine.saved_states import SavedStates
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Completion,
    ContinuationScore,
    DryLoad,
    Generate,
    GenerateMany,
    Load,
    MeasurePerplexity,
    MemoryParts,
    ModelInfo,
    PromptPart,
    PromptPiece,
    Quantise,
    ReadAhead,
    Score,
)


@dataclass(slots=True)
class _Session:
    """What belongs to one loaded model."""

    loaded: LoadedLlama
    decoder: Decoder
    cache: PrefixCache
    generator: Generator
    adapters: Adapters
    memory: MemoryParts
    states: StateKeeper | None


class LlamaBackend:
    """Implements :class:`desktop_lm.engine.backend.Backend`."""

    def __init__(self, saved_states: SavedStates | None = None) -> None:
        native.initialise()
        self.cancel = CancelFlag()
        self._saved_states = saved_states
        self._session: _Session | None = None

    @property
    def name(self) -> str:
        return f"llama-cpp-python {native.VERSION}"

    def load(self, request: Load, progress: Callable[[float], bool]) -> ModelInfo:
        self.unload()
        saved, before = self._saved_states, stamps(possible_files(request.path))
        with Allocations() as allocations:
            loaded = LoadedLlama(request, progress, self.cancel)
        states = StateKeeper(saved, loaded, request, before) if saved else None
        decoder, cache = Decoder(loaded), PrefixCache(loaded, states)
        generator = Generator(loaded, decoder, cache, self.cancel, states)
        adapters, parts = Adapters(loaded), _with_later(allocations.parts, loaded)
        self._session = _Session(loaded, decoder, cache, generator, adapters, parts, states)
        return loaded.info(request.path)

    @property
    def memory(self) -> MemoryParts:
        return self._session.memory if self._session else MemoryParts()

    def dry_load(self, request: DryLoad) -> MemoryParts:
        with Allocations() as allocations:
            loaded = LoadedLlama(request, lambda _fraction: True, self.cancel, dry=True)
        loaded.close()
        return _with_later(allocations.planned, loaded)

    def unload(self) -> None:
        if self._session is not None:
            self._session.loaded.close()
            self._session = None

    def when_idle(self, *, ending: bool = False) -> bool:
        session = self._session
        return (
            session is not None
            and session.states is not None
            and (session.states.work(session.cache, ending=ending))
        )

    def generate(
        self, request: Generate, usage: Usage, prompt_progress: PromptListener
    ) -> Iterator[GeneratedToken]:
        return self._decoding_session().generator.run(request, usage, prompt_progress)

    def read_ahead(self, request: ReadAhead, usage: Usage) -> None:
        session = self._decoding_session()
        reader = AheadReader(session.loaded, session.decoder, session.cache, self.cancel)
        reader.run(request, usage)

    def generate_many(self, request: GenerateMany, usage: Usage) -> Iterator[Completion]:
        session = self._decoding_session()
        many = ManyGenerator(session.loaded, session.decoder, session.cache, self.cancel)
        return many.run(request, usage)

    def score(self, request: Score, usage: Usage) -> tuple[tuple[ContinuationScore, ...], ...]:
        session = self._decoding_session(request.adapter)
        encode = session.loaded.vocabulary.encode
        continuations = [
            session.loaded.vocabulary.encode_continuation(text) for text in request.continuations
        ]
        if not request.items or not continuations or not all(continuations):
            raise AppError(Code.EMPTY_TEXT)
        if request.first_token:
            continuations = [tokens[:1] for tokens in continuations]
        started = perf_counter()
        # What is saved was computed without an adapter.
        states = None if request.adapter else session.states
        scorer = Scorer(session.decoder, session.cache, session.loaded.n_ctx, continuations, states)
        try:
            return scorer.run(
                f"{request.slot} {request.adapter}".rstrip(),
                encode(request.prefix),
                [encode(request.prefix + item) for item in request.items],
                usage,
                fixed=request.fixed,
            )
        finally:
            usage.prompt_seconds = perf_counter() - started

    def count(self, parts: tuple[PromptPart, ...]) -> int:
        return len(self._require_session().loaded.vocabulary.encode(parts))

    def tokenise(self, parts: tuple[PromptPart, ...]) -> tuple[PromptPiece, ...]:
        return pieces(self._require_session().loaded.vocabulary, parts)

    def perplexity(self, request: MeasurePerplexity, progress: StepListener) -> Foresight:
        session = self._decoding_session()
        return perplexity(session.loaded, session.decoder, session.cache, request, progress)

    def quantise(self, request: Quantise, progress: StepListener) -> int:
        return quantise(request, progress)

    def _decoding_session(self, adapter: str = "") -> _Session:
        """The session, which decodes through the ``adapter`` in this file or, where that is empty,
        through none: whatever decodes begins here. Raises AppError(NO_MODEL, LOAD_FAILED)."""
        session = self._require_session()
        session.adapters.use(adapter)
        return session

    def _require_session(self) -> _Session:
        if self._session is None:
            raise AppError(Code.NO_MODEL)
        return self._session


def _with_later(parts: MemoryParts, loaded: LoadedLlama) -> MemoryParts:
    """``parts`` of a load, and the rows of logits that come with the first request for all."""
    return replace(parts, compute=parts.compute + loaded.later_bytes)
