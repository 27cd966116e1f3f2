"""A table judged with a user's own classes: what is said of the ends of their scale."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.sentiment.table_scoring import Progress
from desktop_lm.tables.run_file import RunFile
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table.charts.chart_panel import ChartPanel
from desktop_lm.ui.sentiment.table.charts.figures import read_figures
from desktop_lm.ui.sentiment.table.charts.picture import Kind, picture_of
from desktop_lm.ui.sentiment.table.report import Told, html_of
from desktop_lm.ui.sentiment.table.rows_model import LABEL, RowsModel
from tests.support.judged_runs import Said, judged_run
from tests.ui.conftest import PATIENCE_MS

TAUGHT = ("negative", "neutral", "positive")  # in the order of the alphabet
OWN = ("bug", "praise", "question")


def run_of(tmp_path: Path, labels: tuple[str, ...]) -> RunFile:
    said = [
        Said("First.", (0.8, 0.1, 0.1), "2026-03-01"),
        Said("Second.", (0.1, 0.8, 0.1), "2026-03-01"),
        Said("Third.", (0.1, 0.1, 0.8), "2026-03-01"),
        Said("Fourth.", (0.7, 0.2, 0.1), "2026-03-01"),
    ]
    return judged_run(tmp_path / "a.run", said, labels)


def report_of(run: RunFile) -> str:
    return html_of(Told(run.about, read_figures(run.path), Progress(run.counts(), 0, None), "m"))


def shown(panel: ChartPanel) -> list[str]:
    return [panel.texts.item(at).text() for at in range(panel.texts.count())]


def test_most_negative_are_the_negative_texts_of_a_taught_profile(
    qtbot: QtBot, tmp_path: Path, theme: Theme
) -> None:
    run = run_of(tmp_path, TAUGHT)
    panel = ChartPanel(theme)
    qtbot.addWidget(panel)
    panel.show_figures(read_figures(run.path))
    panel.show_kind(None)
    assert panel.title.text() == "Most negative and most positive"
    assert shown(panel) == ["▼ 70%  Row 2: First.", "▼ 60%  Row 5: Fourth.", "▲ 70%  Row 4: Third."]
    negative, positive = report_of(run).split("Most positive")
    assert "First." in negative
    assert "Third." in positive
    days = picture_of(Kind.TREND, read_figures(run.path)).bars
    assert [bar.label for bar in days] == ["negative", "neutral", "positive"]  # from the foot up
    run.close()


def test_nothing_is_called_negative_among_classes_that_are_neither(
    qtbot: QtBot, tmp_path: Path, theme: Theme
) -> None:
    run = run_of(tmp_path, OWN)
    panel = ChartPanel(theme)
    qtbot.addWidget(panel)
    panel.show_figures(read_figures(run.path))
    panel.show_kind(None)
    assert panel.title.text() == "Most like “question” and most like “bug”"
    assert shown(panel)[0] == "question +70%  Row 4: Third."
    assert shown(panel)[1] == "bug +70%  Row 2: First."
    html = report_of(run)
    assert "Most negative" not in html
    low, high = html.split("Most like “bug”")
    assert "Third." in low.split("Most like “question”")[1]
    assert "First." in high
    run.close()


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (TAUGHT, ["Negative", "Negative", "Neutral", "Positive"]),
        (OWN, ["bug", "bug", "praise", "question"]),
    ],
)
def test_rows_are_sorted_by_class(
    qtbot: QtBot, tmp_path: Path, theme: Theme, labels: tuple[str, ...], expected: list[str]
) -> None:
    run_of(tmp_path, labels).close()
    model = RowsModel(theme, tmp_path / "a.run")
    for order, names in (
        (Qt.SortOrder.AscendingOrder, expected),
        (Qt.SortOrder.DescendingOrder, expected[::-1]),
    ):
        with qtbot.waitSignal(model.ordered, timeout=PATIENCE_MS):
            model.sort(LABEL, order)
        assert [model.index(at, LABEL).data() for at in range(model.rowCount())] == names
    model.close()
