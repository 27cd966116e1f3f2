"""Which pairs make a step and what the model sees of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from translator import batches
from translator.batches import Tags, compose, inputs_by_direction, plan
from translator.corpus import Corpus
from translator.languages import Direction, directions
from translator.vocabulary import Vocabulary

LANGUAGES = ("en", "fr", "de")


@pytest.fixture
def tags(vocabulary: Vocabulary) -> Tags:
    return Tags.of(vocabulary, LANGUAGES)


def test_every_pair_is_read_in_both_directions(corpus: Corpus) -> None:
    found = np.concatenate(plan(corpus, 1, 0, 256, temperature=1.0))

    assert sorted(found.tolist()) == list(range(2 * len(corpus)))


def test_a_small_language_is_read_more_often_but_none_is_left_out(corpus: Corpus) -> None:
    found = np.concatenate(plan(corpus, 1, 0, 256, temperature=2.0))

    assert set(found.tolist()) == set(range(2 * len(corpus)))
    large, small = np.bincount(corpus.partner)
    times = np.bincount(corpus.partner[found // 2]) / [2 * large, 2 * small]
    assert times[0] == 1
    assert times[1] == pytest.approx((large / small) ** 0.5, rel=0.15)


def test_a_favoured_direction_is_read_more_often_and_the_others_as_they_were(
    corpus: Corpus,
) -> None:
    there, back = 3.0, 0.5
    found = np.concatenate(plan(corpus, 1, 0, 256, 1.0, [there, back, 1.0, 1.0]))

    times = np.bincount(found, minlength=2 * len(corpus))
    times, first = times.reshape(-1, 2), corpus.partner == 0
    assert set(times[first, 0].tolist()) == {there}
    assert times[first, 1].mean() == pytest.approx(back, rel=0.25)
    assert set(times[~first].reshape(-1).tolist()) == {1}


def test_an_epochs_order_follows_from_seed_and_number(corpus: Corpus) -> None:
    def flat(seed: int, epoch: int) -> list[list[int]]:
        return [batch.tolist() for batch in plan(corpus, seed, epoch, 256, temperature=1.5)]

    assert flat(1, 2) == flat(1, 2)
    assert flat(1, 2) != flat(1, 3)
    assert flat(1, 2) != flat(2, 2)


def test_batches_stay_within_their_size_with_hardly_any_padding(corpus: Corpus, tags: Tags) -> None:
    made = [compose(corpus, tags, items) for items in plan(corpus, 1, 0, 256, temperature=1.0)]

    assert all(batch.tokens.size <= 256 for batch in made)
    padded = sum(int((batch.tokens == tags.pad).sum()) for batch in made)
    assert padded < 0.02 * sum(batch.tokens.size for batch in made)


def test_a_pair_longer_than_a_batch_gets_one_of_its_own(tags: Tags) -> None:
    corpus = Corpus.of([(0, [1] * 40, [2] * 40), (0, [3], [4])])

    sizes = [compose(corpus, tags, items).tokens.size for items in plan(corpus, 1, 0, 16, 1.0)]
    assert sorted(sizes) in ([4, 4, 82, 82], [8, 82, 82])


def test_the_next_tokens_are_asked_for_in_the_target_alone(tags: Tags) -> None:
    corpus = Corpus.of([(0, [11, 12, 13], [21, 22]), (1, [31], [41, 42])])

    batch = compose(corpus, tags, np.array([0, 3]))  # English to French, German to English

    en, fr, de = range(3)
    assert batch.tokens.tolist() == [
        [tags.source[en], 11, 12, 13, tags.target[fr], 21, 22],
        [tags.source[de], 41, 42, tags.target[en], 31, tags.pad, tags.pad],
    ]
    assert batch.places.tolist() == [4, 5, 6, 7 + 3, 7 + 4]
    assert batch.wanted.tolist() == [21, 22, tags.end, 31, tags.end]


def test_inputs_are_counted_by_direction(corpus: Corpus) -> None:
    rows = Corpus.of([(0, [1, 2, 3], [4, 5]), (1, [6], [7, 8])])

    counts = inputs_by_direction(rows, np.array([0, 1, 1, 3]), directions(("fr", "de")))

    assert counts.tolist() == [7, 14, 0, 5]


def test_a_corpus_is_kept_in_a_file(corpus: Corpus, tmp_path: Path) -> None:
    corpus.save(tmp_path / "train.npz")
    found = Corpus.load(tmp_path / "train.npz")

    for row in (0, 17, len(corpus) - 1):
        for side in (0, 1):
            assert found.side(row, side).tolist() == corpus.side(row, side).tolist()
    assert found.partner.tolist() == corpus.partner.tolist()


def test_directions_have_english_on_one_side() -> None:
    assert [one.name for one in directions(("fr", "zh"))] == ["en-fr", "fr-en", "en-zh", "zh-en"]
    assert [one.partner for one in directions(("fr", "zh"))] == ["fr", "fr", "zh", "zh"]
    assert Direction("en", "fr").target_tag == "<|2fr|>"


def test_tags_that_a_vocabulary_lacks_are_told(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="ru"):
        batches.Tags.of(vocabulary, ("en", "ru"))
