"""A document on its page, which the model goes on with; every letter is in the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.document.document_page import DocumentPage
from desktop_lm.ui.prompt.document.open_document import OpenDocument
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.clipboard import copy_and_show

if TYPE_CHECKING:
    from desktop_lm.messages import Alternative, TokenView
    from desktop_lm.storage.history.document_writer import Opened
    from desktop_lm.storage.history.token_traces import TokenTrace
    from desktop_lm.tasks.prompt.continuation import ContinuationInput
    from desktop_lm.ui.prompt.document.document_editor import Around
    from desktop_lm.ui.prompt.inspector.token_surface import Traced

_USUAL_LENGTH = 160  # tokens that a new document is continued by


class DocumentDesk(QObject):
    """One document is open. ``shown`` follows when it is to be seen, ``missing`` where the one that
    was asked for cannot be had; ``refused`` carries the code of why nothing was begun, ``busy``
    comes where the model is at work already, ``written`` when it has ended; ``apart`` as of an
    :class:`OpenDocument`."""

    shown = Signal()
    missing = Signal()
    changed = Signal()
    refused = Signal(object)
    busy = Signal()
    apart = Signal()
    written = Signal()
    settings_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        jobs: TabJobs,
        history: HistoryDesk,
        options: AnswerOptions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._history = history
        self._options = options
        self._job = 0
        self._is_seen = True
        self._settings: dict[str, Any] = {}  # of a document that is out of sight
        self.alternatives = 0  # of each token that are asked for
        self._trace: TokenTrace | None = None  # of the part that is written
        self._new_text: list[str] = []
        self._new_views: list[TokenView] = []
        self.page = DocumentPage(theme)
        editor = self.page.editor
        self._open = OpenDocument(history, editor.text, self)
        self._open.listed.connect(self.changed)
        self._open.apart.connect(self.apart)
        editor.textChanged.connect(self._touched)
        editor.part_changed.connect(self._show_buttons)
        editor.kept_out.connect(self.busy)
        editor.cursorPositionChanged.connect(self.changed)
        options.changed.connect(self._keep_settings)
        self.page.go_on.clicked.connect(self.go_on)
        self.page.again.clicked.connect(self.again)
        self.page.keep.clicked.connect(editor.accept)
        self.page.remove.clicked.connect(editor.take_back)
        self.page.settings.clicked.connect(self.settings_asked)
        self.page.copy.clicked.connect(self.copy)
        self._show_buttons()

    @property
    def is_at_work(self) -> bool:
        """Whether the model writes in the document, or is to."""
        return bool(self._job)

    @property
    def number(self) -> int:
        """Of the open document in the history, 0 while it is not there."""
        return self._open.number

    # --- documents ---

    def begin(self, text: str = "") -> None:
        """A new document."""
        self.close()
        self._open.begin(text)
        self._take(text)

    def open(self, number: int, newer: str = "") -> None:
        """A document of the history; ``newer`` is a text of it that the history has not. The open
        one is put away when it is there: where it cannot be had, this one stays."""
        self._open.read(number, partial(self._opened, newer=newer))

    def stay(self) -> None:
        """Stay with the open document where another is being read."""
        self._open.stay()

    def close(self) -> None:
        """Put the open document away; the model stops writing in it."""
        if self._job:
            self._jobs.cancel(self._job)
            self._end()
        self._open.close()

    def go_out_of_sight(self) -> None:
        """Something else is shown; the model goes on."""
        self._settings = self._options.settings.to_json()
        self._is_seen = False

    def come_back(self) -> None:
        """The document is shown again."""
        self._is_seen = True
        self.shown.emit()
        self._options.replace(self._settings)
        self.page.editor.setFocus()

    def _opened(self, opened: Opened | None, newer: str) -> None:
        if opened is not None:
            self.close()
            self._take(newer or opened.text, opened.settings)
            if newer:
                self._touched()
        elif newer:
            self.begin(newer)
        else:
            self.missing.emit()

    def _take(self, text: str, settings: Mapping[str, Any] | None = None) -> None:
        editor = self.page.editor
        editor.accept()
        editor.setPlainText(text)
        editor.moveCursor(QTextCursor.MoveOperation.End)
        self._open.open()
        if text and not self.number:
            self._touched()
        self._show_buttons()
        self.shown.emit()
        if settings:
            self._options.replace(settings)
        else:
            self._begin_settings()
        self._keep_settings()
        editor.setFocus()

    def _begin_settings(self) -> None:
        """A new document goes on with the settings at hand, but for what belongs to an answer: its
        form, where it ends, and its length unless somebody chose one."""
        from desktop_lm.tasks.prompt.answer_settings import DEFAULT

        length = self._options.settings.length
        usual = _USUAL_LENGTH if length == DEFAULT.length else length
        self._options.change(form="text", stop=(), length=usual)

    def _keep_settings(self) -> None:
        if self._is_seen:
            self._open.set_settings(self._options.settings.to_json())

    # --- the model ---

    def go_on(self) -> None:
        """Have the model go on from the caret; a part it wrote before stays."""
        if not self._job:
            self.page.editor.accept()
            self._ask()

    def again(self) -> None:
        """Have the marked part written anew."""
        if not self._job and self.page.editor.part:
            self._ask()

    def owns(self, job: int) -> bool:
        """Whether it is this document that the model works on."""
        return bool(job) and job == self._job

    def output(self, update: object) -> None:
        """Something new of the job; shown with the next :meth:`show_new`."""
        from desktop_lm.tasks.prompt.prompt import TextAdded, TokensSeen

        if isinstance(update, TextAdded):
            self._new_text.append(update.text)
        elif isinstance(update, TokensSeen):
            self._new_views += update.views

    def show_new(self) -> None:
        """Take in all that came."""
        if not self._new_text:
            return
        text, self._new_text = "".join(self._new_text), []
        if self._trace is not None:
            from desktop_lm.ui.prompt.inspector.tracing import grown

            self._trace = grown(self._trace, self._new_views)
            self._new_views = []
        self.page.editor.add(text, self._trace)

    def end(self, event: JobChanged) -> None:
        """The job has come to its end, however."""
        if event.job == self._job:
            self.show_new()
            self._end()

    def prospect(self) -> ContinuationInput | None:
        """What would be sent to have the text go on from the caret; None while it is written."""
        return None if self._job else self._given(self.page.editor.around())

    def branch(self, source: Traced, index: int, other: Alternative) -> bool:
        """Have a part written anew from token ``index`` on, with ``other`` in its place. False
        while the model is at work."""
        from desktop_lm.ui.prompt.document.written_part import WrittenPart
        from desktop_lm.ui.prompt.inspector.tracing import branch_at

        editor = self.page.editor
        if self._job:
            self.busy.emit()
        if self._job or not isinstance(source, WrittenPart) or source not in editor.parts:
            return False
        given = self._given(editor.around_part(source))
        begun = branch_at(source, index, other)
        position = source.spans()[index][0]
        kept = editor.between(source.start, position)
        chosen = begun.text[source.hidden :][len(kept) :]
        editor.begin_within(source, position)
        editor.add(chosen, begun.trace)
        self._submit(replace(given, begun_tokens=begun.tokens))
        self._trace = begun.trace
        return True

    def take_apart(self) -> int:
        """Have what would be sent cut into tokens; the number of the job, whose result is a
        ``PromptPieces``, 0 where there is nothing to send."""
        given = self.prospect()
        if given is None or not given.before.strip():
            return 0
        from desktop_lm.tasks.prompt_pieces import PromptPiecesTask

        return self._jobs.submit(lambda model: PromptPiecesTask(model, given))

    def _ask(self) -> None:
        given = self.prospect()
        if given is None or not given.before.strip():
            self.refused.emit(Code.EMPTY_TEXT)
            return
        self.page.editor.begin_part()
        self._submit(given)

    def _given(self, around: Around) -> ContinuationInput:
        from desktop_lm.tasks.prompt.continuation import ContinuationInput

        asked = self._options.prompt("x")
        return ContinuationInput(
            around.before,
            around.after,
            asked.system,
            asked.sampling,
            asked.max_tokens,
            asked.stop,
            alternatives=self.alternatives,
        )

    def _submit(self, given: ContinuationInput) -> None:
        from desktop_lm.tasks.answering import answer_task

        self._trace = None
        if given.alternatives:
            from desktop_lm.storage.history.token_traces import TokenTrace

            self._trace = TokenTrace(sampling=given.sampling)
        self._job = self._jobs.submit(lambda model: answer_task(model, given))
        self._show_buttons()

    def _end(self) -> None:
        self._job = 0
        self._new_text.clear()
        self._new_views.clear()
        self.page.editor.end_part()
        self._show_buttons()
        self.changed.emit()
        self.written.emit()

    # --- what is remembered ---

    def snapshot(self) -> dict[str, Any]:
        """For the draft file: the text only where the history does not have it."""
        is_stored = self.number and not self._history.is_late
        return {"number": self.number, "text": "" if is_stored else self.page.editor.text()}

    def copy(self) -> None:
        """Copy the whole text."""
        copy_and_show(self.page.editor.text(), self.page.copy)

    def _touched(self) -> None:
        self._open.touch()
        self.changed.emit()
        self._show_buttons()

    def _show_buttons(self) -> None:
        editor, busy = self.page.editor, bool(self._job)
        has_text = not editor.document().isEmpty()
        self.page.go_on.setEnabled(has_text and not busy)
        self.page.copy.setEnabled(has_text)
        self.page.show_part(part=bool(editor.part) and not busy)
