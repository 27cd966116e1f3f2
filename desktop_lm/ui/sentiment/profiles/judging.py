"""Tasks that judge by a profile, which is looked up where the model is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_lm.jobs.job import TaskFactory
    from desktop_lm.tasks.sentiment.head import Head
    from desktop_lm.tasks.sentiment.why import WhyTask
    from desktop_lm.tasks.task import LoadedModel, Task


def judging(text: str, profile: str) -> TaskFactory:
    """Judges ``text`` and its sentences. The task fails with an AppError where there is no such
    profile, or it is for another model."""

    def make(model: LoadedModel) -> Task:
        from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask

        head = _head(profile, model)
        return SentimentTask(model, SentimentInput((text,), by_sentence=True, profile=head))

    return make


def explaining(model: LoadedModel, text: str, profile: str) -> WhyTask:
    """Tells why ``text`` got its verdict."""
    from desktop_lm.tasks.sentiment.why import WhyInput, WhyTask

    return WhyTask(model, WhyInput(text, _head(profile, model)))


def _head(profile: str, model: LoadedModel) -> Head | None:
    if not profile:
        return None
    from desktop_lm import bootstrap

    return bootstrap.profile_head(profile, model.info.path)
