"""The jobs of the Translation tab: the newest counts, and it goes on from what there is."""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.tasks.translation.known import KnownTranslations
from desktop_lm.tasks.translation.one_text import TranslationTask
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.translation.sheet.asked import Asked, KnownParts
from desktop_lm.ui.translation.sheet.translated import Translated

Remember = Callable[[Asked, KnownParts, bool], KnownTranslations]


class Runs:
    """``submit`` hands a translation in, to run on the model of ``model_owner``; what comes of it
    goes to ``translated``. ``remembered`` adds what was translated before, or of it only what a
    person wrote."""

    def __init__(
        self,
        jobs: TabJobs,
        translated: Translated,
        model_owner: Callable[[], str],
        remembered: Remember = lambda _asked, here, _by_hand: here,
    ) -> None:
        self._jobs = jobs
        self._translated = translated
        self._asked: dict[int, tuple[Asked, KnownParts]] = {}
        self._begun = 0
        self._is_new = False  # something came in this batch
        self._put_off: Asked | None = None
        self._model_owner = model_owner
        self._remembered = remembered

    def is_asked(self, asked: Asked) -> bool:
        """Whether this very thing is on its way."""
        return any(asked == other for other, _known in self._asked.values())

    @property
    def is_busy(self) -> bool:
        """Whether anything is on its way."""
        return bool(self._asked)

    def known(self, asked: Asked) -> KnownTranslations:
        """What need not be translated for this: what stands on the pane and what is remembered."""
        here = self._translated.known_for(asked)
        return self._remembered(asked, here, False)

    def submit(self, asked: Asked, known: KnownParts | None = None) -> None:
        """Translate this but for what is ``known``: what stands on the pane, if nothing else is
        named, and what is remembered: of a person only, if it is wanted anew. What is being
        translated stops, and its parts so far are used."""
        self._put_off = None
        if self._jobs.current in self._asked:
            self._jobs.cancel(self._jobs.current)
        all_known: KnownTranslations | None = known
        if known is None:
            is_anew = self._translated.is_done(asked)
            known = self._translated.known_for(asked)
            all_known = self._remembered(asked, known, is_anew)
        self._asked[self._hand_in(asked, all_known or known)] = asked, known

    def give_way(self) -> None:
        """Something shorter comes first; :meth:`go_on` takes this up again."""
        for job, (asked, _known) in self._asked.items():
            self._jobs.cancel(job)
            self._put_off = asked

    def put_off_no_more(self) -> None:
        """What gave way is not taken up again."""
        self._put_off = None

    def go_on(self) -> None:
        """Go on with what gave way, unless the text has changed since."""
        asked, self._put_off = self._put_off, None
        if asked is not None and asked.text == self._translated.text:
            self.submit(asked)

    def forget(self) -> None:
        """What is on its way is for nothing."""
        for job in self._asked:
            self._jobs.cancel(job)
        self._asked.clear()
        self._put_off = None
        self._end(complete=False)

    def output(self, job: int, update: object) -> bool:
        """More of a translation. False where the job is none of these."""
        if job not in self._asked:
            return False
        if job != self._begun:
            self._end(complete=False)
            self._begun = job
            self._translated.begin(*self._asked[job])
        self._translated.take(update)
        self._is_new = True
        return True

    def batch_ended(self) -> bool:
        """Show at once all that came; False where nothing did."""
        was_new, self._is_new = self._is_new, False
        if was_new and self._begun:
            self._translated.show_new()
        return was_new

    def job_changed(self, event: JobChanged) -> bool:
        """Whether one of these has come to its end."""
        if not event.state.is_final or event.job not in self._asked:
            return False
        del self._asked[event.job]
        if event.job == self._begun:
            self._end(complete=event.state is JobState.DONE)
        return True

    def _hand_in(self, asked: Asked, known: KnownTranslations) -> int:
        given = asked.given(known)
        return self._jobs.submit(lambda model: TranslationTask(model, given), self._model_owner())

    def _end(self, *, complete: bool) -> None:
        if self._begun:
            self._begun, self._is_new = 0, False
            self._translated.end(complete=complete)
