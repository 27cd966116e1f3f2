"""What the status line says, in words: one sentence for the tab that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.events import (
    Event,
    JobChanged,
    JobOutput,
    JobState,
    ModelChanged,
    ModelState,
    UnloadReason,
)
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION, tab_of
from desktop_lm.ui.models.model_names import name_of, name_of_file
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.ui.translation.pace import TranslationPace

translate = QCoreApplication.translate
# Told also where a job has come to its end before: the newer news counts.
_TOLD = (UnloadReason.ASKED, UnloadReason.IDLE, UnloadReason.PRESSURE)


class Status(NamedTuple):
    """``stop_job`` is the job the stop button ends, 0 where there is none."""

    text: str
    busy: bool = False
    stop_job: int = 0


@dataclass(slots=True)
class _TabState:
    current: int = 0
    waiting: int = 0
    stopping: bool = False
    progress: str = ""
    outcome: str = ""
    sentences: int = 0
    pace: TranslationPace | None = None


class StatusText:
    """Follows all events and words the state for any tab."""

    def __init__(self) -> None:
        self._model = ModelChanged(ModelState.NONE)
        self._heard_of_model = False
        self._tabs = {owner: _TabState() for owner in (PROMPT, SENTIMENT, TRANSLATION)}

    def follow(self, event: Event) -> None:
        """Take in an event."""
        if isinstance(event, ModelChanged):
            self._heard_of_model = True
            other = event.path != self._model.path
            if event.state is ModelState.FAILED and self._model.info and other:
                return  # another file was refused; the loaded model stays
            self._model = event
        elif isinstance(event, JobChanged):
            self._job_changed(self._tabs[tab_of(event.owner)], event)
        elif isinstance(event, JobOutput):
            self._job_told(self._tabs[tab_of(event.owner)], event.update)

    def say(self, owner: str) -> Status:
        """The state as the tab ``owner`` sees it."""
        tab = self._tabs[owner]
        if tab.current:
            return self._own_job(tab)
        if tab.waiting:
            return Status(self._waiting_words(), busy=True, stop_job=tab.waiting)
        for other, state in self._tabs.items():
            if state.current:
                return Status(_other_words(other), busy=True, stop_job=state.current)
        return Status(self._model_words(tab), busy=self._model.state is ModelState.LOADING)

    @property
    def running_owner(self) -> str:
        """The tab whose job is at work, or ""."""
        return next((owner for owner, tab in self._tabs.items() if tab.current), "")

    def _job_changed(self, tab: _TabState, event: JobChanged) -> None:
        if event.state is JobState.WAITING:
            tab.waiting = event.job
            return
        if event.job == tab.waiting:
            tab.waiting = 0
        if event.state is JobState.RUNNING:
            tab.current, tab.stopping, tab.sentences, tab.pace = event.job, False, 0, None
            tab.progress = translate("Status", "Reading the text")
        elif event.state is JobState.STOPPING:
            tab.stopping = True
        elif event.job == tab.current or not tab.current:
            tab.current = 0
            tab.outcome = _outcome(event)

    def _job_told(self, tab: _TabState, update: object) -> None:
        from desktop_lm.ui import job_words  # knows the tasks; the window's start need not
        from desktop_lm.ui.translation.pace import TranslationPace

        tab.sentences += job_words.sentences_in(update)
        tab.pace = tab.pace or TranslationPace()
        said = job_words.progress(update, tab.sentences) or tab.pace.take(update)
        tab.progress = said or tab.progress

    def _own_job(self, tab: _TabState) -> Status:
        text = translate("Status", "Stopping") if tab.stopping else tab.progress
        if tab.waiting and not tab.stopping:
            text = translate("Status", "{state}. The next text waits its turn").format(state=text)
        return Status(text, busy=True, stop_job=tab.current)

    def _waiting_words(self) -> str:
        running = self.running_owner
        if running:
            return {
                PROMPT: translate("Status", "Waiting for the answer to the prompt"),
                SENTIMENT: translate("Status", "Waiting for the sentiment"),
                TRANSLATION: translate("Status", "Waiting for the translation"),
            }[running]
        if self._model.state is ModelState.LOADING:
            return translate("Status", "Waiting for {model}, {percent} loaded").format(
                model=name_of_file(self._model.path), percent=numbers.percent(self._model.fraction)
            )
        return translate("Status", "Waiting for the model")

    def _model_words(self, tab: _TabState) -> str:
        state, path = self._model.state, self._model.path
        if state is ModelState.LOADING:
            return translate("Status", "Loading {model}, {percent}").format(
                model=name_of_file(path), percent=numbers.percent(self._model.fraction)
            )
        if not self._heard_of_model:
            return translate("Status", "Starting")
        if tab.outcome and not (state is ModelState.NONE and self._model.why in _TOLD):
            return tab.outcome
        if state is ModelState.READY and self._model.info:
            return translate("Status", "Ready")
        if state is ModelState.FAILED or not path:
            return translate("Status", "No model is open")
        return _unloaded_words(self._model.why)


def _unloaded_words(why: UnloadReason | None) -> str:
    if why is UnloadReason.PRESSURE:
        return translate("Status", "Memory is short: unloaded for now")
    if why is UnloadReason.IDLE:
        return translate("Status", "Unloaded after a while without use")
    if why is UnloadReason.ROOM:
        return translate("Status", "Unloaded to make room for another")
    if why is UnloadReason.ASKED:
        return translate("Status", "Unloaded until the next request")
    return translate("Status", "Loads with the next request")  # it may never have been in memory


def _other_words(owner: str) -> str:
    return {
        PROMPT: translate("Status", "The prompt is being answered"),
        SENTIMENT: translate("Status", "The sentiment is being judged"),
        TRANSLATION: translate("Status", "The translation is being written"),
    }[owner]


def _outcome(event: JobChanged) -> str:
    if event.state is JobState.FAILED:
        return ""
    from desktop_lm.ui import job_words

    if event.state is JobState.STOPPED:
        return job_words.stopped(event.result)
    return job_words.finished(event.result)


def model_words(event: ModelChanged) -> str:
    """Name and quantisation of what is loaded; "" where nothing is."""
    if event.info is None:
        return ""
    return f"{name_of(event.info)} · {event.info.quantisation}"
