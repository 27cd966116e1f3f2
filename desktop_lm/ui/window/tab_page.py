"""What the three tabs have in common: jobs, a banner, drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState, ModelChanged
from desktop_lm.ui.job_desk import JobDesk, TabJobs
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Action, Banner

if TYPE_CHECKING:
    from desktop_lm.errors import AppError, Code


class TabPage(QFrame):
    """A tab. ``draft_changed`` follows every change of what it would remember; ``noticed`` carries
    what is to be told also to one who looks at something else. ``model_asked`` carries the path
    of a model the tab is to have for its own, ``model_owner_changed`` follows ``model_owner``.
    ``context_counted`` carries a ContextUse: what would be sent now."""

    draft_changed = Signal()
    noticed = Signal(str)
    open_model_asked = Signal()
    larger_models_asked = Signal()
    model_asked = Signal(str)
    model_owner_changed = Signal()
    context_counted = Signal(object)

    def __init__(self, theme: Theme, desk: JobDesk, owner: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.theme = theme
        self.jobs = TabJobs(desk, owner)
        self.banner = Banner(theme)
        self.banner.home = lambda: self.text_box

    # --- for the window ---

    @property
    def model_owner(self) -> str:
        """Whose model its jobs run on as the tab stands now: see
        :mod:`desktop_lm.jobs.model_owners`."""
        return self.jobs.owner

    def uses(self, path: str, general: str) -> None:
        """Its jobs run on the model in the file ``path``, in memory or not; the general one is
        ``general``."""

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events; those of other tabs are passed over."""
        for event in events:
            if isinstance(event, ModelChanged):
                self.model_changed(event)
            elif isinstance(event, JobOutput) and event.owner == self.jobs.owner:
                self._output(event)
            elif isinstance(event, JobChanged) and event.owner == self.jobs.owner:
                self.jobs.track(event)
                self.job_changed(event)
        self.batch_ended()

    def stop(self) -> bool:
        """Stop this tab's jobs. False where there are none."""
        return self.jobs.stop()

    def start(self) -> None:
        """Do what the tab is there for, with the text as it is."""
        raise NotImplementedError

    @property
    def text_box(self) -> TextBox:
        """Where one begins to write."""
        raise NotImplementedError

    def take_file(self, path: str) -> bool:
        """Open a file that was dropped while this tab is shown. False where it is not for it."""
        del path
        return False

    def drop_words(self, path: str) -> str:
        """What letting go of this file over the tab will do, "" where the file is not for it."""
        del path
        return ""

    @property
    def banner_in_sight(self) -> Banner:
        """Where something can be said of what is shown now."""
        return self.banner

    def copy_result(self) -> None:
        """Put the result on the clipboard."""
        raise NotImplementedError

    def clear(self) -> None:
        """Empty the tab, in a way that can be undone."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, Any]:
        """What to remember, as JSON; cheap, and safe to hand to another thread."""
        raise NotImplementedError

    def restore(self, draft: dict[str, Any]) -> None:
        """Bring back what was remembered. Anything may be missing or wrong in it."""
        raise NotImplementedError

    def shut(self) -> None:
        """The window closes: end what runs beside the jobs."""

    # --- for the tabs ---

    def model_changed(self, event: ModelChanged) -> None:
        """The model is another, or in another state."""

    def job_changed(self, event: JobChanged) -> None:
        """A job of this tab is in another state."""

    def output(self, job: int, update: object) -> None:
        """Something new of one of this tab's jobs."""

    def show_notice(self, job: int, words: str) -> None:
        """Something to know of one of this tab's jobs though nothing failed."""
        del job
        self.banner.show_note(words)

    def batch_ended(self) -> None:
        """All events of a batch were passed on."""

    def refuse(self, code: Code, **params: str | int | float) -> None:
        """Say why nothing was started."""
        from desktop_lm.errors import AppError

        self.show_error(AppError(code, **params))

    def show_error(self, error: AppError) -> None:
        """Say what went wrong, and offer the way on."""
        from desktop_lm.ui.error_text import sentence
        from desktop_lm.ui.window.way_on import ASKS_FOR_A_MODEL, WORTH_A_RETRY

        actions: list[Action] = []
        if error.code in WORTH_A_RETRY:
            actions += [(self.tr("Try again"), self.retry), *self.ways_on()]
        elif error.code in ASKS_FOR_A_MODEL:
            actions.append((self.tr("Open a model…"), self.open_model_asked.emit))
        self.banner.show_error(sentence(error), actions)

    def ways_on(self) -> list[Action]:
        """What can be done after an engine's end besides trying again."""
        return []

    def retry(self) -> None:
        """Start once more after an error."""
        self.start()

    def _output(self, event: JobOutput) -> None:
        from desktop_lm.tasks.task import Notice

        if isinstance(event.update, Notice):
            from desktop_lm.ui.error_text import notice_sentence

            if words := notice_sentence(event.update):
                self.show_notice(event.job, words)
        else:
            self.output(event.job, event.update)


def ended_badly(event: JobChanged) -> AppError | None:
    """The error of a failed job."""
    return event.error if event.state is JobState.FAILED else None
