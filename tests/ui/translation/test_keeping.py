"""Glossaries and the memory, as the Translation tab keeps to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap, paths
from desktop_lm.jobs.events import JobState
from desktop_lm.storage.translations.glossaries import StoredGlossary, TermRow
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.style import Direction, Formality, Style
from desktop_lm.tasks.translation.updates import SegmentDone
from desktop_lm.ui.translation.keeping import Keeping
from desktop_lm.ui.translation.memory.memory_model import TARGET
from desktop_lm.ui.translation.sheet.asked import Asked, KnownParts
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, button_in, click, press
from tests.ui.translation.conftest import known_to, translate, updates_of

PAIR = ("en", "fr")
NOTHING_HERE = KnownParts({}, {})


@pytest.fixture
def keeping() -> Iterator[Keeping]:
    keeping = Keeping(lambda: True)
    yield keeping
    keeping.close()


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"some model")
    return str(path)


def remembered(way: Way) -> list[str]:
    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        return [entry.target for entry in memory.entries() if entry.way == way]


def ready(qtbot: QtBot, keeping: Keeping, asked: Asked) -> None:
    keeping.use_model(asked.model)
    qtbot.waitUntil(lambda: not keeping._background.busy, timeout=PATIENCE_MS)


def test_what_the_model_made_is_remembered_but_not_what_is_half_typed(
    qtbot: QtBot, keeping: Keeping, model: str
) -> None:
    asked = Asked("", *PAIR, beams=2, model=model)
    done = SegmentDone(0, 1, 0, 0, 0, 0, 0.0, findings=(Finding(Flag.LENGTH),))
    keeping.made(asked, "Lost, for the model is not known yet.", "x", done)
    ready(qtbot, keeping, asked)
    keeping.made(asked, "It is late.", "Il est tard.", done)
    keeping.made(asked, "It is la", "C'est", done)
    keeping.close()
    way = Way(*PAIR, bootstrap.model_sha256(model), "beams 2")
    assert remembered(way) == ["Il est tard."]


def test_what_stands_on_the_page_goes_before_what_is_remembered(
    qtbot: QtBot, keeping: Keeping, model: str
) -> None:
    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        way = Way(*PAIR, bootstrap.model_sha256(model))
        memory.keep([Entry("Yes.", "Oui.", way), Entry("No.", "Non.", way)])
    asked = Asked("", *PAIR, model=model)
    ready(qtbot, keeping, asked)
    known = keeping.known(asked, KnownParts({}, {"No.": "Mais non."}))
    yes, no = known.find("Yes.", ""), known.find("No.", "")
    assert yes is not None
    assert no is not None
    assert (yes.target, yes.edited, no.target, no.edited) == ("Oui.", False, "Mais non.", True)
    assert known.find("Perhaps.", "") is None


def test_what_a_person_writes_is_remembered_and_taken_back(keeping: Keeping) -> None:
    keeping.edited(Direction(*PAIR), "Yes.", "Ouais.")
    keeping.edited(Direction(*PAIR), "No.", "Nan.")
    keeping.edited(Direction(*PAIR), "No.", "")
    keeping.close()
    assert remembered(Way(*PAIR)) == ["Ouais."]


def test_terms_reach_the_model_and_another_glossary_has_the_text_done_anew(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    assert translate(desk, tab, "The bank is near.")
    kept = bootstrap.glossaries()
    kept.save(StoredGlossary("Rivers", (PAIR,), (TermRow("bank", "rive"),)))
    kept.save(StoredGlossary("German", (("en", "de"),), (TermRow("bank", "Ufer"),)))
    with qtbot.waitSignal(tab.keeping.changed, timeout=PATIENCE_MS):
        desk.window.kept_door.glossaries_changed.emit()
    press(tab.box, Qt.Key.Key_Return, CONTROL)
    task = desk.runner.task(desk.runner.last)
    assert [term.target for term in task._given.glossary.terms] == ["rive"]  # type: ignore[attr-defined]
    assert known_to(desk, desk.runner.last).find("The bank is near.", "") is None


def test_a_glossary_that_cannot_be_read_hides_no_other(qtbot: QtBot, keeping: Keeping) -> None:
    bootstrap.glossaries().save(StoredGlossary("Rivers", (PAIR,), (TermRow("bank", "rive"),)))
    (paths.glossaries_dir() / "broken.json").write_text("{")
    with qtbot.waitSignals([keeping.failed, keeping.changed], timeout=PATIENCE_MS):
        keeping.glossary(PAIR)
    assert [term.target for term in keeping.glossary(PAIR).terms] == ["rive"]


def test_a_memory_that_fails_is_told_once(qtbot: QtBot, keeping: Keeping, model: str) -> None:
    paths.translation_memory_file().mkdir(parents=True)
    with qtbot.waitSignal(keeping.failed, timeout=PATIENCE_MS):
        keeping.use_model(model)
    asked = Asked("", *PAIR, model=model)
    assert keeping.known(asked, NOTHING_HERE).find("Yes.", "") is None


def test_the_first_text_after_a_start_is_looked_up_and_remembered(
    qtbot: QtBot, desk: Desk, tab: TranslationTab, model: str
) -> None:
    way = Way(*PAIR, bootstrap.model_sha256(model))
    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        memory.keep([Entry("Yes.", "Oui.", way)])
    tab.seat.info = None  # nothing is loaded yet
    tab.uses(model, model)
    job = translate(desk, tab, "Yes.\nIt is late.")
    qtbot.waitUntil(lambda: not tab.keeping._background.busy, timeout=PATIENCE_MS)

    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *updates_of(desk, job, str.upper))
    desk.runner.change(job, JobState.DONE)
    desk.deliver()

    assert tab.pane.view.toPlainText() == "Oui.\nIT IS LATE."
    qtbot.waitUntil(lambda: remembered(way) == ["Oui.", "IT IS LATE."], timeout=PATIENCE_MS)


def test_what_a_person_wrote_wins_also_where_all_is_wanted_anew(
    qtbot: QtBot, desk: Desk, tab: TranslationTab, model: str
) -> None:
    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        way = Way(*PAIR, bootstrap.model_sha256(model))
        memory.keep([Entry("Yes.", "Ouais.", Way(*PAIR)), Entry("No.", "Non.", way)])
    desk.runner.model_ready(model)
    desk.deliver()
    ready(qtbot, tab.keeping, tab.asking.asked(*PAIR))
    first = translate(desk, tab, "Yes.\nNo.")
    desk.runner.change(first, JobState.RUNNING)
    desk.runner.output(first, *updates_of(desk, first, str.upper))
    desk.runner.change(first, JobState.DONE)
    desk.deliver()

    press(tab.box, Qt.Key.Key_Return, CONTROL)

    assert desk.runner.last > first
    known = known_to(desk, desk.runner.last)
    yes, no = known.find("Yes.", ""), known.find("No.", "")
    assert yes is not None
    assert (yes.target, yes.edited) == ("Ouais.", True)
    assert no is None  # the model's own is what is wanted anew


def test_a_wording_that_is_changed_in_the_memory_is_the_one_from_then_on(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    formal = Direction(*PAIR, Style(Formality.FORMAL))
    tab.edits.put(Direction(*PAIR), "Yes.", "Ouais.")
    tab.edits.put(formal, "Yes.", "Oui, madame.")
    qtbot.waitUntil(lambda: remembered(Way(*PAIR)) == ["Ouais."], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(remembered(Way(*PAIR, settings="formal"))), timeout=PATIENCE_MS)

    def wording() -> str:
        return tab.edits.find(Direction(*PAIR, Style(Formality.INFORMAL)), "Yes.")

    assert wording() == "Ouais."
    desk.window.kept_door.open_memory()
    window = desk.window.kept_door.memory
    assert window is not None
    qtbot.waitUntil(lambda: window.model.rowCount() == 2, timeout=PATIENCE_MS)

    window.model.setData(window.model.index(1, TARGET), "Si.")
    qtbot.waitUntil(lambda: wording() == "Si.", timeout=PATIENCE_MS)
    (kept,) = (entry for entry in window.model.entries if entry.target == "Si.")
    window.table.selectRow(window.model.entries.index(kept))
    press(window.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: wording() == "", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)
    click(button_in(window.banner, "Undo"))
    qtbot.waitUntil(lambda: remembered(Way(*PAIR)) == ["Si."], timeout=PATIENCE_MS)

    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        again = memory.find("Yes.", Way(*PAIR))
    assert again is not None
    assert (again.target, again.changed) == ("Si.", kept.changed)  # it is as old as it was
    assert tab.edits.find(formal, "Yes.") == "Oui, madame."
