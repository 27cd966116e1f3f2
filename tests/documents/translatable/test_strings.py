"""CSV, JSON and PO files as units, and back."""

from __future__ import annotations

import contextlib
import csv
import gettext
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.translatable.gettext_plurals import RULES, stated
from desktop_lm.documents.translatable.open_file import Choice
from desktop_lm.documents.translatable.unit import Written
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.language.languages import BY_CODE
from tests.support.translating import opened, texts, through, upper

TABLE = (
    'id;review;date;"stars"\r\n1;"good; ""really"" good";2026-01-02;5\r\n'
    '2;bad and\tsad;2026-01-03;1\r\n\r\n3;"two\r\nlines";;"3"\r\n4;42;;\r\n5\r\n'
)


def _file(folder: Path, name: str, text: str, codec: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(codec))
    return path


def test_text_columns_of_a_table_are_found_and_only_they_change(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", TABLE)

    assert opened(path).columns == ("id", "review", "date", "stars")
    assert opened(path).chosen == ("review",)
    assert texts(path) == ['good; "really" good', "bad and\tsad", "two\nlines"]
    assert through(path).read_bytes() == TABLE.encode()
    written = through(path, upper).read_bytes().decode()
    assert written == TABLE.replace('good; ""really"" good', 'GOOD; ""REALLY"" GOOD').replace(
        "bad and\tsad", "BAD AND\tSAD"
    ).replace("two\r\nlines", "TWO\r\nLINES")


def test_columns_can_be_chosen_by_name_or_number(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.tsv", "name\tnote\tmore\nAda\tkind words\tx\n")

    assert texts(path, Choice(columns=("1", "More"))) == ["Ada", "x"]
    with pytest.raises(AppError) as refused:
        opened(path, Choice(columns=("other",)))
    assert refused.value.code is Code.COLUMN_MISSING


def test_a_bilingual_table_has_a_column_more(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", TABLE)

    written = through(path, upper, bilingual=True).read_bytes().decode()

    rows = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    assert rows[0] == ["id", "review", "review (translation)", "date", "stars"]
    assert [row[1:3] for row in rows[1:]] == [
        ['good; "really" good', 'GOOD; "REALLY" GOOD'],
        ["bad and\tsad", "BAD AND\tSAD"],
        [],
        ["two\r\nlines", "TWO\r\nLINES"],
        ["42", ""],
        [],
    ]


def test_a_blank_line_of_a_bilingual_table_stays_one(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "text,n\nGood day,1\n\n   \nGood night,2\n")

    written = through(path, upper, bilingual=True).read_text()

    assert written == (
        "text,text (translation),n\nGood day,GOOD DAY,1\n\n   \nGood night,GOOD NIGHT,2\n"
    )


def test_a_tables_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    table = _file(tmp_path, "a.csv", TABLE)
    bare = _file(tmp_path, "b.csv", "sep=;\n\nGood day;1\nGood night;2\n")

    assert [unit.place.number for unit in opened(table).units()] == [2, 3, 5]
    assert [unit.place.number for unit in opened(bare).units()] == [2, 3]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_tables_encoding_stays(tmp_path: Path, codec: str) -> None:
    text = "café,crème\nl'été à la fenêtre,déjà vu là-bas\n"
    path = _file(tmp_path, "a.csv", text, codec)

    assert through(path).read_bytes() == text.encode(codec)


def test_a_quote_that_is_never_closed_costs_its_line_only(tmp_path: Path) -> None:
    text = 'id,text\n1,"open words\n2,more words here\n'
    path = _file(tmp_path, "a.csv", text)

    assert texts(path, Choice(columns=("text",))) == ['"open words', "more words here"]
    assert through(path).read_text() == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(alphabet=' ab",;\r\n\t5é', min_size=1, max_size=60), st.booleans())
def test_any_table_comes_back_byte_by_byte(tmp_path: Path, text: str, is_tabbed: bool) -> None:
    path = _file(tmp_path, "a.tsv" if is_tabbed else "a.csv", text)

    assert through(path).read_bytes() == text.encode()
    through(path, upper, bilingual=True)


ROWS = st.lists(
    st.lists(st.text(alphabet='ab" ,\n', min_size=1, max_size=9), min_size=2, max_size=2),
    min_size=1,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(ROWS)
def test_cells_stay_in_their_places(tmp_path: Path, rows: list[list[str]]) -> None:
    held = io.StringIO()
    csv.writer(held).writerows([["first id", "text"], *rows])
    path = _file(tmp_path, "a.csv", held.getvalue())

    written = through(path, upper, choice=Choice(columns=("2",)))

    with written.open(newline="") as file:
        got = list(csv.reader(file))[1:]
    assert [row[0] for row in got] == [row[0] for row in rows]
    assert [row[1] for row in got] == [row[1].upper() for row in rows]


JSON = """{
  "title": "A \\"quoted\\" title", "id": "ab-12", "url":"https://a.b/c", "n": 1.5e3,
  "items": [ {"text":"Caf\\u00e9", "kind": "button"}, null, true, ["Two words\\n"] ],
  "a\\tb": "  Spaced out  ", "icu": "{n, plural, one {# Item} other {# Items}}", "e": ""
}
"""


def test_strings_for_people_are_units_and_the_rest_stays(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.json", JSON)

    units = list(opened(path).units())
    assert [(unit.text, unit.place.part) for unit in units] == [
        ('A "quoted" title', "title"),
        ("Café", "items[0].text"),
        ("Two words", "items[3][0]"),
        ("Spaced out", "a\tb"),
    ]
    assert through(path).read_bytes() == JSON.encode()
    expected = JSON.replace('A \\"quoted\\" title', 'A \\"QUOTED\\" TITLE').replace(
        "Caf\\u00e9", "CAF\\u00c9"
    )
    expected = expected.replace("Two words", "TWO WORDS").replace("Spaced out", "SPACED OUT")
    assert through(path, upper).read_bytes() == expected.encode()


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("items",), ["Café", "button", "Two words"]),
        (("items[*].kind", "id"), ["ab-12", "button"]),
        (("items[3]",), ["Two words"]),
        (("nothing",), []),
    ],
)
def test_paths_can_be_chosen(tmp_path: Path, paths: tuple[str, ...], expected: list[str]) -> None:
    assert texts(_file(tmp_path, "a.json", JSON), Choice(paths=paths)) == expected


@pytest.mark.parametrize(
    "text",
    ["{", '{"a" 1}', '{"a": "b",}', "[1 2]", '"open', "[}", "nul", '{"a": [}', "]", "{1: 2}"],
)
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AppError) as refused:
        through(_file(tmp_path, "a.json", text))
    assert refused.value.code is Code.DOCUMENT_DAMAGED


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_any_json_comes_back_and_translations_are_strings(
    tmp_path: Path,
    value: object,
    indent: int | None,
    in_ascii: bool,
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=in_ascii)
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8", "replace")

    assert through(path).read_bytes() == path.read_bytes()
    json.loads(through(path, lambda _: Written('\\"{\n')).read_text("utf-8"))


