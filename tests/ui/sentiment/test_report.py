"""What the report of a run tells of how it came about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.sentiment.table_run import CLASSIFIERS
from desktop_lm.jobs.sentiment.table_scoring import Progress
from desktop_lm.tables.columns import Columns
from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.run_file import RunAbout
from desktop_lm.ui.sentiment.table.charts.figures import read_figures
from desktop_lm.ui.sentiment.table.report import Told, html_of
from tests.support.judged_runs import Said, judged_run


@pytest.fixture
def told(qtbot: QtBot, tmp_path: Path) -> Told:
    del qtbot  # pictures need an application
    run = judged_run(tmp_path / "a.run", [Said("Good.", (0.8, 0.1, 0.1), "2026-03-01")])
    found = Told(run.about, read_figures(run.path), Progress(run.counts(), 0, None), "m.gguf")
    run.close()
    return found


def report_of(told: Told, about: RunAbout) -> str:
    return html_of(replace(told, about=about))


def test_how_dates_were_read_is_told_where_they_could_be_read_otherwise(told: Told) -> None:
    about = told.about
    both_ways = replace(about.columns, order_open=True)
    shown = report_of(told, replace(about, columns=both_ways))
    assert "day, day first; they could be read the other way round" in shown
    chosen = replace(about, columns=both_ways, reading=Reading(month_first=False))
    assert "<td>day, day first</td>" in report_of(told, chosen)
    month_first = replace(about, columns=replace(about.columns, month_first=True))
    assert "<td>day, month first</td>" in report_of(told, month_first)
    assert "<td>day</td>" in report_of(told, about)
    assert ">Dates<" not in report_of(told, replace(about, columns=Columns(text=1)))


def test_what_made_the_probabilities_is_named(told: Told) -> None:
    about = told.about
    by_labels = report_of(told, about)
    assert "contextual calibration" in by_labels
    assert "classifier" not in by_labels
    own = report_of(told, replace(about, method={**about.method, CLASSIFIERS: "0" * 64}))
    assert "program&#x27;s classifier for this model" in own
    taught = report_of(told, replace(about, method={**about.method, "profile": "tickets"}))
    assert "the classifier “tickets”" in taught
