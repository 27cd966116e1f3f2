"""From labelled rows to a profile: a job reads the texts, a thread beside it trains."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog

from desktop_lm.errors import Stopped
from desktop_lm.ui.background import Background
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_lm.jobs.sentiment.profiles import Profile
    from desktop_lm.jobs.sentiment.teaching import Lesson
    from desktop_lm.ui.sentiment.profiles.teach_dialog import TeachDialog
    from desktop_lm.ui.window.tab_page import TabPage

translate = QCoreApplication.translate


class TeachDoor(QObject):
    """``taught`` is called with the name of a profile that was made."""

    def __init__(self, tab: TabPage, taught: Callable[[str], object]) -> None:
        super().__init__(tab)
        self._tab = tab
        self._taught = taught
        self._background = Background(self, 1)
        self._closed = False
        self._dialog: TeachDialog | None = None
        self._rows: list[list[str]] = []  # of the last time, until the dialog has them
        self._name = ""
        self._jobs: dict[int, tuple[str, list[Lesson], dict[str, str]]] = {}

    def ask(self) -> TeachDialog:
        """Let rows be typed, pasted or taken from a file; those of before are still there."""
        if self._dialog is None:
            from desktop_lm.ui.sentiment.profiles.teach_dialog import TeachDialog

            self._dialog = TeachDialog(self._tab.theme, self._lessons(), self._tab)
            self._dialog.name.setText(self._name)
            self._dialog.file_asked.connect(self._ask_file)
            self._dialog.teach_asked.connect(self.teach)
            self._dialog.changed.connect(self._tab.draft_changed)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def snapshot(self) -> dict[str, object]:
        """The name and the rows of the dialog, as JSON."""
        if self._dialog is None:
            return {"name": self._name, "rows": self._rows}
        rows = [[row.text, row.label] for row in self._dialog.model.rows]
        return {"name": self._dialog.name.text(), "rows": rows}

    def restore(self, draft: object) -> None:
        """Bring back what was typed in; the first versions kept the rows only."""
        kept = draft if isinstance(draft, dict) else {"rows": draft}
        rows, name = kept.get("rows"), kept.get("name")
        if isinstance(rows, list):
            self._rows = [row for row in rows if isinstance(row, list) and _are_texts(row)]
        self._name = name if isinstance(name, str) else ""

    def read_file(self, file: Path) -> None:
        """Add the labelled rows of a table to the dialog; it is read beside the window."""
        dialog = self.ask()

        def read() -> list[Lesson]:
            from desktop_lm.jobs.sentiment.teaching import lessons
            from desktop_lm.tables.open_table import open_table

            with suppress(Stopped):
                return lessons(open_table(file), go_on=self._go_on_or_stop)
            return []

        def take(given: list[Lesson]) -> None:
            dialog.take_file(given, file.stem)

        self._background.run(read, take, dialog.show_error)

    def teach(self, name: str, given: list[Lesson]) -> None:
        """Teach these rows under a name."""
        dialog = self.ask()

        def look() -> None:
            from desktop_lm import bootstrap
            from desktop_lm.jobs.sentiment.teaching import check

            bootstrap.profiles().check_name(name)
            check(given)

        def begin(_nothing: None) -> None:
            dialog.banner.hide()
            dialog.hide()
            self._tab.window().activateWindow()
            self._submit(name, given)

        self._background.run(look, begin, dialog.show_error)

    def ended(self, job: int, result: object) -> None:
        """A job of the tab has ended, ``result`` is None where it was not done; ours is followed
        by the training."""
        from desktop_lm.tasks.sentiment.features import Readings

        if job not in self._jobs:
            return
        name, given, model = self._jobs.pop(job)
        if not isinstance(result, Readings):
            words = translate("Teach", "“{name}” is not taught: it was stopped. Its rows are kept.")
            self._tab.banner.show_note(words.format(name=name))
            return

        def train() -> Profile:
            from desktop_lm import bootstrap
            from desktop_lm.jobs.sentiment.teaching import profile_of
            from desktop_lm.models.model_name import name_of_file

            path = model["path"]
            sha256 = bootstrap.model_sha256(path)
            heads = bootstrap.sentiment_heads(path)
            profile = profile_of(name, given, result, sha256, name_of_file(path), heads=heads)
            bootstrap.profiles().save(profile)
            return profile

        self._background.run(train, self._tell, self._tab.show_error)

    def close(self) -> None:
        """Wait for what runs, but not until all of a table is read."""
        self._closed = True
        self._background.close()

    def _go_on_or_stop(self) -> None:
        """Raises Stopped once nobody waits for a table's rows; on a background thread."""
        if self._closed:
            raise Stopped

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._dialog,
            translate("Teach", "Labelled rows: a text and its label in each"),
            "",
            translate("Teach", "Tables") + " (*.csv *.tsv *.xlsx *.jsonl *.parquet)",
        )
        if chosen:
            self.read_file(Path(chosen))

    def _lessons(self) -> list[Lesson]:
        from desktop_lm.jobs.sentiment.teaching import Lesson

        return [Lesson(text, label) for text, label in self._rows]

    def _submit(self, name: str, given: list[Lesson]) -> None:
        from desktop_lm.tasks.sentiment.features import FeaturesTask

        model: dict[str, str] = {}  # filled in where the task is made, on the worker thread

        def make(loaded: Any) -> FeaturesTask:
            model["path"] = loaded.info.path
            return FeaturesTask(loaded, [lesson.text for lesson in given])

        self._tab.banner.show_note(
            numbers.counted(
                len(given),
                translate("Teach", "Reading {count} text to learn from…"),
                translate("Teach", "Reading {count} texts to learn from…"),
            )
        )
        self._jobs[self._tab.jobs.submit(make)] = name, given, model

    def _tell(self, profile: Profile) -> None:
        expected = profile.expected
        self._tab.banner.show_note(
            numbers.counted(
                expected.rows,
                translate(
                    "Teach",
                    "“{name}” is taught with {count} row. Of rows it had not seen it got {right} "
                    "right; always naming the commonest label would get {chance}.",
                ),
                translate(
                    "Teach",
                    "“{name}” is taught with {count} rows. Of rows it had not seen it got {right} "
                    "right; always naming the commonest label would get {chance}.",
                ),
                name=profile.name,
                right=numbers.percent(expected.accuracy),
                chance=numbers.percent(expected.by_chance),
            )
        )
        self._taught(profile.name)


def _are_texts(row: list[object]) -> bool:
    return list(map(type, row)) == [str, str]
