"""Text comes out whole, wherever tokens and stop strings are cut."""

from __future__ import annotations

import codecs
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from desktop_lm.engine.text_decoder import TextDecoder

texts = st.text(st.characters(exclude_categories=["Cs"]))
cuts = st.lists(st.integers(0, 200))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """The data, cut at these places."""
    borders = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(borders)]


def decode(data: bytes, cuts: list[int], stop: tuple[str, ...] = ()) -> str:
    decoder = TextDecoder(stop)
    return "".join(map(decoder.feed, pieces(data, cuts))) + decoder.flush()


def before_first_stop(text: str, stop: tuple[str, ...]) -> str:
    """The text before the stop string that is complete first."""
    for end in range(len(text) + 1):
        found = [text[:end].find(s) for s in stop if s and s in text[:end]]
        if found:
            return text[: min(found)]
    return text


@given(texts, cuts)
@example("我喜欢北京的春天", [1, 2, 4, 5, 7])
@example("👩‍👩‍👧 क्षि", list(range(40)))
def test_a_text_cut_anywhere_comes_out_whole(text: str, cuts: list[int]) -> None:
    assert decode(text.encode(), cuts) == text


@given(texts, cuts)
def test_no_half_character_is_ever_shown(text: str, cuts: list[int]) -> None:
    decoder = TextDecoder()
    shown = ""
    for piece in pieces(text.encode(), cuts):
        shown += decoder.feed(piece)
        assert text.startswith(shown)


@given(st.binary(), cuts)
def test_bytes_that_are_no_text_are_marked_the_same_way_however_cut(
    data: bytes, cuts: list[int]
) -> None:
    assert decode(data, cuts) == codecs.getincrementaldecoder("utf-8")("replace").decode(data)


@given(texts, st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), cuts)
def test_of_a_character_that_never_became_whole_nothing_is_shown(
    text: str, last: str, cuts: list[int]
) -> None:
    for length in range(1, len(last.encode())):
        assert decode(text.encode() + last.encode()[:length], cuts) == text


few = st.text("ab\n<|é", max_size=30)
stops = st.lists(st.text("ab\n<|é", min_size=1, max_size=4), max_size=3).map(tuple)


@given(few, cuts, stops)
@example("xxabcyy", [3], ("abc", "b"))
@example("aab", [1], ("ab",))
def test_a_stop_string_ends_the_text_wherever_it_is_cut(
    text: str, cuts: list[int], stop: tuple[str, ...]
) -> None:
    assert decode(text.encode(), cuts, stop) == before_first_stop(text, stop)


@given(few, cuts, stops)
def test_nothing_of_a_stop_string_is_shown_before_it_is_one(
    text: str, cuts: list[int], stop: tuple[str, ...]
) -> None:
    final = before_first_stop(text, stop)
    decoder = TextDecoder(stop)
    shown = ""
    for piece in pieces(text.encode(), cuts):
        shown += decoder.feed(piece)
        assert final.startswith(shown)
    assert decoder.stopped == (any(s in text for s in stop))


@given(texts, cuts)
def test_leading_space_can_be_dropped_wherever_it_is_cut(text: str, cuts: list[int]) -> None:
    decoder = TextDecoder(("\n",), skip_leading_space=True)
    shown = "".join(map(decoder.feed, pieces(text.encode(), cuts))) + decoder.flush()
    assert shown == text.lstrip().partition("\n")[0]
