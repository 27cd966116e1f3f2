"""TMX files there and back, those of other programs, and bad ones."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.documents import tmx, tmx_reader
from desktop_lm.documents.tmx import TmxUnit
from desktop_lm.errors import AppError, Code

KNOWN = frozenset({"de", "en", "fr", "nb", "zh"})

OF_ANOTHER_PROGRAM = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="Other" segtype="sentence" srclang="EN-us" datatype="xml">
    <note>Anything</note><prop type="x-theirs">theirs</prop></header>
  <body>
    <tu tuid="1" changedate="20240229T120000Z"><note>n\xf6te</note>
      <tuv xml:lang="de-AT"><seg>Ein <bpt i="1">&lt;b&gt;</bpt>fettes<ept i="1">&lt;/b&gt;</ept> \
W\xf6rt<ph x="1">&lt;img alt="<sub>no</sub>"/&gt;</ph></seg></tuv>
      <tuv xml:lang="en-GB"><prop type="x">y</prop><seg>A <hi type="b">bold</hi> word</seg></tuv>
      <tuv lang="no"><seg>Et ord &amp; to</seg></tuv>
      <tuv xml:lang="tlh"><seg>mu'</seg></tuv>
    </tu>
    <tu srclang="*all*"><tuv xml:lang="zh-TW"><seg>\u5b57</seg></tuv>
      <tuv xml:lang="fr_CA"><seg>mot</seg></tuv></tu>
    <tu srclang="fr"><tuv xml:lang="en"><seg>no source</seg></tuv></tu>
    <tu><tuv xml:lang="en"><seg> </seg></tuv><tuv xml:lang="de"><seg>leer</seg></tuv></tu>
  </body>
</tmx>
""".replace("\u5b57", "&#x5b57;")


def test_what_another_program_wrote_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "theirs.tmx"
    path.write_bytes(OF_ANOTHER_PROGRAM.encode("latin-1"))
    assert list(tmx_reader.read(path, KNOWN)) == [
        TmxUnit("en", "de", "A bold word", "Ein fettes W\xf6rt", 1709208000.0),
        TmxUnit("en", "nb", "A bold word", "Et ord & to", 1709208000.0),
        TmxUnit("zh", "fr", "\u5b57", "mot"),
    ]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (
            '<!DOCTYPE tmx [\n<!ENTITY a "aaaa"> ]>\n<tmx><body/></tmx>',
            Code.TMX_UNSAFE,
            2,
        ),
        (
            '<!DOCTYPE tmx [\n<!ENTITY a SYSTEM "file:///etc/passwd"> ]>\n<tmx>&a;</tmx>',
            Code.TMX_UNSAFE,
            2,
        ),
        ('<!DOCTYPE tmx SYSTEM "x.dtd">\n<tmx>\n&nbsp;</tmx>', Code.TMX_UNSAFE, 3),
        ("<tmx>\n<body>\n<tu><tuv>\n</body></tmx>", Code.TMX_BROKEN, 4),
        ("<tmx>\n<body>\n<tu>", Code.TMX_BROKEN, 3),
        ("<html>\n</html>", Code.TMX_BROKEN, 1),
        ("source,target\n", Code.TMX_BROKEN, 1),
        ('<?xml version="1.0" encoding="shift_jis"?>\n<tmx/>', Code.TMX_BROKEN, 1),
        ("<tmx>" + "\n<a>" * 600, Code.TMX_BROKEN, 501),
        ("", Code.FILE_EMPTY, None),
        (None, Code.FILE_MISSING, None),
    ],
)
def test_a_bad_file_is_told_with_its_line(
    tmp_path: Path, content: str | None, code: Code, line: int | None
) -> None:
    path = tmp_path / "bad.tmx"
    if content is not None:
        path.write_text(content)
    with pytest.raises(AppError) as caught:
        list(tmx_reader.read(path, KNOWN))
    assert caught.value.code is code
    assert caught.value.params.get("line") == line


texts = st.text(
    st.sampled_from("ab<>&\"' \t\n\r\u00e9\u0600\u0085\u2028\U0001f600"), min_size=1, max_size=8
).filter(str.strip)
units = st.builds(
    TmxUnit,
    st.sampled_from(["en", "zh"]),
    st.sampled_from(["de", "fr", "nb"]),
    texts,
    texts,
    st.integers(0, 2**33).map(float),
    st.sampled_from(["", "sha < 1"]),
    st.sampled_from(["", "formal; beams 3"]),
)


@settings(max_examples=25)
@given(st.lists(units, max_size=5))
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, given_units: list[TmxUnit]
) -> None:
    path = tmp_path_factory.getbasetemp() / "ours.tmx"
    assert tmx.write(path, given_units) == len(given_units)
    assert list(tmx_reader.read(path, KNOWN)) == given_units


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ours.tmx"
    tmx.write(path, [TmxUnit("en", "de", "a\0b", "c\ud800\x0cd", changed=1e300)])
    assert list(tmx_reader.read(path, KNOWN)) == [TmxUnit("en", "de", "a\ufffdb", "c\ufffd\ufffdd")]


def test_many_units_take_no_more_memory_than_few(tmp_path: Path) -> None:
    path = tmp_path / "long.tmx"

    def made() -> Iterator[TmxUnit]:
        for number in range(4_000):
            yield TmxUnit("en", "de", f"A sentence, number {number}.", f"Satz {number}." * 70)

    tracemalloc.start()
    try:
        tmx.write(path, made())
        assert sum(1 for _ in tmx_reader.read(path, KNOWN)) == 4_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 3 << 20
    assert peak < 2 << 20
