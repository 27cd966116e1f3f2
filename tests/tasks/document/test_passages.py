"""Passages: every character of the text that is no gap, in order; the right ones found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.document.citing import Citing
from desktop_lm.tasks.document.passages import passages_of, ranked
from desktop_lm.tasks.source import Passage, Source, SourcePlace
from tests.support import known_answers

_WORDS = st.lists(
    st.sampled_from(["# Top", "one.", "two three", "\n\n", " ", "\n", "x" * 60, "。"])
)


@given(_WORDS, st.integers(5, 80))
def test_passages_leave_nothing_out_and_are_not_too_long(words: list[str], size: int) -> None:
    text = "".join(words)
    passages = passages_of([Source("a", text)], size)
    at = 0
    for passage in passages:
        assert not text[at : passage.start].strip()
        assert passage.text == text[passage.start : passage.end]
        assert passage.end > passage.start
        at = passage.end
    assert not text[at:].strip()


def test_a_heading_stands_with_what_follows_it() -> None:
    text = "a" * 90 + "\n\n## The lamp\n\n" + "b" * 90
    assert [p.text for p in passages_of([Source("a", text)], 100)] == ["a" * 90, text[92:]]


def test_a_line_without_end_is_cut_between_words() -> None:
    passages = passages_of([Source("a", "word " * 200_000)], 400)
    assert len(passages) > 2000
    assert max(len(passage.text) for passage in passages) <= 400


def test_the_passage_with_the_answer_is_among_the_first_two() -> None:
    sources = [Source(name, text) for name, text in known_answers.texts().items()]
    passages = passages_of(sources)
    for question, words in known_answers.QUESTIONS:
        best = [passages[index].text for index in ranked(passages, question)[:2]]
        assert any(known_answers.is_right(text, words) for text in best), question


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("北京", "我喜欢北京的春天"),
        ("cafes", "Zwei Cafés am See"),
        ("painting", "She painted boats"),
        ("किताब", "वह किताबें पढ़ती है"),
        ("புத்தகம்", "இது ஒரு புத்தகம்"),
        ("ကျောင်း", "ကလေးများ ကျောင်းသွားကြသည်"),
        ("كتاب", "كِتَابٌ قَدِيمٌ"),
    ],
)
def test_words_are_found_in_other_forms_and_scripts(question: str, text: str) -> None:
    passages = [Passage(0, 0, 1, "Quite another matter"), Passage(0, 0, 1, text)]
    assert ranked(passages, question) == [1]


@pytest.mark.parametrize(("question", "other"), [("किताब", "कृति बताना"), ("বই", "বাবা"), ("ที่", "ทุ")])
def test_letters_with_other_vowels_are_no_word_that_is_asked_for(question: str, other: str) -> None:
    assert ranked([Passage(0, 0, 1, other)], question) == []


def test_a_place_is_the_last_that_began() -> None:
    source = Source("a", "x" * 9, (SourcePlace(0, "page", 1), SourcePlace(5, "page", 2)))
    assert [source.place_at(at).number for at in (0, 4, 5, 8)] == [1, 1, 2, 2]  # type: ignore[union-attr]
    assert Source("a", "x").place_at(0) is None


_PASSAGES = (
    Passage(0, 0, 1, "The lamp was lit in 1871 by Ada Moss."),
    Passage(0, 2, 3, "Boats leave from the harbour of Vik at ten."),
)


def _cited(*pieces: str) -> str:
    citing = Citing(_PASSAGES)
    return "".join(citing.add(piece) for piece in pieces) + citing.end()


@pytest.mark.parametrize(
    ("answer", "cited"),
    [
        ("The lamp was lit in 1871.", "The lamp was lit in 1871 [1]."),
        (
            "Boats leave from Vik. The lamp was lit by Ada Moss!\n",
            "Boats leave from Vik [2]. The lamp was lit by Ada Moss [1]!\n",
        ),
        ("Bananas grow in warm countries.", "Bananas grow in warm countries."),
        ("The lamp was lit in 1871 [1].", "The lamp was lit in 1871 [1]."),
        ("The lamp was lit in 1871 [7].", "The lamp was lit in 1871 [1]."),
        ("दीपक १८७१ में जला। lit in 1871!", "दीपक १८७१ में जला। lit in 1871 [1]!"),
        ("The lamp was lit in 1871। So it was.", "The lamp was lit in 1871 [1]। So it was."),
        ("- lit in 1871 by Ada Moss\n- boats", "- lit in 1871 by Ada Moss [1]\n- boats"),
        ("", ""),
    ],
)
def test_each_sentence_names_the_passage_it_rests_on(answer: str, cited: str) -> None:
    assert _cited(answer) == cited
    assert _cited(*answer) == cited  # letter by letter


@given(st.lists(st.text(alphabet="aA .!?।\n[]12。", max_size=8), max_size=12))
def test_citing_changes_nothing_but_numbers(pieces: list[str]) -> None:
    import re

    def bare(text: str) -> str:
        return re.sub(r"\s?\[\d{1,3}\]", "", text)

    text = "".join(pieces)
    if "[" not in text:
        assert bare(_cited(*pieces)) == text
