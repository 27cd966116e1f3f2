"""A summary of documents in their own sentences, for models that would invent one.

Asked to summarise, models of under a billion parameters write what the text does not say: the
starter model gave towns, names and figures that stood nowhere in it. So for them the sentences
that say most of what the text is about are looked up, as the passages for a question are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request, StopReason
from desktop_lm.tasks.document.passages import SPACED_ENDS, UNSPACED_ENDS, alike, ranked
from desktop_lm.tasks.document.question import SMALL_MODEL, SourcesRead, sources_of
from desktop_lm.tasks.document.telling_words import telling_words
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, TextAdded
from desktop_lm.tasks.source import Passage, Source
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.segments import sentences

_LEAST, _MOST = 4, 8  # sentences
_ONE_IN = 8  # of a short text's sentences
_SHORTEST, _LONGEST = 20, 400  # characters: a table's rows are longer
# A heading has none.
_END = re.compile(rf"[.\uff0e{SPACED_ENDS}{UNSPACED_ENDS}][\"'”’»)\]」』]*\Z")  # noqa: RUF001
_TELLING_WORDS = 12


def invents(model: LoadedModel) -> bool:
    """Whether a model's own summaries are not to be relied on."""
    return 0 < model.info.parameters < SMALL_MODEL


class DocumentExtractTask:
    """Implements :class:`desktop_lm.tasks.task.Task` without any request: the model is not asked.
    Each sentence is cited, as the passages of an answer are."""

    def __init__(self, _model: LoadedModel, given: PromptInput) -> None:
        self._sources = given.sources or sources_of(given)
        self._text = ""
        self._updates: list[object] = []

    def next_request(self, request_id: int) -> Request | None:
        """No request. Raises AppError(EMPTY_TEXT) where there is no sentence."""
        del request_id
        found = _sentences(self._sources)
        if not found:
            raise AppError(Code.EMPTY_TEXT)
        chosen = telling(found, min(max(len(found) // _ONE_IN, _LEAST), _MOST))
        self._text = "\n\n".join(
            f"{' '.join(each.text.split())} [{number}]" for number, each in enumerate(chosen, 1)
        )
        self._updates = [
            SourcesRead(self._sources, tuple(chosen), len(found), sentences=True),
            TextAdded(self._text, 0, 0.0),
        ]
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        del reply
        return ()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> PromptResult:
        reason = StopReason.END if self._text else StopReason.CANCELLED
        return PromptResult(self._text, stop_reason=reason)


def telling(found: Sequence[Passage], count: int) -> list[Passage]:
    """``count`` of the sentences, in their order, from all parts of the text: in each part the one
    that is found first for the words the whole text is about."""
    order = ranked(found, " ".join(_topics(found)))
    rank = {index: place for place, index in enumerate(order)}
    chosen = [0]  # what a text begins with is usually what it is about
    for part in range(1, count):
        start, end = len(found) * part // count, len(found) * (part + 1) // count
        for index in sorted(range(start, end), key=lambda each: rank.get(each, len(found))):
            if not any(alike(found[index], found[other]) for other in chosen):
                chosen.append(index)
                break
    return [found[index] for index in chosen]


def _topics(found: Sequence[Passage]) -> list[str]:
    """The words that stand in many sentences and not in most: how often, times the square of how
    rare, as in the centroid of their tf-idf vectors."""
    holding = Counter(word for each in found for word in telling_words(each.text))
    weights = {
        word: times * math.log(len(found) / times) ** 2
        for word, times in holding.items()
        if times > 1 and not word.isdigit()
    }
    return sorted(weights, key=lambda word: -weights[word])[:_TELLING_WORDS]


def _sentences(sources: Sequence[Source]) -> list[Passage]:
    every = [
        Passage(index, span.start, span.end, source.text[span.start : span.end])
        for index, source in enumerate(sources)
        for span in sentences(source.text, "en")
    ]
    usual = [
        each for each in every if _SHORTEST <= len(each.text) <= _LONGEST and _END.search(each.text)
    ]
    return usual or every
