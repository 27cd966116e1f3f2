"""Keys and values of fixed prompt beginnings, kept over restarts.

Requests name the beginning that the next request of their task will share. When the engine has
nothing else to do, its part of the cache is written to disk; a later engine with the same model,
build and context reads it instead of computing it. The scores of texts that never change are kept
the same way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix, last_border
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.model_files import files_of
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.model_hash import ModelHashes
from desktop_lm.engine.saved_states import Key, Kind, SavedStates
from desktop_lm.messages import ContinuationScore, Load

LEAST_GAIN = 16  # tokens; fewer are computed about as fast as they are read
# Of a record, which is read as a whole, and for which others give way in the cache.
LEAST_SHARE = 0.25
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
        self._forgotten_before = 0  # when it was kept
        self._scores: dict[tuple[int, ...], Scores] = {}
        self._scores_to_save: set[tuple[int, ...]] = set()
        self._hashing: Iterator[str] | None = None
        self._model_files = files_of(loaded.model, request.path)
        self._stamps = stamps
        if known := self._hashes.known(self._model_files, stamps):
            self._open_scope(known)

    # --- sequences ---

    def restore(
        self, cache: PrefixCache, slot: Slot, tokens: list[int], room: int, *, whole_batches: bool
    ) -> None:
        """Fill ``slot`` from disk where that saves reading a good part of ``tokens``, with what
        takes ``room`` tokens at most; ``whole_batches``: only with what is known to have been
        computed in such."""
        key = self._best(slot, tokens, room, whole_batches=whole_batches)
        if key is None:
            return
        data = self._files.read(key)
        batches = None if key.batches is None else list(key.batches)
        if data is not None and cache.fill(slot, list(key.tokens), data, batches):
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
        """Save all that was sent of ``slot`` when the engine ends, in place of the conversation
        saved before."""
        self._conversation = slot
        self._forgotten_before = self._files.last_forgotten

    def _best(self, slot: Slot, tokens: list[int], room: int, *, whole_batches: bool) -> Key | None:
        """The saved sequence that spares reading most of ``tokens``, if one is worth it."""
        have = common_prefix(slot.tokens, tokens)
        if whole_batches:
            have = slot.border(have)
        best, most = None, LEAST_GAIN - 1
        for key in self._sequences:
            gain = self._usable(key, tokens, whole_batches=whole_batches) - have
            is_worth = gain > most and gain >= LEAST_SHARE * len(key.tokens)
            if is_worth and len(key.tokens) <= room:
                best, most = key, gain
        return best

    def _usable(self, key: Key, tokens: list[int], *, whole_batches: bool) -> int:
        """How many of ``tokens`` need not be read where the cache has what was saved."""
        shared = common_prefix(key.tokens, tokens)
        if shared < len(key.tokens) and not self._loaded.can_rewind:
            return 0
        return last_border(key.batches or (), shared) if whole_batches else shared

    # --- scores ---

    def scores(self, asked: tuple[int, ...]) -> Scores | None:
        """The scores of an earlier request that asked the same."""
        if asked not in self._scores and self._scope is not None:
            data = self._files.read(Key(Kind.SCORES, self._scope, asked))
            if data is not None:
                self._scores[asked] = tuple(
                    tuple(ContinuationScore(logprob, tokens) for logprob, tokens in row)
                    for row in json.loads(bytes(data))
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
            self._save(cache, slot, Kind.SEQUENCE, tokens)
        elif conversation is not None:
            self._save_conversation(cache, conversation)
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

    def _save(self, cache: PrefixCache, slot: Slot, kind: Kind, tokens: tuple[int, ...]) -> None:
        assert self._scope is not None
        data = cache.content(slot, list(tokens), self._files.largest)
        batches = slot.batches_of(len(tokens))
        key = Key(kind, self._scope, tokens, None if batches is None else tuple(batches))
        if data is not None and self._files.write(key, data):
            self._sequences.append(key)

    def _save_conversation(self, cache: PrefixCache, slot: Slot) -> None:
        """The last conversation alone is kept: what a user closed should not lie about."""
        assert self._scope is not None
        self._conversation = None
        self._sequences = [key for key in self._sequences if key.kind is not Kind.CONVERSATION]
        for other in self._files.keys(self._scope, Kind.CONVERSATION):
            self._files.drop(other)
        forgotten = self._files.last_forgotten != self._forgotten_before
        sent = slot.sent
        if len(sent) >= LEAST_GAIN and not forgotten:
            self._save(cache, slot, Kind.CONVERSATION, tuple(sent))

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


def asked_of(
    prefix: list[int], texts: list[list[int]], continuations: list[list[int]]
) -> tuple[int, ...]:
    """A Score request as one list of tokens, with a mark that is no token behind each of its."""
    return tuple(token for each in (prefix, *texts, *continuations) for token in (*each, -1))
