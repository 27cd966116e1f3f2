"""From a file of labelled rows to a profile: a job reads the texts, a thread beside it trains."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog

from desktop_lm.ui.background import Background
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_lm.jobs.sentiment.profiles import Profile
    from desktop_lm.jobs.sentiment.teaching import Lesson
    from desktop_lm.ui.window.tab_page import TabPage

translate = QCoreApplication.translate


class TeachDoor(QObject):
    """``taught`` is called with the name of a profile that was made."""

    def __init__(self, tab: TabPage, taught: Callable[[str], object]) -> None:
        super().__init__(tab)
        self._tab = tab
        self._taught = taught
        self._background = Background(self, 1)
        self._jobs: dict[int, tuple[str, list[Lesson], dict[str, str]]] = {}

    def ask(self) -> None:
        """Let a file and a name be chosen."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._tab,
            translate("Teach", "Labelled rows: a text and its label in each"),
            "",
            translate("Teach", "Tables") + " (*.csv *.tsv *.xlsx *.jsonl *.parquet)",
        )
        if not chosen:
            return
        name, accepted = QInputDialog.getText(
            self._tab,
            translate("Teach", "Name of the profile"),
            translate("Teach", "The labels of {file} are taught under this name:").format(
                file=Path(chosen).name
            ),
            text=Path(chosen).stem,
        )
        if accepted:
            self.teach(Path(chosen), name.strip())

    def teach(self, file: Path, name: str) -> None:
        """Read the file, beside the window."""

        def read() -> list[Lesson]:
            from desktop_lm import bootstrap
            from desktop_lm.jobs.sentiment.teaching import check, lessons
            from desktop_lm.tables.open_table import open_table

            bootstrap.profiles().check_name(name)
            given = lessons(open_table(file))
            check(given)
            return given

        self._background.run(read, lambda given: self._submit(name, given), self._tab.show_error)

    def finished(self, job: int, result: object) -> None:
        """A job of the tab is done; ours is followed by the training."""
        if job not in self._jobs or not isinstance(result, list):
            return
        name, given, model = self._jobs.pop(job)

        def train() -> Profile:
            from desktop_lm import bootstrap
            from desktop_lm.jobs.sentiment.teaching import profile_of
            from desktop_lm.models.model_name import name_of_file

            path = model["path"]
            sha256 = bootstrap.model_sha256(path)
            profile = profile_of(name, given, result, sha256, name_of_file(path))
            bootstrap.profiles().save(profile)
            return profile

        self._background.run(train, self._tell, self._tab.show_error)

    def close(self) -> None:
        """Wait for what runs."""
        self._background.close()

    def _submit(self, name: str, given: list[Lesson]) -> None:
        from desktop_lm.jobs.sentiment.teaching import TEACHING_FORMS
        from desktop_lm.tasks.sentiment.features import FeaturesTask

        model: dict[str, str] = {}  # filled in where the task is made, on the worker thread

        def make(loaded: Any) -> FeaturesTask:
            model["path"] = loaded.info.path
            return FeaturesTask(loaded, [lesson.text for lesson in given], TEACHING_FORMS)

        self._tab.banner.show_note(
            translate("Teach", "Reading {count} texts to learn from…").format(
                count=numbers.whole(len(given))
            )
        )
        self._jobs[self._tab.jobs.submit(make)] = name, given, model

    def _tell(self, profile: Profile) -> None:
        expected = profile.expected
        self._tab.banner.show_note(
            translate(
                "Teach",
                "“{name}” is taught with {rows} rows. Of rows it had not seen it got {right} "
                "right; always naming the commonest label would get {chance}.",
            ).format(
                name=profile.name,
                rows=numbers.whole(expected.rows),
                right=numbers.percent(expected.accuracy),
                chance=numbers.percent(expected.by_chance),
            )
        )
        self._taught(profile.name)
