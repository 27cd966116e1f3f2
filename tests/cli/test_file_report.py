"""What is said of a file's translation when it is written."""

from __future__ import annotations

from desktop_lm.cli.file_report import lines
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.jobs.translation.file.report import Doubt, FileReport
from desktop_lm.tasks.translation.checks import Flag

REPORT = FileReport(
    source="a.txt",
    target="b.txt",
    kind=FileKind.TEXT,
    source_language="en",
    target_language="de",
    bilingual=False,
    units=2,
    segments_in=2,
    segments_out=2,
    repeated=0,
    translated=2,
    from_memory=0,
    edited=0,
    failed=0,
    retried=0,
    flagged=2,
    words=8,
    seconds=2.0,
    doubts=(
        Doubt(Place(1), "3 boats and 7 oars", "Boote", Flag.NUMBERS, ("3", "7")),
        Doubt(Place(2), "The bank.", "Die Bank.", Flag.TERM, ("bank", "Ufer")),
    ),
)


def test_what_is_doubtful_is_named_and_a_term_with_what_it_is_to_be() -> None:
    said = "\n".join(lines(REPORT))
    assert "line 1: [3, 7] 3 boats and 7 oars" in said
    assert "line 2: [bank → Ufer] The bank." in said
