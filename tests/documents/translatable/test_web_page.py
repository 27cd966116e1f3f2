"""HTML files as units, and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.translatable.unit import Span, Unit, Written
from tests.support.translating import bare, longer, opened, texts, through, upper

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The &amp; title</title>
<meta name="description" content="About it"><meta name="viewport" content="width=a">
<script>var a = "<p>no</p>";</script><style>p{color:red}</style></head>
<body>
<h1 id=a>Head <em>line</em></h1>
<p class="x" id="p1">
   Some <b>bold <i>both</i></b> text, <a href="/x" title="Tip">a link</a>.<br>
   Second&nbsp;line with <code>code()</code> in it <img src=a.png alt='A "picture"'> end.
</p>
<ul><li>One<li>Two <b>three</b></ul>
<p><b>All bold</b></p>
<p>mis <b>nested <i>tags</b> here</i> ok</p>
<pre>code stays</pre><p translate=no>Stay</p><!-- comment words -->
<table><tr><td>Cell<td>42</table><math><mi>x</mi></math>
<input type=submit value=Go><input type=text value=typed> Text &lt; more
<a href="broken
"""
TEXTS = [
    "The & title", "About it", "Head line", "Tip", 'A "picture"',
    "Some bold both text, a link.\nSecond\xa0line with `code()` in it end.",
    "One", "Two three", "All bold", "mis nested tags here ok", "Cell", "Go", "Text < more",
]  # fmt: skip


def _page(folder: Path, text: str = PAGE) -> Path:
    path = folder / "a.html"
    path.write_bytes(text.encode())
    return path


def test_what_readers_see_is_a_unit(tmp_path: Path) -> None:
    assert texts(_page(tmp_path)) == TEXTS


def test_what_is_not_translated_stays_byte_by_byte(tmp_path: Path) -> None:
    assert through(_page(tmp_path)).read_bytes() == PAGE.encode()


def test_only_the_texts_change(tmp_path: Path) -> None:
    written = through(_page(tmp_path), longer).read_text()

    def without_blanks(text: str) -> str:
        return re.sub(r"\s+", "", text.replace('"Go"', "Go").replace("&quot;", "'"))

    expected = PAGE.replace("'A \"picture\"'", "\"A 'picture'\"")
    assert without_blanks(written.replace("~", "")) == without_blanks(expected)
    assert written.count("~") == sum(
        len(re.findall(r"[^\W\d_]+", text.replace("code", ""))) for text in TEXTS
    )


def test_markup_goes_where_the_spans_say(tmp_path: Path) -> None:
    path = _page(tmp_path, '<p>a <b>bold</b> word <img src="x"> and <a href="u">link</a></p>')
    (unit,) = opened(path).units()
    bold, image, link = unit.spans

    def turned(_: Unit) -> Written:
        spans = (Span(5, 9, bold.key), Span(0, 0, image.key, fixed=True), Span(0, 9, link.key))
        return Written("LINK BOLD.", spans)

    assert through(path, turned).read_text() == (
        '<p><img src="x"> <a href="u">LINK <b>BOLD</b></a>.</p>'
    )


def test_no_word_and_no_image_is_lost_without_spans(tmp_path: Path) -> None:
    written = through(_page(tmp_path), bare).read_text()

    assert written.count("<img") == 1
    for text in set(TEXTS) - {"Tip"}:  # it goes with its link
        words = re.findall(r"\w+", text.upper().replace("CODE", ""))
        assert [word for word in words if word not in written] == []
    assert "code()" in written


def test_bilingual_adds_a_paragraph_or_a_line(tmp_path: Path) -> None:
    text = '<title>One</title><p id="a" class="b"><i>Two</i></p><li>Three <img alt="Four"></li>'

    assert through(_page(tmp_path, text), upper, bilingual=True).read_text() == (
        '<title>One / ONE</title><p id="a" class="b"><i>Two</i></p><p class="b"><i>TWO</i></p>'
        '<li>Three<br>THREE <img alt="Four / FOUR"></li>'
    )


_DECLARED = (
    '<!DOCTYPE html [ <!ENTITY pub "Ada &#38;amp; Sons"> <!ENTITY nbsp "&#160;">\n'
    "<!ENTITY bold '<b>Bold one</b>'> <!ENTITY logo SYSTEM \"logo.xml\"> "
    '<!ENTITY lol "&pub;&pub;"> ]>'
)


@pytest.mark.parametrize(
    ("raw", "shown", "written"),
    [
        ("<p>At &pub;, I&nbsp;say</p>", "At Ada & Sons, I\xa0say", "<p>AT &pub;, I&#160;SAY</p>"),
        ("<p>&bold; words</p>", "Bold one words", "<p>&bold; WORDS</p>"),
        ("<p>See &logo; here</p>", "See here", "<p>SEE &logo; HERE</p>"),
        ("<p>Or &lol; &mdash;</p>", "Or &pub;&pub; —", "<p>OR &lol; —</p>"),
        ("<p>From &beside; too</p>", "From &beside; too", "<p>FROM &beside; TOO</p>"),
        ('<img alt="by &pub;"/>', "by Ada & Sons", '<img alt="BY ADA &amp; SONS"/>'),
        ("<p>&pub;</p>", None, "<p>&pub;</p>"),
    ],
)
def test_what_a_page_of_xml_declares_itself_stays_a_reference(
    tmp_path: Path, raw: str, shown: str | None, written: str
) -> None:
    path = tmp_path / "a.xhtml"
    path.write_text(f"{_DECLARED}<html><body>{raw}</body></html>", "utf-8")

    assert texts(path) == ([] if shown is None else [shown])
    assert through(path).read_bytes() == path.read_bytes()
    assert through(path, upper).read_text("utf-8") == (
        f"{_DECLARED}<html><body>{written}</body></html>"
    )


