"""Tables of terms as other programs write them, with whatever is odd in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation import glossaries
from desktop_lm.jobs.translation.glossary_files import read_table, write_table
from desktop_lm.jobs.translation.glossary_findings import Finding, Oddity, findings_in
from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow


def unexpected(error: AppError) -> None:
    raise error


def table(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_text(content, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("source,target\nbank,Ufer\nriver,Fluß\n", "utf-8"),
        ("bank;Ufer\nriver;Fluß\n", "cp1252"),
        ("Bank;Ufer;of a river\nRiver;Fluß;\n", "utf-16"),
        ("German\tEnglish\nUfer\tbank\nFluß\triver\n", "utf-8-sig"),
        ("id,en,de,comment\n1,bank,Ufer,x\n2,river,Fluß,\n", "utf-8"),
    ],
)
def test_what_separates_and_heads_the_columns_is_found_out(
    tmp_path: Path, content: str, encoding: str
) -> None:
    found = read_table(table(tmp_path / "terms.csv", content, encoding), "en", "de")
    pairs = [(row.source.lower(), row.target) for row in found.rows]
    assert pairs == [("bank", "Ufer"), ("river", "Fluß")]
    assert not found.empty
    assert not found.findings


def test_oddities_are_told_by_row_and_empty_rows_counted(tmp_path: Path) -> None:
    content = "a,b\n,\nA,c\nb,c\nonly,\nc,a\na,b\nself,self\n"
    found = read_table(table(tmp_path / "terms.csv", content))
    assert found.empty == 2
    assert found.findings == (
        Finding(Oddity.CONTRADICTION, (1, 3), ("A", "b", "c")),
        Finding(Oddity.REPEATED, (1, 7), ("a",)),
        Finding(Oddity.CIRCLE, (1, 4, 6), ("a", "b", "c")),
    )
    assert len(found.rows) == 6


def test_fifty_thousand_rows_and_a_circle_through_all_of_them(tmp_path: Path) -> None:
    count = 50_000
    lines = (f"term {number},term {(number + 1) % count}\n" for number in range(count))
    found = read_table(table(tmp_path / "terms.csv", "".join(lines)))
    assert len(found.rows) == count
    assert [len(finding.rows) for finding in found.findings] == [count]


def test_more_than_any_glossary_has_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "terms.csv", "a,b\n" * 4)
    with pytest.raises(AppError) as caught:
        read_table(path, most=3)
    assert caught.value.code is Code.GLOSSARY_LARGE


cells = st.text(st.sampled_from("aB =+-@'\",;|1\u00e9\U0001f600"), max_size=6).map(
    lambda text: " ".join(text.split()).lstrip("' ")
)
rows = st.builds(TermRow, cells.filter(bool), cells.filter(bool), cells, st.booleans())


@settings(max_examples=25)
@given(st.lists(rows, max_size=8), st.sampled_from([".csv", ".tsv"]))
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[TermRow], suffix: str
) -> None:
    path = tmp_path_factory.mktemp("terms") / f"terms{suffix}"
    write_table(path, given_rows)
    assert list(read_table(path).rows) == given_rows


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=9))
def test_each_circle_is_told_once(pairs: list[tuple[str, str]]) -> None:
    terms = [TermRow(source, target) for source, target in pairs]
    circles = [
        finding.terms
        for finding in findings_in(terms, range(1, len(terms) + 1))
        if finding.oddity is Oddity.CIRCLE
    ]
    first: dict[str, str] = {}
    for source, target in pairs:
        first.setdefault(source, target)
    on_circles: set[str] = set()
    for start, following in first.items():
        at, way = following, [start]
        while at in first and at not in way:
            way.append(at)
            at = first[at]
        if at == start and len(way) > 1:
            on_circles.add(start)
    assert sorted(term for circle in circles for term in circle) == sorted(on_circles)


@pytest.mark.parametrize("name", ["terms", "Words"])
def test_a_glossary_under_a_new_name_is_the_only_one(tmp_path: Path, name: str) -> None:
    """Also where names that differ in their capitals are one file, as on Windows and macOS."""
    kept = Glossaries(tmp_path / "glossaries")
    kept.save(StoredGlossary("Terms", (), (TermRow("bank", "Ufer"),)))
    kept.save(StoredGlossary(name, (), (TermRow("bank", "Bank"),)), "Terms")
    assert kept.names() == [name]
    assert kept.read(name).rows == (TermRow("bank", "Bank"),)
    assert [file.name for file in (tmp_path / "glossaries").iterdir()] == [f"{name}.json"]


def test_a_glossary_is_kept_also_where_its_former_file_is_gone(tmp_path: Path) -> None:
    kept = Glossaries(tmp_path / "glossaries")
    kept.save(StoredGlossary("Words", (), (TermRow("bank", "Bank"),)), "Terms")
    assert kept.names() == ["Words"]


@pytest.mark.parametrize(
    "other", ["Terms (1).json", "._Terms.json", ".json", "Terms.conflict,1.json"]
)
def test_a_copy_that_somebody_else_put_there_is_none_of_the_glossaries(
    tmp_path: Path, other: str
) -> None:
    kept = Glossaries(tmp_path / "glossaries")
    kept.save(StoredGlossary("Terms", (), (TermRow("bank", "Ufer"),)))
    (tmp_path / "glossaries" / other).write_bytes(
        b"\0\5\x16\7 what a file manager or a cloud leaves"
    )
    assert kept.names() == ["Terms"]
    terms = glossaries.in_use(kept, "en", "de", unexpected).terms
    assert [term.target for term in terms] == ["Ufer"]


def test_a_glossary_that_an_editor_saved_with_its_mark_is_read(tmp_path: Path) -> None:
    kept = Glossaries(tmp_path / "glossaries")
    kept.save(StoredGlossary("Terms", (), (TermRow("bank", "Ufer"),)))
    path = tmp_path / "glossaries" / "Terms.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert kept.read("Terms").rows == (TermRow("bank", "Ufer"),)


def test_glossaries_are_kept_by_name_for_pairs_and_switched_off(tmp_path: Path) -> None:
    kept = Glossaries(tmp_path / "glossaries")
    assert kept.names() == []
    kept.save(StoredGlossary("River", (("en", "de"),), (TermRow("bank", "Ufer", "n\ud800"),)))
    kept.save(StoredGlossary("All", (), (TermRow("bank", "Bank"), TermRow("Qt", "Qt"))))
    kept.save(StoredGlossary("Off", (), (TermRow("Qt", "no"),), on=False))
    assert kept.names() == ["All", "Off", "River"]
    german = glossaries.in_use(kept, "en", "de", unexpected)
    assert [term.target for term in german.terms][:2] == ["Bank", "Qt"]
    french = glossaries.in_use(kept, "en", "fr", unexpected)
    assert [term.target for term in french.terms] == ["Bank", "Qt"]
    named = glossaries.named(kept, ["River"], "en", "de")
    assert [(term.target, term.note) for term in named.terms] == [("Ufer", "n\ufffd")]
    with pytest.raises(AppError) as caught:
        glossaries.named(kept, ["river " * 100], "en", "de")  # too long for a file's name
    assert caught.value.code is Code.GLOSSARY_NAME
    kept.remove("Off")
    for name, code in (("Off", Code.GLOSSARY_MISSING), ("../x", Code.GLOSSARY_NAME)):
        with pytest.raises(AppError) as caught:
            kept.read(name)
        assert caught.value.code is code
    (tmp_path / "glossaries" / "All.json").write_text("{")
    told: list[AppError] = []
    left = glossaries.in_use(kept, "en", "de", told.append)
    assert [term.target for term in left.terms] == ["Ufer"]
    assert [(error.code, error.params["name"]) for error in told] == [
        (Code.GLOSSARY_DAMAGED, "All")
    ]
