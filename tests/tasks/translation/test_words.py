"""Which words of a translation the model was unsure of."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.words import Sureness, UnsureWord, unsure_words


def sureness(*tokens: tuple[str, float]) -> tuple[str, Sureness]:
    texts, probabilities = zip(*tokens, strict=True)
    return "".join(texts), Sureness(tuple(accumulate(map(len, texts))), probabilities)


def words(text: str, found: list[UnsureWord]) -> list[tuple[str, float]]:
    return [(text[word.start : word.end], word.probability) for word in found]


def test_a_word_is_as_sure_as_its_least_sure_token() -> None:
    text, sure = sureness(("Une", 0.9), (" tas", 0.1), ("se", 1.0), (" verte", 0.5), (".", 0.05))

    assert words(text, unsure_words(text, sure)) == [("tasse", 0.1)]


def test_a_token_over_two_words_is_of_both() -> None:
    text, sure = sureness(("l'eau de", 0.1), (" vie", 0.9))

    assert words(text, unsure_words(text, sure)) == [("l'eau", 0.1), ("de", 0.1)]


def test_chinese_is_marked_by_the_character() -> None:
    text, sure = sureness(("我", 0.9), ("喜欢", 0.1), ("茶。", 0.8))

    assert words(text, unsure_words(text, sure)) == [("喜", 0.1), ("欢", 0.1)]


@given(
    st.lists(
        st.tuples(st.text(st.sampled_from("ab '-.我"), max_size=4), st.floats(0, 1)), min_size=1
    )
)
def test_words_lie_in_the_text_and_do_not_overlap(tokens: list[tuple[str, float]]) -> None:
    text, sure = sureness(*tokens)

    found = unsure_words(text, sure, below=2.0)

    ends = [0]
    for word in found:
        assert ends[-1] <= word.start < word.end <= len(text)
        ends.append(word.end)