def test_a_name_that_links_lead_to_stands_once_in_a_bilingual_page(tmp_path: Path) -> None:
    code = '<code id="d">&lt;a id="e"></code>'
    text = (
        f'<p id="a"><b class="k" id="b">One <a href="#a" name="c">two</a> three {code}</b></p>'
        '<p><i id="f">Four</i> five</p><li>Six <span id=g>seven</span></li>'
    )

    assert through(_page(tmp_path, text), upper, bilingual=True).read_text() == (
        f'<p id="a"><b class="k" id="b">One <a href="#a" name="c">two</a> three {code}</b></p>'
        '<p><b class="k">ONE <a href="#a">TWO</a> THREE <code>&lt;a id="e"></code></b></p>'
        '<p><i id="f">Four</i> five</p><p><i>FOUR</i> FIVE</p>'
        "<li>Six <span id=g>seven</span><br>SIX <span>SEVEN</span></li>"
    )


@pytest.mark.parametrize("codec", ["iso-8859-1", "utf-8", "windows-1251"])
def test_the_encoding_stays_and_what_it_lacks_is_a_reference(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f'<meta charset="{codec}"><p>a\u00a0b</p>'.encode(codec))

    written = through(path, lambda _: Written("日本 €")).read_bytes()

    assert "日本" in written.decode(codec) or b"&#26085;&#26412;" in written


def test_quotation_marks_that_a_page_of_latin_1_has_all_the_same_are_read_and_stay(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.html"
    raw = "<meta charset=iso-8859-1><p>\u201cGröße\u201d \u2013 ja</p><p>Zeit</p>".encode("cp1252")
    path.write_bytes(raw)

    assert texts(path) == ["\u201cGröße\u201d \u2013 ja", "Zeit"]
    written = through(path, lambda unit: Written("time" if unit.text == "Zeit" else unit.text))
    assert written.read_bytes() == raw.replace(b"Zeit", b"time")


def test_translations_are_no_markup(tmp_path: Path) -> None:
    path = _page(tmp_path, '<p title="x">word</p>')

    written = through(path, lambda _: Written('<script>"&')).read_text()

    assert written == '<p title="&lt;script&gt;&quot;&amp;">&lt;script&gt;"&amp;</p>'


def test_no_break_and_wide_spaces_stay_in_an_attribute(tmp_path: Path) -> None:
    path = _page(tmp_path, '<p title="One&nbsp;boat,\n\ttwo">word</p>')
    assert texts(path)[0] == "One\u00a0boat, two"

    written = through(path, lambda _: Written("Bonjour\u202f!\u3000\u00a0\n?")).read_text()

    assert written.startswith('<p title="Bonjour\u202f!\u3000\u00a0 ?">')


_TAGS = ["<b>", "</b>", "<p>", "</p>", "<i", "<img alt=a>", "<!--", "-->", "<script>", "</script>"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from([*_TAGS, "word ", "&amp;", " ", "<br>", "<code>", '"', "'"])))
def test_however_tags_are_mixed_nothing_is_lost(tmp_path: Path, pieces: list[str]) -> None:
    text = "<html>" + "".join(pieces)
    path = _page(tmp_path, text)

    assert through(path).read_text() == text
    # Code stays: where a translation has its words in other letters, these are there besides.
    again = sum(
        unit.text[span.start : span.end].count("word")
        for unit in opened(path).units()
        for span in unit.spans
        if span.fixed
    )
    written = through(path, bare).read_text()
    assert written.lower().count("word") == text.count("word") + again


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#fn1" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        '<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>',
        "<sup>1</sup>",
        '<a href="#n1">*</a>',
    ],
)
def test_the_mark_of_a_note_is_no_part_of_the_word_before(tmp_path: Path, mark: str) -> None:
    path = _page(tmp_path, f"<p>He spoke{mark} of the house.{mark} Then he left.</p>")

    assert texts(path) == ["He spoke of the house. Then he left."]
    assert (
        f"<p>HE SPOKE{mark} OF THE HOUSE.{mark} THEN HE LEFT.</p>"
        in through(path, upper).read_text()
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('Here it ends. <a href="#fnref1">↩</a>', "Here it ends."),
        ('<a href="#cite_ref-1">^</a> Here it is', "Here it is"),
        ("<sup>12</sup>And he spoke", "And he spoke"),
        ("It has 10 m<sup>2</sup> of land", "It has 10 m2 of land"),
        ('See page <a href="#p12">12</a> of it', "See page 12 of it"),
        ('Here (<a href="#p12">12</a>) it is', "Here (12) it is"),
        ('The 1<sup>st</sup> <a href="#x">house</a>', "The 1st house"),
        ('The year <a name="x">1987</a> ends', "The year 1987 ends"),
    ],
)
def test_what_is_no_mark_of_a_note_stays_in_the_text(
    tmp_path: Path, markup: str, text: str
) -> None:
    path = _page(tmp_path, f"<p>{markup}</p>")

    assert texts(path) == [text]
    assert through(path).read_text() == path.read_text()
    written = through(path, bare).read_text()
    assert [sign for sign in "↩^" if sign in written] == [sign for sign in "↩^" if sign in markup]
