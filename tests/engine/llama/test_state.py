"""Saved states on tiny models: what is restored is what would have been computed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.saved_states import SavedStates, forget_conversations
from desktop_lm.messages import (
    CacheType,
    ContinuationScore,
    Inspect,
    Load,
    LoadOptions,
    PromptPart,
    Sampling,
    Score,
)
from tests.support.architectures import Sizes
from tests.support.random_models import write_model
from tests.support.split_files import split_file

LIMIT = 64 << 20
OPTIONS = LoadOptions(n_ctx=512, n_threads=2, n_batch=128)
EXAMPLES = (PromptPart("Some text that every request begins with. " * 2),)
LABELS = (" a", " b")
SCORE = Score(id=1, prefix=EXAMPLES, items=((PromptPart("One."),),), continuations=LABELS)
INSTRUCTION = PromptPart("Do with this text what was asked for, and nothing else: ")
GENERATE = Inspect(
    id=1,
    parts=(INSTRUCTION, PromptPart("words")),
    fixed_parts=1,
    sampling=Sampling(temperature=0),
    max_tokens=1,
    alternatives=5,
    slot="translation",
)
Rows = tuple[tuple[ContinuationScore, ...], ...]


class Engine:
    """A backend with a model, and what a request gave."""

    def __init__(self, backend: LlamaBackend) -> None:
        self.backend = backend
        self.usage = Usage()

    def score(self, request: Score = SCORE) -> Rows:
        self.usage = Usage()
        return self.backend.score(request, self.usage)

    def next_token(self, request: Inspect | None = None) -> dict[int, float]:
        """The likeliest next tokens and how likely they are."""
        self.usage = Usage()
        (token,) = self.backend.generate(request or GENERATE, self.usage, lambda *_: None)
        assert token.inspection is not None
        return {other.token: other.probability for other in token.inspection().alternatives}

    def save(self, *, ending: bool = False) -> None:
        while self.backend.when_idle(ending=ending):
            pass


@contextmanager
def engine(
    model: Path, folder: Path | None, options: LoadOptions = OPTIONS, limit: int = LIMIT
) -> Iterator[Engine]:
    backend = LlamaBackend(SavedStates(folder, limit) if folder else None)
    backend.load(Load(0, str(model), options), lambda _: True)
    try:
        yield Engine(backend)
    finally:
        backend.unload()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models"), "llama")


def states_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.state"))


ARCHITECTURES = ("llama", "gemma3", "qwen3moe", "deepseek2", "lfm2", "qwen35", "mamba")


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_scores_are_the_same_from_a_restored_prefix(architecture: str, tmp_path: Path) -> None:
    # A window shorter than the prefix: only its last cells are kept there.
    file = write_model(tmp_path, architecture, Sizes(window=16))
    states = tmp_path / "states"
    with engine(file, states) as first:
        expected = first.score()
        assert first.usage.reused_tokens == 0
        first.save()
    assert len(states_in(states)) == 1

    with engine(file, states) as second:
        assert second.score() == expected
        assert second.usage.reused_tokens > 30
        assert second.score(replace(SCORE, items=((PromptPart("Two."),),)))
    with engine(file, None) as third:
        assert third.score() == expected


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_answers_are_the_same_from_a_restored_instruction(
    architecture: str, tmp_path: Path
) -> None:
    file = write_model(tmp_path, architecture, Sizes(window=16))
    states = tmp_path / "states"
    other = replace(GENERATE, parts=(INSTRUCTION, PromptPart("quite another text")))
    with engine(file, states) as first:
        first.next_token()
        first.save()
        expected = first.next_token(other)  # behind the same beginning, still in the cache
    # A recurrent state has gone past the instruction and cannot be taken back to it.
    saved = 0 if architecture in ("lfm2", "qwen35", "mamba") else 1
    assert len(states_in(states)) == saved

    with engine(file, states) as second:
        assert second.next_token(other) == expected
        assert (second.usage.reused_tokens > 30) is bool(saved)


@pytest.mark.parametrize("cache_type", [CacheType.Q8_0, CacheType.Q4_0])
def test_a_quantised_cache(model: Path, cache_type: CacheType, tmp_path: Path) -> None:
    options = replace(OPTIONS, cache_type=cache_type)
    with engine(model, tmp_path, options) as first:
        expected = first.score()
        first.save()
    with engine(model, tmp_path, options) as second:
        assert second.score() == expected
        assert second.usage.reused_tokens > 30


@pytest.mark.parametrize(
    "change",
    [
        {"n_ctx": 256},
        {"cache_type": CacheType.Q8_0},
        {"n_batch": 64},
        {"repacked": False},
    ],
    ids=str,
)
def test_another_context_does_not_take_it(
    model: Path, change: dict[str, object], tmp_path: Path
) -> None:
    with engine(model, tmp_path) as first:
        first.score()
        first.save()
    with engine(model, tmp_path, replace(OPTIONS, **change)) as second:  # type: ignore[arg-type]
        second.score()
        assert second.usage.reused_tokens == 0


def write_twin(model: Path, twin: Path) -> None:
    """A model of the same shape with other weights: the lowest bits of the same."""
    data = np.frombuffer(model.read_bytes(), np.uint8).copy()
    data[len(data) // 2 :] ^= 1
    twin.write_bytes(data.tobytes())


def test_another_model_of_the_same_shape_does_not_take_it(model: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.gguf"
    write_twin(model, twin)
    with engine(model, tmp_path / "states") as first:
        first.score()
        first.save()
    with engine(twin, tmp_path / "states") as second:
        mine = second.score()
        assert second.usage.reused_tokens == 0
        second.save()
    with engine(twin, None) as third:
        assert third.score() == mine
    assert len(states_in(tmp_path / "states")) == 2


@pytest.mark.parametrize("parts", [1, 2])
def test_a_model_made_anew_while_the_old_one_is_loaded(
    model: Path, parts: int, tmp_path: Path
) -> None:
    """What the old weights gave is not kept for the new ones, which lie at the same path."""
    files = split_file(model, tmp_path, parts)
    with engine(files[0], tmp_path / "states") as first:
        first.score()
        write_twin(files[-1], tmp_path / "new")
        (tmp_path / "new").replace(files[-1])
        first.save()
    with engine(files[0], None) as second:
        expected = second.score()

    with engine(files[0], tmp_path / "states") as third:
        assert third.score() == expected
        assert third.usage.reused_tokens == 0
        third.save()
    with engine(files[0], tmp_path / "states") as fourth:
        assert fourth.score() == expected
        assert fourth.usage.reused_tokens > 30


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_conversation_goes_on_after_a_restart(architecture: str, tmp_path: Path) -> None:
    file = write_model(tmp_path, architecture, Sizes(layers=4))
    states = tmp_path / "states"
    begun = PromptPart("A question. An answer. ")
    turn = replace(GENERATE, parts=(begun,), fixed_parts=0, continues=True, slot="prompt")
    another = replace(turn, parts=(begun, PromptPart("Another question.")))
    with engine(file, states) as first:
        first.next_token(turn)
        first.save()
        assert states_in(states) == []  # not before the end: it may go on
        first.save(ending=True)
        expected = first.next_token(another)
        assert first.usage.reused_tokens > 20
    assert [path.name.split("-")[1] for path in states_in(states)] == ["conversation"]

    with engine(file, states) as second:
        assert second.next_token(another) == expected
        assert second.usage.reused_tokens > 20


def test_only_the_last_conversation_is_kept(model: Path, tmp_path: Path) -> None:
    kept = []
    for number in range(3):
        words = PromptPart(f"{number} begins quite another conversation")
        with engine(model, tmp_path) as each:
            each.next_token(replace(GENERATE, parts=(words,), fixed_parts=0, continues=True))
            each.save(ending=True)
        kept.append(states_in(tmp_path))

    assert [len(files) for files in kept] == [1, 1, 1]
    assert kept[0] != kept[1] != kept[2]


def test_a_conversation_that_was_deleted_is_saved_neither_now_nor_later(
    model: Path, tmp_path: Path
) -> None:
    words = PromptPart("something that was better not said")
    turn = replace(GENERATE, parts=(words,), fixed_parts=0, continues=True)
    with engine(model, tmp_path) as first:
        first.next_token(turn)
        first.save(ending=True)
    assert len(states_in(tmp_path)) == 1

    with engine(model, tmp_path) as second:
        second.next_token(turn)
        forget_conversations(tmp_path)
        assert states_in(tmp_path) == []
        second.save(ending=True)
        assert states_in(tmp_path) == []
        second.next_token(turn)  # said again since
        second.save(ending=True)
    assert len(states_in(tmp_path)) == 1


def test_a_clock_that_was_set_back_keeps_no_conversation_that_was_deleted(
    model: Path, tmp_path: Path
) -> None:
    words = PromptPart("something that was better not said")
    with engine(model, tmp_path) as one:
        one.next_token(replace(GENERATE, parts=(words,), fixed_parts=0, continues=True))
        forget_conversations(tmp_path)
        [mark] = tmp_path.iterdir()
        os.utime(mark, ns=(0, mark.stat().st_mtime_ns - 3600 * 10**9))  # as by a clock set back
        one.save(ending=True)
    assert states_in(tmp_path) == []


def test_a_split_model_whose_second_file_was_replaced(model: Path, tmp_path: Path) -> None:
    first_file, second_file = split_file(model, tmp_path, 2)
    with engine(first_file, tmp_path / "states") as first:
        expected = first.score()
        first.save()
    with engine(first_file, tmp_path / "states") as second:
        assert second.score() == expected
        assert second.usage.reused_tokens > 30
    data = bytearray(second_file.read_bytes())
    data[-1000] ^= 1
    second_file.write_bytes(data)

    with engine(first_file, tmp_path / "states") as third:
        third.score()
        assert third.usage.reused_tokens == 0


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 1.0])
def test_a_damaged_file_is_ignored_and_written_anew(
    model: Path, share: float, tmp_path: Path
) -> None:
    with engine(model, tmp_path) as first:
        expected = first.score()
        first.save()
    (path,) = states_in(tmp_path)
    whole = path.read_bytes()
    data = bytearray(whole)
    data[round(share * (len(data) - 1))] ^= 0x40
    path.write_bytes(data)

    with engine(model, tmp_path) as second:
        assert second.score() == expected
        assert second.usage.reused_tokens == 0
        second.save()

    assert states_in(tmp_path) == [path]
    assert path.read_bytes() == whole


def test_fixed_texts_are_scored_once_for_all(model: Path, tmp_path: Path) -> None:
    fixed = replace(SCORE, fixed=True)
    with engine(model, tmp_path) as first:
        expected = first.score(fixed)
        assert first.score(fixed) == expected
        assert first.usage.prompt_tokens == 0  # nothing was read the second time
        first.save()
    with engine(model, tmp_path) as second:
        assert second.score(fixed) == expected
        assert second.usage.prompt_tokens == 0
        others = replace(fixed, continuations=(" c", " d"))
        assert second.score(others) != expected


def test_a_prefix_that_was_dropped_before_there_was_time(model: Path, tmp_path: Path) -> None:
    with engine(model, tmp_path) as only:
        only.score()
        for number in range(4):  # as many slots as there are
            only.next_token(replace(GENERATE, slot=f"slot {number}", fixed_parts=0))
        only.save()

    assert states_in(tmp_path) == []


def test_a_full_cache_makes_room_for_what_is_restored(model: Path, tmp_path: Path) -> None:
    with engine(model, tmp_path) as first:
        expected = first.score()
        first.save()
    with engine(model, tmp_path) as second:
        filler = PromptPart("filling words " * 30)
        second.next_token(replace(GENERATE, parts=(filler,), fixed_parts=0, slot="prompt"))
        assert second.score() == expected
        assert second.usage.reused_tokens > 30


def test_what_is_larger_than_the_limit_allows_is_not_saved(model: Path, tmp_path: Path) -> None:
    with engine(model, tmp_path, limit=10_000) as first:
        first.score()
        first.save()

    assert states_in(tmp_path) == []


def test_a_model_file_that_has_gone_meanwhile(tmp_path: Path) -> None:
    file = write_model(tmp_path, "llama")
    with engine(file, tmp_path / "states") as first:
        first.score()
        file.unlink()
        first.save()

    assert states_in(tmp_path / "states") == []


def test_what_a_restored_beginning_was_read_in_is_known(model: Path, tmp_path: Path) -> None:
    """So an answer behind it can be repeated, by an engine that has nothing saved."""
    states = tmp_path / "states"
    talk = replace(GENERATE, repeatable=True, all_threads=True, continues=True, slot="prompt")
    longer = replace(talk, parts=(*talk.parts, PromptPart(", and more words of one who asks on")))
    with engine(model, states) as first:
        first.next_token(talk)
        first.save()
        first.save(ending=True)
    kinds = sorted(path.name.split("-")[1] for path in states_in(states))
    assert kinds == ["conversation", "sequence"]

    for request in (replace(talk, parts=(INSTRUCTION, PromptPart("others"))), longer):
        with engine(model, states) as second:
            expected = second.next_token(request)
            trace = second.usage.trace
            assert second.usage.reused_tokens > 30
        assert trace is not None
        assert trace.restored == 0
        assert sum(size * often for size, often in trace.batches) == len(trace.prompt_ids)

        with engine(model, None) as third:
            assert third.next_token(replace(request, batches=trace.batches)) == expected
            # It reads all of the prompt, in batches wide enough to be worth more threads.
            assert third.usage.trace is not None
            assert replace(third.usage.trace, threads=trace.threads) == trace


def test_a_long_record_is_left_where_little_of_it_can_be_used(model: Path, tmp_path: Path) -> None:
    """It would be read for nothing, and others would give way to it in the cache."""
    talk = replace(GENERATE, repeatable=True, all_threads=True, continues=True, slot="prompt")
    words = PromptPart("words of a talk that goes on for a while and then " * 5)
    beginning = PromptPart(words.text[: len(words.text) // 3])
    with engine(model, tmp_path) as first:
        first.next_token(replace(talk, parts=(words,), fixed_parts=0))
        length = first.usage.prompt_tokens
        first.save(ending=True)
    (record,) = states_in(tmp_path)
    other = replace(GENERATE, parts=(PromptPart("quite another text " * 9),), fixed_parts=0)
    saved_at = record.stat().st_mtime_ns

    with engine(model, tmp_path) as second:
        second.next_token(other)
        assert second.usage.prompt_tokens + length > OPTIONS.n_ctx  # no room for both
        for request, text in ((talk, beginning.text), (other, beginning.text[:25])):
            # In the first no batch ends so early; in the second it is a small share.
            parts = (PromptPart(f"{text}!"),)
            second.next_token(replace(request, parts=parts, fixed_parts=0, slot=text))
            assert second.usage.reused_tokens == 0
        second.next_token(other)
        assert second.usage.reused_tokens > 100
        assert record.stat().st_mtime_ns == saved_at  # it would be the time of use

        second.next_token(replace(other, parts=(beginning, PromptPart("!")), slot="new"))
        assert second.usage.reused_tokens > 60


def test_an_answer_to_be_repeated_takes_nothing_of_unknown_batches(
    model: Path, tmp_path: Path
) -> None:
    states = tmp_path / "states"
    with engine(model, states) as first:
        first.next_token()  # its instruction is a part of a batch
        first.save()
        first.next_token(replace(GENERATE, slot="prompt"))
    assert len(states_in(states)) == 1

    with engine(model, states) as second:
        second.next_token(replace(GENERATE, repeatable=True, slot="prompt"))
        assert second.usage.reused_tokens == 0
        second.next_token(replace(GENERATE, slot="other"))
        assert second.usage.reused_tokens > 30
