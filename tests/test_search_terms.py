"""What is written can be found, in scripts with and without spaces."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.search_terms import index_terms, match_expression

CHINESE = st.text(st.sampled_from("我喜欢北京的春天上海茶水火"), min_size=1, max_size=12)


def found(text: str, query: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE VIRTUAL TABLE t USING fts5"
            " (terms, content = '', tokenize = 'unicode61 remove_diacritics 2')"
        )
        db.execute("INSERT INTO t (rowid, terms) VALUES (1, ?)", (index_terms(text),))
        rows = db.execute("SELECT rowid FROM t WHERE t MATCH ?", (match_expression(query),))
        return rows.fetchone() is not None


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我喜欢北京的春天", "北京"),
        ("我喜欢北京的春天", "天"),
        ("我喜欢北京的春天", "春天"),
        ("The café by the sea", "cafe sea"),
        ("The café by the sea", "CAFÉ"),
        ("Die Cafés am Meer", unicodedata.normalize("NFD", "cafés")),
        (unicodedata.normalize("NFD", "Die Cafés am Meer"), "cafés"),
        ("The lighthouse", "light"),
        ("东京タワーへ行きました", "タワー"),
        ("ฉันชอบกาแฟ", "กาแฟ"),
        ("Version 3.12 of Qt6", "qt6"),
        ("We met in 北京 in spring", "met 北京"),
        ('He said "quoted" things', '"quoted'),
        ("वह किताबें पढ़ती है", "किताब"),
        ("वह किताबें पढ़ती है", "किता"),
        ("இது ஒரு புத்தகம்", "புத்தகம்"),
        ("او می‌رود", "می‌رود"),
        ("كِتَابٌ قَدِيمٌ", "كتاب"),
        ("كتاب قديم", "كِتَاب"),
        ("שָׁלוֹם לְכֻלָּם", "שלום"),
        (unicodedata.normalize("NFD", "나는 한국어를 배운다"), "한국어"),
    ],
)
def test_a_word_is_found(text: str, query: str) -> None:
    assert found(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我喜欢北京的春天", "京北"),
        ("我喜欢北京的春天", "北春"),
        ("The lighthouse", "light "),  # a word that was ended is whole
        ("The lighthouse", "house"),
        ("sea and sand", "sea shell"),
        ("बात का सच", "किताब"),
        ("رود می آمد", "می‌رود"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, query: str) -> None:
    assert not found(text, query)


@given(before=CHINESE, middle=CHINESE, after=CHINESE)
def test_any_run_of_characters_is_found(before: str, middle: str, after: str) -> None:
    assert found(before + middle + after, middle)


@given(text=CHINESE, query=CHINESE)
def test_only_a_run_that_is_there_is_found(text: str, query: str) -> None:
    assert found(text, query) == (query in text)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_search_or_none(query: str) -> None:
    if match_expression(query):
        found("some text", query)
