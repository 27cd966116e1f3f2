"""What was written is found by its words, and conversations by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.search_terms import folded
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import excerpt, search


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Чертёж моста Ж", "чертёж моста ж"),
        ("Größe und Ärger", "GRÖSSE ärger"),
        ("Café Λόγος", "cafe λογοσ"),
        ("50 % off_line", "% _"),
    ],
)
def test_a_name_and_a_tag_are_found_in_any_case(history: History, title: str, query: str) -> None:
    history.begin(title="Other")
    by_name, by_tag = history.begin(title=title), history.begin()
    history.set_tags(by_tag, (title,))
    assert [each.id for each in history.named(query)] == [by_tag, by_name]


def test_half_a_character_finds_nothing(history: History) -> None:
    history.set_tags(history.begin(title="One"), ("sea",))

    assert history.conversations(tag="\ud83d") == ()
    assert history.named("\ud83d") == ()
    assert search(history, "One\ud83d") == ()


def test_chinese_is_found_by_two_characters(history: History) -> None:
    number = history.begin(title="春")
    message = history.add(number, None, Role.USER, "我喜欢北京的春天")
    history.add(number, message, Role.ASSISTANT, "上海也很好")

    (hit,) = search(history, "北京")

    assert (hit.conversation, hit.message, hit.title) == (number, message, "春")
    assert (hit.before, hit.match, hit.after) == ("我喜欢", "北京", "的春天")


def test_the_place_of_a_find_is_shown_without_line_breaks(history: History) -> None:
    number = history.begin()
    history.add(number, None, Role.USER, "x " * 100 + "the\nold CAFÉ\n\nby the sea" + " y" * 100)

    (hit,) = search(history, "cafe")

    assert hit.match == "CAFÉ"
    assert hit.before.endswith("x the old ")
    assert hit.after.startswith(" by the sea y")


def test_a_find_in_a_word_with_vowel_signs_is_shown(history: History) -> None:
    number = history.begin()
    history.add(number, None, Role.USER, "वह किताबें पढ़ती है")

    (hit,) = search(history, "किताब")

    assert (hit.before, hit.match, hit.after) == ("वह ", "किताब", "ें पढ़ती है")


@given(
    st.text("aÄﬁ-e\u0301İक़", max_size=40).map(lambda text: text * 60),
    st.sampled_from(("needle", "Nädel", "ﬁfi", "कि")),
    st.text("aÄﬁ-e\u0301", max_size=40).map(lambda text: text * 60),
)
def test_the_place_of_a_find_is_right_wherever_it_is(before: str, word: str, after: str) -> None:
    text = f"{before}\n{word}{after}"

    shown = excerpt(text, word)

    assert folded(shown[1]) == folded(word)
    assert "".join(shown) in text.replace("\n", " ")


@pytest.mark.parametrize("unit", ["**a **a", "**ä **a"])
def test_a_find_at_the_end_of_a_million_characters_is_shown(unit: str) -> None:
    assert excerpt(unit * 150_000 + " needle", "needle")[1] == "needle"
