"""Java's .properties files as units, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.translatable.unit import Written
from desktop_lm.errors import AppError, Code
from tests.support.translating import opened, texts, through, upper

FILE = (
    "# The menu=of the program\r\n"
    "! more\r\n"
    "\r\n"
    "app.title = The old harbour\r\n"
    "  greeting:Good \\u00e9vening\\tthere\\n\r\n"
    "long = One \\\r\n"
    "       two \\\\ three\r\n"
    "with\\ space and a value\r\n"
    "file.missing=There''s no file {0}\r\n"
    "quoted=The '{0}' is quoted\r\n"
    "button.save=save\r\n"
    "url=https://example.org/a\r\n"
    "color=#ffcc00\r\n"
    "empty=\r\n"
    "alone\r\n"
    "last=The end"
)
TEXTS = [
    "The old harbour",
    "Good évening\tthere",
    "One two \\ three",
    "and a value",
    "There's no file {0}",
    "The '{0}' is quoted",
    "The end",
]


def _file(folder: Path, text: str = FILE, codec: str = "utf-8") -> Path:
    path = folder / "a.properties"
    path.write_bytes(text.encode(codec))
    return path


def test_values_that_look_like_text_are_units(tmp_path: Path) -> None:
    path = _file(tmp_path)

    assert texts(path) == TEXTS
    places = [(unit.place.number, unit.place.part) for unit in opened(path).units()]
    assert places[2:4] == [(6, "long"), (8, "with space")]
    assert through(path).read_bytes() == FILE.encode()


def test_only_values_change(tmp_path: Path) -> None:
    written = through(_file(tmp_path), upper).read_bytes().decode()

    expected = FILE.replace("The old harbour", "THE OLD HARBOUR")
    expected = expected.replace("Good \\u00e9vening\\tthere", "GOOD \\u00c9VENING\\tTHERE")
    expected = expected.replace("One \\\r\n       two \\\\ three", "ONE TWO \\\\ THREE")
    expected = expected.replace("and a value", "AND A VALUE")
    expected = expected.replace("There''s no file", "THERE''S NO FILE")
    expected = expected.replace("The '{0}' is quoted", "THE '{0}' IS QUOTED")
    assert written == expected.replace("The end", "THE END")


@pytest.mark.parametrize(
    ("codec", "sign", "expected"),
    [
        ("ascii", "", "L\\u2019\\u00e9t\\u00e9 \\ud83d\\ude00"),
        ("utf-8", "ö", "L\u2019été 😀"),
        ("iso-8859-1", "ö", "L\\u2019été \\ud83d\\ude00"),
    ],
)
def test_what_the_encoding_lacks_is_escaped(
    tmp_path: Path, codec: str, sign: str, expected: str
) -> None:
    path = _file(tmp_path, f"# Größe, schön, {sign}\na=The summer\n" if sign else FILE, codec)

    written = through(path, lambda _: Written("L\u2019été 😀")).read_bytes().decode(codec)

    assert expected in written


def test_an_apostrophe_in_a_message_is_doubled(tmp_path: Path) -> None:
    path = _file(tmp_path, "a=Delete {0} now?\nb=Delete it now?\n")

    written = through(path, lambda _: Written("L'effacer {0} ?")).read_text()

    assert written == "a=L''effacer {0} ?\nb=L'effacer {0} ?\n"


def test_blanks_around_a_value_stay(tmp_path: Path) -> None:
    path = _file(tmp_path, "a=\\ The end \n")

    assert through(path, upper).read_text() == "a=\\ THE END \n"


def test_a_value_has_one_place(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        through(_file(tmp_path), bilingual=True)
    assert refused.value.code is Code.BILINGUAL_NOT_POSSIBLE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text("ab =:#!\\\r\n\t'{0}é", min_size=1, max_size=50))
def test_any_file_comes_back_byte_by_byte(tmp_path: Path, text: str) -> None:
    path = _file(tmp_path, f"k=Some words\n{text}")

    assert through(path).read_bytes() == path.read_bytes()
    again = through(path, upper)
    assert [unit.text for unit in opened(again).units()][:1] == ["SOME WORDS"]