PO = """# Header
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#. for the menu
#: src/a.c:12
msgctxt "menu"
msgid "Open"
msgstr ""

#, fuzzy, c-format
#| msgid "Close it"
msgid "Close %s\\n"
msgstr "Schliess %s\\n"

msgid "Done"
msgstr "Fertig"

msgid "%d file"
msgid_plural "%d files"
msgstr[0] ""
msgstr[1] ""

msgid ""
"Line one\\n"
"Line two"
msgstr ""

#~ msgid "Old"
#~ msgstr "Alt"
"""


def test_only_entries_without_a_translation_are_units(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.po", PO)

    expected = ["Open", "Close %s", "%d file", "%d files", "Line one\nLine two"]
    assert texts(path) == expected
    assert texts(path, Choice(redo=True)) == [*expected[:2], "Done", *expected[2:]]
    assert through(path).read_bytes() == PO.encode()


def test_translations_take_the_place_of_msgstr(tmp_path: Path) -> None:
    written = through(_file(tmp_path, "a.po", PO), upper).read_text()

    expected = PO.replace('"Open"\nmsgstr ""', '"Open"\nmsgstr "OPEN"')
    expected = expected.replace('#, fuzzy, c-format\n#| msgid "Close it"\n', "#, c-format\n")
    expected = expected.replace("Schliess %s", "CLOSE %S")
    expected = expected.replace('[0] ""', '[0] "%D FILE"').replace('[1] ""', '[1] "%D FILES"')
    expected = expected.replace(
        'Line two"\nmsgstr ""\n', 'Line two"\nmsgstr ""\n"LINE ONE\\n"\n"LINE TWO"\n'
    )
    assert written == expected


def test_a_translation_that_is_the_same_word_takes_the_place_of_an_old_one(tmp_path: Path) -> None:
    plural = 'msgid "Server"\nmsgid_plural "Server"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    text = f'#, fuzzy\nmsgid "Server"\nmsgstr "Telefon"\n\n{plural}\nmsgid "Taxi"\nmsgstr ""\n'
    path = _file(tmp_path, "a.po", text)

    written = through(path, lambda unit: Written(unit.text)).read_text()

    expected = text.replace("#, fuzzy\n", "").replace("Telefon", "Server")
    expected = expected.replace('[0] ""', '[0] "Server"').replace('[1] ""', '[1] "Server"')
    assert written == expected.replace('"Taxi"\nmsgstr ""', '"Taxi"\nmsgstr "Taxi"')


@pytest.mark.parametrize(
    ("forms", "expected"), [(1, ["%D FILES"]), (3, ["%D FILE", *["%D FILES"] * 2])]
)
def test_a_language_has_as_many_plurals_as_it_says(
    tmp_path: Path, forms: int, expected: list[str]
) -> None:
    text = PO.replace("nplurals=2", f"nplurals={forms}")
    if forms == 1:
        text = text.replace('msgstr[1] ""\n', "")

    written = through(_file(tmp_path, "a.po", text), upper).read_text()

    assert [f'msgstr[{n}] "{form}"' in written for n, form in enumerate(expected)] == [True] * forms
    assert f"msgstr[{forms}]" not in written
    assert ('#, fuzzy\nmsgid "%d file"' in written) == (forms == 3)


def test_a_po_file_names_its_encoding(tmp_path: Path) -> None:
    text = PO.replace("UTF-8", "ISO-8859-1").replace("Fertig", "Fertig, schön, größer")
    path = _file(tmp_path, "a.po", text, "iso-8859-1")

    assert through(path).read_bytes() == text.encode("iso-8859-1")
    written = through(path, lambda _: Written("日本")).read_bytes().decode()
    assert "charset=UTF-8" in written
    assert "schön" in written


@pytest.mark.parametrize(("codec", "name"), [("utf-8", "UTF-8"), ("cp1252", "CP1252")])
def test_a_template_gets_the_encoding_that_it_leaves_open(
    tmp_path: Path, codec: str, name: str
) -> None:
    text = PO.replace("charset=UTF-8", "charset=CHARSET").replace("# Header", "# Größe, schön")
    path = _file(tmp_path, "a.pot", text, codec)

    written = through(path, upper).read_bytes().decode(codec)

    assert f"charset={name}\\n" in written
    assert "CHARSET" not in written


TEMPLATE = PO.replace("nplurals=2; plural=(n != 1)", "nplurals=INTEGER; plural=EXPRESSION").replace(
    "# Header\n", "# Header\n#, fuzzy\n"
)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", ["%D FILE", "%D FILES"]),
        ("ja", ["%D FILES"]),
        ("pl", ["%D FILE", "%D FILES", "%D FILES"]),
        ("ar", ["%D FILES", "%D FILE", *["%D FILES"] * 4]),  # the first is that of none
    ],
)
def test_a_template_gets_the_plurals_of_the_language_it_is_translated_into(
    tmp_path: Path, language: str, forms: list[str]
) -> None:
    path = _file(tmp_path, "a.pot", TEMPLATE)

    written = through(path, upper, language=language).read_text()

    assert f'"Plural-Forms: {RULES[language]};\\n"\n' in written
    assert [line for line in written.splitlines() if line.startswith("msgstr[")] == [
        f'msgstr[{number}] "{form}"' for number, form in enumerate(forms)
    ]
    assert written.startswith("# Header\nmsgid")  # some programs pass a guessed header over


