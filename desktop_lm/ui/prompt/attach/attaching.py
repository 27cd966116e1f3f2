"""Files on the Prompt tab: chosen or dropped, shown above the box, sent, and looked at again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.attach.attached import Attached, attached_to, sources_of
from desktop_lm.ui.prompt.attach.source_viewer import SourceViewer
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.dialogue import Dialogue

if TYPE_CHECKING:
    from desktop_lm.tasks.prompt.prompt import PromptInput
    from desktop_lm.tasks.task import LoadedModel
    from desktop_lm.tasks.token_count import TokenCountTask
    from desktop_lm.ui.prompt.attach.attached_files import AttachedFile, AttachedFiles
    from desktop_lm.ui.prompt.exchange import Exchange

_SPARE_TOKENS = 100  # for the question and the words around the documents


class Attaching(QObject):
    """Nothing of it is made before the first file. ``changed`` follows the list of files;
    ``failed`` carries the AppError of one that cannot be read."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        desk: JobDesk,
        dialogue: Dialogue,
        composer: Composer,
        asking: Asking,
    ) -> None:
        super().__init__(composer)
        self._theme = theme
        self._desk = desk
        self._dialogue = dialogue
        self._composer = composer
        self._asking = asking
        self._viewer = SourceViewer(theme, dialogue, composer)
        self._made: AttachedFiles | None = None
        self._kept: list[str] = []
        self._n_ctx = 0
        self._parameters = 0
        self._ready = False
        asking.attached = self.attached
        asking.with_files = self._with_files
        dialogue.sent.connect(self._sent)
        composer.attach_button.clicked.connect(self.choose)

    @property
    def files(self) -> AttachedFiles:
        """The list, with its row above the box."""
        if self._made is None:
            from desktop_lm.ui.prompt.attach.attached_files import AttachedFiles
            from desktop_lm.ui.prompt.attach.file_row import FileRow

            self._made = AttachedFiles(self)
            row = FileRow(self._theme, self._made, self.fits, self.small)
            row.preview_asked.connect(self._preview)
            row.summary_asked.connect(self.summarise)
            self._composer.put_above(row)
            self._made.read.connect(self._count)
            self._made.changed.connect(self.changed)
            self._made.failed.connect(self.failed)
        return self._made

    @property
    def paths(self) -> list[str]:
        """Those of the files, for the draft."""
        return [file.path for file in self._made.files] if self._made else list(self._kept)

    def remember(self, paths: object) -> None:
        """The files of the last time, to be read again once the window is there."""
        if isinstance(paths, list):
            self._kept = [path for path in paths if isinstance(path, str)]

    def begin(self) -> None:
        """The window is there; a file that is not any more is told."""
        kept, self._kept = self._kept, []
        if kept:
            self.files.add(kept)

    def take(self, path: str) -> bool:
        """Let a file that was dropped go with the next prompt; False for a model."""
        from desktop_lm.models.model_file import is_model_file

        if is_model_file(Path(path)):
            return False
        self.files.add([path])
        self._composer.box.setFocus()
        return True

    def attached(self) -> Attached | None:
        """What goes with the next prompt; None while a file is still being read."""
        if self._made is None:
            return Attached()
        return None if self._made.busy else Attached(self._made.attachments)

    def choose(self) -> None:
        """Let the user pick files."""
        from PySide6.QtWidgets import QFileDialog

        from desktop_lm.documents.file_kind import SUFFIXES

        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        paths, _ = QFileDialog.getOpenFileNames(
            self._composer,
            self.tr("Attach files"),
            filter=f"{self.tr('Documents')} ({patterns});;{self.tr('All files')} (*)",
        )
        if paths:
            self.files.add(paths)

    def summarise(self) -> None:
        """Ask for a summary of the files."""
        files = self.files
        if files.busy or not files.files:
            return
        names = [file.name for file in files.files]
        wish = (
            self.tr("Summarise “{name}”.").format(name=names[0])
            if len(names) == 1
            else self.tr("Summarise these documents.")
        )
        self._asking.ask_for(wish, Attached(files.attachments, summarise=True))
        self._composer.box.setFocus()

    def follow(self, event: ModelChanged) -> None:
        """The model is another, or in another state."""
        self._ready = event.state is ModelState.READY and event.info is not None
        if event.info is not None and self._ready:
            self._n_ctx = event.info.n_ctx
            self._parameters = event.info.parameters
            for file in self._made.files if self._made else ():
                self._count(file)
        if self._made is not None:
            self._made.changed.emit()

    def fits(self) -> bool | None:
        """Whether the files go in whole, as far as one can tell by now."""
        files = self._made.files if self._made else []
        if not self._n_ctx or any(file.attachment is None for file in files):
            return None
        from desktop_lm.tasks.prompt.context_fit import room_for_prompt
        from desktop_lm.ui.prompt.attach.attached_files import estimated_tokens

        before = sum(
            estimated_tokens(attachment.text)
            for attachment in self._dialogue.conversation.attachments
        )
        room = room_for_prompt(self._n_ctx, self._composer.options.settings.length)
        tokens = sum(file.tokens for file in files)
        return before + tokens + _SPARE_TOKENS <= room

    def small(self) -> bool:
        """Whether the model finds more in passages of the files than in the whole of them."""
        from desktop_lm.tasks.document.question import loses_its_way

        tokens = sum(file.tokens for file in self._made.files) if self._made else 0
        return loses_its_way(self._parameters, tokens)

    @property
    def goes_whole(self) -> bool:
        """Whether the files go along whole, if there are any, and are all read."""
        has_files = self._made is not None and bool(self._made.files)
        return not has_files or (bool(self.fits()) and not self.small())

    def show_link(self, address: str) -> bool:
        """Show the file or the passage a link of the page points at; False for other links."""
        return self._viewer.follow(address)

    def close(self) -> None:
        """End what is being read."""
        if self._made is not None:
            self._made.close()

    # --- inside ---

    def _with_files(self, given: PromptInput) -> PromptInput:
        """``given`` as it will be with the files in it, where they go in whole."""
        files = self._made.attachments if self._made else ()
        if not files and not any(turn.sources for turn in given.turns):
            return given
        from desktop_lm.tasks.document.question import in_whole

        if not self.fits() or self.small():
            return given  # how much the passages will take is seen when they are found
        return in_whole(replace(given, sources=sources_of(files)))

    def _sent(self, exchange: Exchange) -> None:
        if self._made is not None:
            self._made.remove_sent(attached_to(exchange).attachments)

    def _count(self, file: AttachedFile) -> None:
        """Have the model count, where there is one and it is not too much to ask."""
        from desktop_lm.tasks.token_count import MOST_COUNTED

        attachment = file.attachment
        if not self._ready or attachment is None or len(attachment.text) > MOST_COUNTED:
            return
        text = attachment.text

        def task(model: LoadedModel) -> TokenCountTask:
            from desktop_lm.tasks.token_count import TokenCountTask

            return TokenCountTask(model, text)

        self._desk.ask_quietly(PROMPT, f"file{id(file)}", task, partial(self._counted, file))

    def _counted(self, file: AttachedFile, tokens: int) -> None:
        file.tokens, file.counted = tokens, True
        self.files.changed.emit()

    def _preview(self, file: AttachedFile) -> None:
        if file.attachment is not None:
            self._viewer.show(file.attachment)
