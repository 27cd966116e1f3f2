"""Which encoding a text file is in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.text_encoding import Encoding, chosen, detect

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


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "¿Qué año es? ¿Dónde está el niño? Mañana será otro día."),
        ("cp1252", "It costs £5 \u2013 okay, and £20 for two."),
        ("cp1252", "Price: £5"),
        ("cp1252", "© 2020 Acme® ± 3 µm, 20 °C, ½ cup"),
        ("cp1252", "A naïve café for £ and €."),
        ("cp1252", "Þetta er íslenska, ð og þ."),
        ("cp1252", "Mikrofonin äänenvoimakkuuden vähennys on estetty käytöstä."),
        ("cp1252", "Misslyckades med att läsa: 1"),
        ("cp1252", "Die Eingabe konnte nicht zum Lesen geöffnet werden."),
        ("mac_roman", "Die Eingabe konnte für alle Gäste nicht geöffnet werden."),
        ("cp1250", "Árvíztűrő tükörfúrógép, és őszintén szólva jó volt."),
        ("cp1250", "Łódź jest piękna, a Żabka otwarta; ¦"),
        ("cp1254", "Otel çok güzeldi, kalabal\u0131kt\u0131 ama iyi şeyler için teşekkür ederiz."),
        ("cp1255", "המלון היה נקי מאוד והצוות היה נחמד. ארוחת הבוקר PCRE לא."),
        ("cp1251", "ошибка чтения файла, продолжение невозможно"),
    ],
)
def test_an_encoding_that_another_looks_like_is_found(
    codec: str, text: str, tmp_path: Path
) -> None:
    file = tmp_path / "text.txt"
    for times in (1, 100):
        file.write_bytes(f"{text}\n".encode(codec) * times)
        found = detect(file)
        assert file.read_bytes().decode(found.codec) == f"{text}\n" * times
        assert not found.certain


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


@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
def test_an_empty_file_fits_any_encoding_that_is_chosen(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    assert chosen(file, name) == Encoding(f"{name}-le")
    file.write_bytes(b"plain")
    with pytest.raises(ValueError, match=name):
        chosen(file, name)
