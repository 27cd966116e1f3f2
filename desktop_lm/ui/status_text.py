"""What the status line says, in words: one sentence for the tab that is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState, ModelChanged, ModelState
from desktop_lm.messages import StopReason
from desktop_lm.tasks.prompt import PromptRead, PromptResult, TextAdded
from desktop_lm.tasks.sentiment import SentencesScored, SentimentResult, TextScored
from desktop_lm.tasks.translation import SegmentDone, TranslationResult
from desktop_lm.ui import numbers
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION
from desktop_lm.ui.model_names import name_of, name_of_file

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Status:
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
            if event.state is ModelState.FAILED and self._model.info:
                return  # another file was refused; the loaded model stays
            self._model = event
        elif isinstance(event, JobChanged):
            self._job_changed(self._tabs[event.owner], event)
        elif isinstance(event, JobOutput):
            tab = self._tabs[event.owner]
            if isinstance(event.update, SentencesScored):
                tab.sentences += len(event.update.sentences)
            tab.progress = _progress(event.update, tab) or tab.progress

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
            tab.current, tab.stopping, tab.sentences = event.job, False, 0
            tab.progress = translate("Status", "Reading the text")
        elif event.state is JobState.STOPPING:
            tab.stopping = True
        elif event.job == tab.current or not tab.current:
            tab.current = 0
            tab.outcome = _outcome(event)

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
        if tab.outcome:
            return tab.outcome
        if state is ModelState.READY and self._model.info:
            return translate("Status", "Ready")
        if state is ModelState.FAILED or not path:
            return translate("Status", "No model is open")
        return translate("Status", "Unloaded until the next request")


def _other_words(owner: str) -> str:
    return {
        PROMPT: translate("Status", "The prompt is being answered"),
        SENTIMENT: translate("Status", "The sentiment is being judged"),
        TRANSLATION: translate("Status", "The translation is being written"),
    }[owner]


@singledispatch
def _progress(update: object, tab: _TabState) -> str:
    """Words for an update of a task; "" where it changes nothing."""
    del update, tab
    return ""


@_progress.register
def _(update: PromptRead, _tab: _TabState) -> str:
    if not update.total:
        return ""
    return translate("Status", "Reading the prompt, {percent}").format(
        percent=numbers.percent(update.done / update.total)
    )


@_progress.register
def _(update: TextAdded, _tab: _TabState) -> str:
    if not update.tokens_per_second:
        return translate("Status", "Writing")
    return translate("Status", "Writing, {rate} tokens/s").format(
        rate=numbers.rate(update.tokens_per_second)
    )


@_progress.register
def _(_update: TextScored, _tab: _TabState) -> str:
    return translate("Status", "Judging sentence by sentence")


@_progress.register
def _(_update: SentencesScored, tab: _TabState) -> str:
    return translate("Status", "Judging, {count} sentences so far").format(
        count=numbers.whole(tab.sentences)
    )


@_progress.register
def _(update: SegmentDone, _tab: _TabState) -> str:
    return translate("Status", "Translating, part {done} of {total}").format(
        done=numbers.whole(min(update.index + 2, update.total)), total=numbers.whole(update.total)
    )


def _outcome(event: JobChanged) -> str:
    if event.state is JobState.FAILED:
        return ""
    if event.state is JobState.STOPPED:
        return (
            translate("Status", "Stopped. The text so far is kept.")
            if event.result
            else translate("Status", "Stopped.")
        )
    return _finished(event.result)


@singledispatch
def _finished(result: object) -> str:
    """Words for a job that came to its end."""
    del result
    return translate("Status", "Finished")


@_finished.register
def _(result: PromptResult) -> str:
    if result.stop_reason is StopReason.CONTEXT:
        return translate("Status", "The context is full. The text so far is kept.")
    if not result.tokens_per_second:
        return translate("Status", "Finished")
    return translate("Status", "Finished: {tokens} tokens, {rate} tokens/s").format(
        tokens=numbers.whole(result.tokens), rate=numbers.rate(result.tokens_per_second)
    )


@_finished.register
def _(result: SentimentResult) -> str:
    sentences = sum(len(text.sentences) for text in result.results)
    if sentences > 1:
        return translate("Status", "Finished: {count} sentences").format(
            count=numbers.whole(sentences)
        )
    return translate("Status", "Finished")


@_finished.register
def _(result: TranslationResult) -> str:
    if len(result.segments) > 1:
        return translate("Status", "Finished: {count} parts").format(
            count=numbers.whole(len(result.segments))
        )
    return translate("Status", "Finished")


def model_words(event: ModelChanged) -> str:
    """Name and quantisation of what is loaded; "" where nothing is."""
    if event.info is None:
        return ""
    return f"{name_of(event.info)} · {event.info.quantisation}"
