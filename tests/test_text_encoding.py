"""Which encoding a text file is in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.text_encoding import Encoding, detect

SENTENCES = {
    "cp1252": "Das Frühstück war großartig, à côté de la gare.\n",
    "cp1250": "Pokój był czysty, ale śniadanie było zimne. Žluťoučký kůň.\n",
    "cp1251": "Очень хороший отель, мы остались довольны.\n",
    "gb18030": "房间很干净。工作人员也很友好。早餐不太好。\n",
    "cp932": "部屋はとても清潔でした。スタッフも親切でした。\n",
    "big5": "房間很乾淨。服務人員也很友善。早餐不太好。\n",
    "cp949": "방은 매우 깨끗했고 직원들도 친절했습니다.\n",
    "utf-16-le": "The room was clean; 2 stars less for breakfast.\n",
    "utf-16-be": "The room was clean; 2 stars less for breakfast.\n",
}


@pytest.mark.parametrize("codec", SENTENCES)
def test_an_encoding_is_found_in_one_sentence_and_in_many(codec: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    for times in (1, 200):
        file.write_bytes((SENTENCES[codec] * times).encode(codec))
        assert detect(file) == Encoding(codec, certain=False)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_beginning_is_believed(codec: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("Größe 房间\n".encode(codec))
    assert detect(file) == Encoding(codec)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_certain_whatever_it_says(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_text("é" + text, encoding="utf-8")
    assert detect(file) == Encoding("utf-8")


def test_utf8_with_damage_far_down_stays_utf8(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    line = "Überall schöne Größe\n".encode()
    file.write_bytes(line * 80_000 + b"caf\xe9\n" + line)
    assert detect(file) == Encoding("utf-8", certain=False)


def test_ascii_for_a_megabyte_and_then_one_letter(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"plain words\n" * 120_000 + "schön".encode("cp1252"))
    assert detect(file).codec == "cp1252"


def test_names_are_those_people_know() -> None:
    assert Encoding("utf-8-sig").name == "UTF-8"
    assert Encoding("cp1252").name == "Windows-1252"
    assert Encoding("gb18030").name == "GB18030"


def test_no_more_of_a_long_file_is_looked_at_than_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "long.log"
    file.write_bytes(b"plain text\n" * 200_000 + "Größe\n".encode("cp1252") * 20)
    assert detect(file, 1 << 20) == Encoding("utf-8")
    assert detect(file, 1 << 23).codec == "cp1252"
