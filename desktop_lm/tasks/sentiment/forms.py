"""What the trained classifiers ask: a form, behind which the words' probability is looked at.

A form is read once for each text. All words are read off the same place, so that hundreds cost
next to nothing. A form has solved examples, or is read through an adapter that has learnt from
many more, and then costs a text's own tokens and hardly one besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.messages import ContinuationScore, PromptPart, Score
from desktop_lm.tasks.sentiment.words import WORDS

# Reviews, conversation and plain facts, and the turns that are hard: the last word decides, a
# word is denied, nothing is felt at all.
_EXAMPLES = (
    ("a warm and funny film that stays with you", "good"),
    ("The shop opens at nine on Mondays.", "okay"),
    ("too long , too loud and not half as clever as it thinks it is", "bad"),
    ("It broke after two days and nobody answered.", "bad"),
    ("What a lovely surprise, thank you!", "good"),
    ("the story follows two brothers who run a hotel", "okay"),
    ("never dull , often touching , and beautifully acted", "good"),
    ("for all its talent , the picture goes nowhere", "bad"),
    ("He took the bus to work.", "okay"),
    ("You have no idea what you are talking about.", "bad"),
    ("It may be slow at first, but it is well worth the wait.", "good"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """``examples`` are the same for all texts; a text stands between ``before`` and ``after``.

    One that is ``adapted`` says nothing without the adapter that was trained for it, and has
    another name when that is trained anew: what was learnt behind the old one is void then.
    """

    name: str
    examples: str
    before: str
    after: str
    adapted: bool = False

    def request(
        self,
        request_id: int,
        texts: Sequence[str],
        words: tuple[str, ...] = WORDS,
        *,
        adapter: str = "",
    ) -> Score:
        """The words' log-probabilities behind each text, where the form is adapted read through
        the file ``adapter``."""
        return Score(
            id=request_id,
            prefix=(PromptPart(self.examples + self.before),),
            items=tuple((PromptPart(text + self.after),) for text in texts),
            continuations=words,
            slot="sentiment " + self.name,
            first_token=True,  # some vocabularies spell some of the words out
            adapter=adapter if self.adapted else "",
        )


def features(row: Sequence[ContinuationScore]) -> list[float]:
    """The words' log-probabilities over their mean: what the words share says nothing."""
    values = [score.logprob / score.tokens for score in row]
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def _solved(shape: str, words: dict[str, str]) -> str:
    return "".join(shape.format(text=text, word=words[word]) + "\n\n" for text, word in _EXAMPLES)


# Read behind the text of a form that is adapted: one token, so that reading a text costs little
# more than the text.
ADAPTED = Form("adapted 2", examples="", before="Text: ", after=" =>", adapted=True)
VERDICT = "verdict"  # what is asked of models without an adapter

FORMS = {
    form.name: form
    for form in (
        ADAPTED,
        Form(
            VERDICT,
            _solved("Text: {text}\nSentiment: {word}", {w: w for w in ("good", "okay", "bad")}),
            "Text: ",
            "\nSentiment:",
        ),
        Form(
            "writer",
            _solved(
                "Comment: {text}\nThe writer is {word}.",
                {"good": "happy", "okay": "calm", "bad": "angry"},
            ),
            "Comment: ",
            "\nThe writer is",
        ),
    )
}