def test_a_rule_on_several_lines_is_read_and_taken_over_whole(tmp_path: Path) -> None:
    rule = 'nplurals=3; plural=(n==1 ? 2 : "\n"n%10>=2 ? 0 : 1)'
    text = PO.replace("nplurals=2; plural=(n != 1)", rule)
    text = text.replace('"Plural', '"Language: sk\\n"\n"Plural')
    path = _file(tmp_path, "a.po", text)

    same_language = through(path, upper, language="sk").read_text()
    other = through(path, upper, language="de", choice=Choice(redo=True)).read_text()

    assert rule in same_language
    assert '[0] "%D FILES"\nmsgstr[1] "%D FILES"\nmsgstr[2] "%D FILE"\n' in same_language
    assert f'"Language: de\\n"\n"Plural-Forms: {RULES["de"]};\\n"\n\n' in other
    assert '[0] "%D FILE"\nmsgstr[1] "%D FILES"\n\n' in other


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_language_has_a_rule_for_plurals(code: str) -> None:
    found = stated(f"Plural-Forms: {RULES[code]};\n")

    assert found is not None
    form = gettext.c2py(RULES[code].partition("plural=")[2])
    assert form(1) == found.one
    assert {form(number) for number in range(200)} == set(range(found.count))


def test_flags_of_an_obsolete_entry_are_not_those_of_the_next(tmp_path: Path) -> None:
    old = '#, fuzzy\n#| msgid "Older"\n#~ msgid "Old"\n#~ msgstr "Alt"\n'
    text = f'{old}\nmsgid "Done well"\nmsgstr "Gut"\n\n{old}# by hand\nmsgid "New"\nmsgstr ""\n'
    path = _file(tmp_path, "a.po", text)

    assert texts(path) == ["New"]
    assert through(path, upper).read_text() == text.replace('msgstr ""', 'msgstr "NEW"')


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from(PO.splitlines(keepends=True)), min_size=1))
def test_however_a_po_file_is_mixed_it_comes_back(tmp_path: Path, lines: list[str]) -> None:
    text = 'msgid "a b"\nmsgstr ""\n' + "".join(lines)
    path = _file(tmp_path, "a.po", text)

    assert through(path).read_text() == text
    with contextlib.suppress(AppError):
        through(path, upper)


@pytest.mark.parametrize(("name", "text"), [("a.po", PO), ("a.json", JSON)])
def test_files_with_one_place_for_a_text_cannot_be_bilingual(
    tmp_path: Path, name: str, text: str
) -> None:
    path = _file(tmp_path, name, text)
    assert not opened(path).can_be_bilingual
    with pytest.raises(AppError) as refused:
        through(path, bilingual=True)
    assert refused.value.code is Code.BILINGUAL_NOT_POSSIBLE


def test_a_po_file_without_entries_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        opened(_file(tmp_path, "a.po", "Hello"))
    assert refused.value.code is Code.DOCUMENT_DAMAGED


def test_a_quotation_mark_that_is_never_closed_swallows_no_translation(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", 'text,id\n"one fine day,1\ntwo of them,2\n')
    assert texts(path) == ['"one fine day', "two of them"]
    for bilingual in (False, True):
        written = through(path, upper, bilingual=bilingual).read_text("utf-8")
        rows = list(csv.reader(io.StringIO(written)))
        assert [row[-2:] for row in rows[1:]] == [['"ONE FINE DAY', "1"], ["TWO OF THEM", "2"]]
        assert {len(row) for row in rows} == {2 + bilingual}
