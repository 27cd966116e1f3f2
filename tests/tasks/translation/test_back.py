"""Each segment's translation goes back, and what it says otherwise is marked."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_lm.messages import Completion, GenerateMany, Reply, Request, StopReason
from desktop_lm.tasks.text.word_difference import Change
from desktop_lm.tasks.translation.back import BackInput, BackTranslated, BackTranslationTask
from desktop_lm.tasks.translation.prompt import Direction, SegmentPair
from tests.tasks.driving import MODEL, done, play

BACK = {"Le chat dort.": "The cat sleeps.", "Il pleut.": "It is raining hard."}


def answer(request: Request) -> Iterator[Reply]:
    assert isinstance(request, GenerateMany)
    prompt = "".join(part.text for part in request.prefix)
    assert "from French to English" in prompt
    for index, item in reversed(list(enumerate(request.items))):
        text = next(back for french, back in BACK.items() if item[0].text.startswith(french))
        yield Completion(
            id=request.id,
            index=index,
            text=text,
            ends=(len(text),),
            probabilities=(0.9,),
            stop_reason=StopReason.END,
        )
    yield done(request)


def test_translations_go_back_and_are_compared_with_their_sources() -> None:
    pairs = (
        SegmentPair("The cat sleeps.", "Le chat dort."),
        SegmentPair("It is raining.", "Il pleut."),
    )
    task = BackTranslationTask(MODEL, BackInput(pairs, Direction("en", "fr")))

    updates = play(task, answer)

    first, second = task.result()
    assert sorted(u.index for u in updates if isinstance(u, BackTranslated)) == [0, 1]
    assert (first.text, first.difference.same) == ("The cat sleeps.", 1)
    assert second.text == "It is raining hard."
    (same, missing) = second.difference.second
    assert second.text[missing.start : missing.end] == "hard"
    assert (same.change, missing.change) == (Change.SAME, Change.MISSING)
