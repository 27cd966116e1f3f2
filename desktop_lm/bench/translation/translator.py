"""Texts through a session's model in the three ways that are compared."""

from __future__ import annotations

from desktop_lm.cli.session import Session
from desktop_lm.messages import Sampling
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation.many_segments import (
    ManySegments,
    ManyTranslated,
    Translated,
    TranslationManyTask,
)
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.prompt import (
    AS_THE_MODEL_WANTS,
    Direction,
    most_tokens,
    prompt_for,
)
from desktop_lm.tasks.translation.text import CutText

OWNER = "translation"
_GREEDY = Sampling(temperature=0, repeat_penalty=1)


class Translator:
    """Translates texts on a session's model, in one direction, with so many ``beams``; once it
    has translated, these are those that the model wanted."""

    def __init__(
        self, session: Session, direction: Direction, beams: int = AS_THE_MODEL_WANTS
    ) -> None:
        self._session = session
        self._direction = direction
        self.beams = beams
        self.chats = False  # once it has translated: whether the model is one to talk with

    def translate(self, texts: tuple[str, ...]) -> tuple[list[str], list[list[Translated]]]:
        """All texts in shared batches, and how each one's segments came out. Raises JobFailed,
        Interrupted."""
        cuts = [CutText(t, self._direction.source, self._direction.target) for t in texts]
        segments = tuple(segment for cut in cuts for segment in cut.segments)
        given = ManySegments(segments, self._direction, self.beams)
        found: dict[int, Translated] = {}

        def take(update: object) -> None:
            if isinstance(update, Translated):
                found[update.index] = update

        if segments:

            def make(model: LoadedModel) -> TranslationManyTask:
                self.chats = prompt_for(model, self._direction).chats
                return TranslationManyTask(model, given)

            result = self._session.run(OWNER, make, take)
            assert isinstance(result, ManyTranslated)
            self.beams = result.beams
        ordered = iter(found[index] for index in range(len(segments)))
        done = [[next(ordered) for _ in cut.segments] for cut in cuts]
        written = [
            cut.joined([one.text for one in own]) for cut, own in zip(cuts, done, strict=True)
        ]
        return written, done

    def translate_one_by_one(self, texts: tuple[str, ...]) -> None:
        """Each text as a job of its own, segment by segment. Raises JobFailed, Interrupted."""
        source, target = self._direction.source, self._direction.target
        for text in texts:
            given = TranslationInput(text, source, target, context_pairs=0, beams=self.beams)

            def make(model: LoadedModel, given: TranslationInput = given) -> TranslationTask:
                return TranslationTask(model, given)

            self._session.run(OWNER, make, lambda _update: None)

    def ask_one_by_one(self, texts: tuple[str, ...]) -> None:
        """Each text as a question of its own, as it is typed into a chat; an answer may get as long
        as a translation. Raises JobFailed, Interrupted."""
        source, target = (
            BY_CODE[code].english for code in (self._direction.source, self._direction.target)
        )
        for text in texts:
            question = PromptInput(
                f"Translate this text from {source} to {target}. Answer with the translation only."
                f"\n\n{text}",
                sampling=_GREEDY,
                max_tokens=most_tokens(text),
            )

            def make(model: LoadedModel, question: PromptInput = question) -> PromptTask:
                return PromptTask(model, question)

            self._session.run(OWNER, make, lambda _update: None)
