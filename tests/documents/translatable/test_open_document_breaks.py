"""Page breaks of an ODT file with each translation below its original."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.support.packed_books import odt_file
from tests.support.translating import through, upper

_BODY = '<text:p text:style-name="P1">Hello</text:p><text:p text:style-name="P2">there</text:p>'


def _style(properties: str, attributes: str = "") -> str:
    return (
        f'<style:style style:name="P1" style:family="paragraph"{attributes}>'
        f'<style:paragraph-properties fo:text-align="center"{properties}/></style:style>'
        '<style:style style:name="P2" style:family="paragraph"/>'
    )


def _written(folder: Path, style: str, *, bilingual: bool) -> dict[str, str]:
    """What each word's style says."""
    path = odt_file(folder / "a.odt", body=_BODY, looks=style)
    with zipfile.ZipFile(through(path, upper, bilingual=bilingual)) as file:
        content = file.read("content.xml").decode()
    styles = re.findall(r'(<style:style style:name="([^"]*)".*?(?:</style:style>|/>))', content)
    looks = {name: look for look, name in styles}
    return {
        word: looks[name] for name, word in re.findall(r'text:style-name="([^"]*)">(\w+)<', content)
    }


@pytest.mark.parametrize(
    ("properties", "attributes"),
    [
        (' fo:break-before="page"', ""),
        (' fo:break-before="page" style:page-number="1"', ""),
        (' style:page-number="auto"', ' style:master-page-name="Wide"'),
    ],
)
def test_a_translation_does_not_begin_a_page_as_its_original_does(
    tmp_path: Path, properties: str, attributes: str
) -> None:
    looks = _written(tmp_path, _style(properties, attributes), bilingual=True)

    assert properties in looks["Hello"]
    assert attributes in looks["Hello"]
    assert "break" not in looks["HELLO"]
    assert "page" not in looks["HELLO"]
    assert 'fo:text-align="center"' in looks["HELLO"]
    assert looks["there"] == looks["THERE"]


def test_an_original_does_not_end_the_page_of_its_translation(tmp_path: Path) -> None:
    looks = _written(tmp_path, _style(' fo:break-after="page"'), bilingual=True)

    assert "break" not in looks["Hello"]
    assert 'fo:break-after="page"' in looks["HELLO"]


def test_a_translation_in_place_of_its_original_keeps_its_breaks(tmp_path: Path) -> None:
    style = _style(' fo:break-before="page" fo:break-after="page"')

    looks = _written(tmp_path, style, bilingual=False)

    assert looks["HELLO"] in style
