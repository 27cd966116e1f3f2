"""Keys and values of fixed prompt beginnings, kept over restarts.

Requests name the beginning that the next request of their task will share. When the engine has
nothing else to do, its part of the cache is written to disk; a later engine with the same model,
build and context reads it instead of computing it. The scores of texts that never change are kept
the same way.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.model_files import files_of
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.model_hash import ModelHashes
from desktop_lm.engine.saved_states import Key, Kind, SavedStates
from desktop_lm.messages import ContinuationScore, Load

LEAST_GAIN = 16  # tokens; fewer are computed about as fast as they are read
_HASHES = "models.json"

Scores = tuple[tuple[ContinuationScore, ...], ...]


class StateKeeper:
    """The saved states of one loaded model.

    ``stamps`` are those of its files from before llama.cpp opened them. The files are read for
    their hash much later, and by then a path may lead to another model than the one that is mapped.
    """

    def __init__(
        self, files: SavedStates, loaded: LoadedLlama, request: Load, stamps: Mapping[str, str]
    ) -> None:
        self._files = files
        self._loaded = loaded
        self._request = request
        self._hashes = ModelHashes(files.folder / _HASHES)
        self._scope: dict[str, Any] | None = None
        self._sequences: list[Key] = []
        self._to_save: dict[tuple[int, ...], Slot] = {}
        self._conversation: Slot | None = None
        self._conversation_at = 0
        self._scores: dict[tuple[int, ...], Scores] = {}
        self._scores_to_save: set[tuple[int, ...]] = set()
        self._hashing: Iterator[str] | None = None
        self._model_files = files_of(loaded.model, request.path)
        self._stamps = stamps
        if known := self._hashes.known(self._model_files, stamps):
            self._open_scope(known)

    # --- sequences ---

    def restore(
        self, cache: PrefixCache, slot: Slot, tokens: list[int], *, whole_batches: bool
    ) -> None:
        """Fill ``slot`` from disk where that saves reading a good part of ``tokens``;
        ``whole_batches``: only with what is known to have been computed in such."""
        key = self._best(tokens, common_prefix(slot.tokens, tokens))
        if key is None:
            return
        data = self._files.read(key)
        if data is not None:
            batches, content = _unpack(data)
            if batches is None and whole_batches:
                return
            if cache.fill(slot, list(key.tokens), content, batches):
                return
        self._files.drop(key)
        self._sequences.remove(key)

    def keep(self, slot: Slot, prefix: Sequence[int]) -> None:
        """Save the first tokens of ``slot`` when there is time."""
        wanted = tuple(prefix)
        known = any(key.tokens == wanted for key in self._sequences)
        if len(wanted) >= LEAST_GAIN and not known:
            self._to_save[wanted] = slot

    def keep_conversation(self, slot: Slot) -> None:
        """Save all of ``slot`` when the engine ends, in place of the conversation saved before."""
        self._conversation = slot
        self._conversation_at = time.time_ns()

    def _best(self, tokens: list[int], have: int) -> Key | None:
        """The saved sequence that shares most with ``tokens``."""
        best, gain = None, LEAST_GAIN - 1
        for key in self._sequences:
            shared = common_prefix(list(key.tokens), tokens)
            if shared < len(key.tokens) and not self._loaded.can_rewind:
                continue
            if shared - have > gain:
                best, gain = key, shared - have
        return best

    # --- scores ---

    def scores(self, asked: tuple[int, ...]) -> Scores | None:
        """The scores of an earlier request that asked the same."""
        if asked not in self._scores and self._scope is not None:
            data = self._files.read(Key(Kind.SCORES, self._scope, asked))
            if data is not None:
                self._scores[asked] = tuple(
                    tuple(ContinuationScore(logprob, tokens) for logprob, tokens in row)
                    for row in json.loads(data)
                )
        return self._scores.get(asked)

    def keep_scores(self, asked: tuple[int, ...], scores: Scores) -> None:
        """Remember scores, and save them when there is time."""
        self._scores[asked] = scores
        self._scores_to_save.add(asked)

    # --- when the engine has nothing else to do ---

    def work(self, cache: PrefixCache, *, ending: bool) -> bool:
        """Do a few milliseconds' work of saving; whether there is more to do."""
        conversation = self._conversation if ending else None
        if not self._to_save and not self._scores_to_save and conversation is None:
            return False
        if self._scope is None:
            return self._hash()
        if self._to_save:
            tokens, slot = self._to_save.popitem()
            self._save(cache, slot, Key(Kind.SEQUENCE, self._scope, tokens))
        elif conversation is not None:
            self._save_conversation(cache, conversation, self._scope)
        else:
            asked = self._scores_to_save.pop()
            rows = [[[s.logprob, s.tokens] for s in row] for row in self._scores[asked]]
            self._files.write(Key(Kind.SCORES, self._scope, asked), json.dumps(rows).encode())
        return True

    def _hash(self) -> bool:
        if self._hashing is None:
            self._hashing = self._hashes.compute(self._model_files, self._stamps)
        found = next(self._hashing, None)
        if found is None:  # the file cannot be read or is another by now: nothing will be saved
            self._to_save.clear()
            self._conversation = None
            self._scores_to_save.clear()
        elif found:
            self._open_scope(found)
        return found is not None

    def _save(self, cache: PrefixCache, slot: Slot, key: Key) -> None:
        batches = slot.batches_of(len(key.tokens))
        data = cache.content(slot, list(key.tokens), self._files.largest)
        if data is not None and self._files.write(key, _pack(batches, data)):
            self._sequences.append(key)

    def _save_conversation(self, cache: PrefixCache, slot: Slot, scope: dict[str, Any]) -> None:
        """The last conversation alone is kept: what a user closed should not lie about."""
        self._conversation = None
        for other in self._files.keys(scope, Kind.CONVERSATION):
            self._files.drop(other)
        forgotten = self._files.forgotten_since(self._conversation_at)
        if len(slot.tokens) >= LEAST_GAIN and not forgotten:
            self._save(cache, slot, Key(Kind.CONVERSATION, scope, tuple(slot.tokens)))

    def _open_scope(self, model_hash: str) -> None:
        options = self._request.options
        self._scope = {
            "model": model_hash,
            "engine": native.VERSION,
            "llama": lib.llama_version().decode("ascii", "replace"),
            "processor": native.processor(),
            "n_ctx": self._loaded.n_ctx,
            "n_batch": self._loaded.n_batch,
            "n_seq_max": self._loaded.sequences,
            "kv_unified": True,
            "cache_type": options.cache_type.value,
            "repacked": options.repacked,
        }
        self._sequences = [
            key
            for kind in (Kind.SEQUENCE, Kind.CONVERSATION)
            for key in self._files.keys(self._scope, kind)
        ]


def _pack(batches: list[int] | None, content: memoryview) -> bytes:
    """A sequence's payload: the batches it was computed in as a line of JSON, then llama.cpp's
    keys and values."""
    return json.dumps(batches).encode("ascii") + b"\n" + content


def _unpack(data: bytes) -> tuple[list[int] | None, bytes]:
    batches, _, content = data.partition(b"\n")
    return json.loads(batches), content


def asked_of(
    prefix: list[int], texts: list[list[int]], continuations: list[list[int]]
) -> tuple[int, ...]:
    """A Score request as one list of tokens, with a mark that is no token behind each of its."""
    return tuple(token for each in (prefix, *texts, *continuations) for token in (*each, -1))
