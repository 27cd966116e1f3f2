"""What is odd in a glossary, as sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.translation.glossary_findings import Finding, Oddity
from desktop_lm.ui.widgets.numbers import whole

translate = QCoreApplication.translate
_TERMS = 5  # of a circle


def finding_words(finding: Finding) -> str:
    """One sentence."""
    rows = [whole(row) for row in finding.rows]
    if finding.oddity is Oddity.REPEATED:
        return translate("Glossary", "Row {second} repeats row {first}: {term}").format(
            first=rows[0], second=rows[1], term=finding.terms[0]
        )
    if finding.oddity is Oddity.CONTRADICTION:
        source, first, other = finding.terms
        return translate(
            "Glossary",
            "Rows {row} and {other_row}: {source} is “{first}” and “{other}”. The first counts.",
        ).format(row=rows[0], other_row=rows[1], source=source, first=first, other=other)
    way = [*finding.terms[:_TERMS], "…" if len(rows) > _TERMS else finding.terms[0]]
    return translate(
        "Glossary", "Row {row} begins a circle: {way}. Each row is applied by itself."
    ).format(row=rows[0], way=" → ".join(way))
