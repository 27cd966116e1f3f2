"""Questions about documents and their summaries, with the engine played."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    Reply,
    Request,
    Sampling,
    StopReason,
    Trace,
)
from desktop_lm.tasks.answering import answer_task
from desktop_lm.tasks.document.extract import DocumentExtractTask
from desktop_lm.tasks.document.question import DocumentQuestionTask, SourcesRead
from desktop_lm.tasks.document.summary import DocumentSummaryTask, PartBegun, SentencesDoubted
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask, TextAdded
from desktop_lm.tasks.prompt.receipt import differences, from_json, requests_of, same_tokens
from desktop_lm.tasks.prompt.replay import ReplayTask
from desktop_lm.tasks.source import Source
from tests.support import known_answers
from tests.tasks.driving import MODEL, answered, done, play, prompt_text

LARGE = replace(MODEL, info=replace(MODEL.info, parameters=7_000_000_000))
SMALL = replace(MODEL, info=replace(MODEL.info, n_ctx=1024))
SOURCES = tuple(Source(name, text) for name, text in known_answers.texts().items())


class Engine:
    """Counts four characters to a token and answers as told; remembers the prompts."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self._answer = answer
        self.prompts: list[str] = []

    def __call__(self, request: Request) -> Iterable[Reply]:
        if isinstance(request, Count):
            return [Counted(request.id, sum(len(part.text) for part in request.parts) // 4)]
        assert isinstance(request, Generate)
        self.prompts.append(prompt_text(request))
        return answered(request, *re.findall(r"\S+\s*", self._answer(self.prompts[-1])))


def test_a_short_document_goes_in_whole() -> None:
    engine = Engine(lambda _prompt: "Yes.")
    given = PromptInput("Is it so?", sources=(Source("a.txt", "It is so."),))
    updates = play(answer_task(MODEL, given), engine)
    assert SourcesRead(given.sources) in updates
    assert engine.prompts[0].index("It is so.") < engine.prompts[0].index("Is it so?")


@pytest.mark.parametrize(
    ("parameters", "text", "whole"),
    [
        (135_000_000, "Who designed the stone tower?", False),
        (135_000_000, "Rewrite it.", True),
        (7_000_000_000, "Who designed the stone tower?", True),
    ],
)
def test_a_small_model_is_asked_about_passages_though_all_would_fit(
    parameters: int, text: str, whole: bool
) -> None:
    model = replace(MODEL, info=replace(MODEL.info, parameters=parameters))
    given = PromptInput(text, sources=SOURCES[:1])
    updates = play(DocumentQuestionTask(model, given), Engine(lambda _prompt: "Yes."))
    read = next(update for update in updates if isinstance(update, SourcesRead))
    assert read.whole is whole


def test_of_a_long_document_the_passages_are_read_that_fit() -> None:
    engine = Engine(lambda _prompt: "Marta Lindqvist designed the stone tower.")
    given = PromptInput("Who designed the stone tower?", sources=SOURCES)
    task = DocumentQuestionTask(SMALL, given)
    read = next(update for update in play(task, engine) if isinstance(update, SourcesRead))
    assert not read.whole
    assert 1 <= len(read.passages) < read.total
    assert "Lindqvist" in read.passages[0].text
    assert "Lindqvist" in engine.prompts[0]
    assert "sourdough" not in engine.prompts[0]
    assert len(engine.prompts[0]) / 4 < 1024 - 256


def test_what_comes_on_every_page_is_read_once() -> None:
    text = "\n\n".join(f"The tower has a lamp, page {n}." + " More words." * 30 for n in range(9))
    given = PromptInput("What has the tower?", sources=(Source("a.txt", text),))
    updates = play(DocumentQuestionTask(SMALL, given), Engine(lambda _prompt: "A lamp."))
    read = next(update for update in updates if isinstance(update, SourcesRead))
    assert len(read.passages) == 1


def test_the_answer_names_its_passages_as_it_streams() -> None:
    engine = Engine(lambda _prompt: "Marta Lindqvist designed the stone tower.")
    task = DocumentQuestionTask(SMALL, PromptInput("Who designed the tower?", sources=SOURCES))
    updates = play(task, engine)
    shown = "".join(update.text for update in updates if isinstance(update, TextAdded))
    assert shown == task.result().text
    assert shown.endswith("[1].")


@pytest.mark.parametrize(
    "form", [{"schema": "{}"}, {"sampling": Sampling(grammar='root ::= "{" [^{}]* "}"')}]
)
def test_an_answer_in_json_stays_json(form: dict[str, Any]) -> None:
    answer = '{"who": "Marta Lindqvist designed the stone tower."}'
    given = PromptInput("Who designed the tower?", sources=SOURCES, **form)
    task = DocumentQuestionTask(SMALL, given)
    play(task, Engine(lambda _prompt: answer))
    assert task.result().text == answer


def test_a_summary_is_text_whatever_form_answers_have() -> None:
    asked: list[Generate] = []

    def answer(request: Request) -> Iterable[Reply]:
        if isinstance(request, Generate):
            asked.append(request)
        return Engine(lambda _prompt: "A tower stands there.")(request)

    given = PromptInput("Summarise", sampling=Sampling(grammar="(" * 200_000), sources=SOURCES)
    play(DocumentSummaryTask(LARGE, given), answer)
    assert [request.sampling.grammar for request in asked] == [""]


def test_a_later_question_still_sees_the_document() -> None:
    engine = Engine(lambda _prompt: "Yes.")
    turn = Turn("What is it?", "A text.", (Source("a.txt", "It is so."),))
    play(answer_task(MODEL, PromptInput("Is it so?", turns=(turn,))), engine)
    prompt = engine.prompts[0]
    assert prompt.index("It is so.") < prompt.index("A text.") < prompt.index("Is it so?")


def test_without_documents_it_is_a_plain_prompt() -> None:
    assert isinstance(answer_task(MODEL, PromptInput("Hello")), PromptTask)


def test_a_blank_question_is_refused() -> None:
    with pytest.raises(AppError) as caught:
        play(answer_task(MODEL, PromptInput(" ", sources=SOURCES)), Engine(str))
    assert caught.value.code is Code.EMPTY_TEXT


def test_a_question_without_a_word_of_the_document_reads_its_beginning() -> None:
    given = PromptInput("Quid novi?", sources=SOURCES)
    updates = play(DocumentQuestionTask(SMALL, given), Engine(lambda _prompt: "Nihil."))
    read = next(update for update in updates if isinstance(update, SourcesRead))
    assert read.passages[0].start == 0


def test_a_short_document_is_summarised_at_once() -> None:
    engine = Engine(lambda _prompt: "It is so.")
    given = PromptInput("Sum it up.", sources=(Source("a.txt", "It is so."),), summarise=True)
    task = answer_task(LARGE, given)
    updates = play(task, engine)
    assert len(engine.prompts) == 1
    assert not any(isinstance(update, PartBegun) for update in updates)
    assert isinstance(result := task.result(), PromptResult)
    assert result.text.split() == ["It", "is", "so."]


def _summaries(prompt: str) -> str:
    return "Whole." if "Sum it up." in prompt else "Part."


def test_a_long_document_is_summarised_part_by_part_and_then_together() -> None:
    engine = Engine(_summaries)
    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    task = DocumentSummaryTask(SMALL, given)
    updates = play(task, engine)
    begun = [update for update in updates if isinstance(update, PartBegun)]
    parts = [part for part in begun if part.level == 0]
    assert [part.number for part in parts] == list(range(1, parts[0].total + 1))
    read = "".join(part.passage.text for part in parts if part.passage)
    for source in SOURCES:
        assert "".join(source.text.split()) in "".join(read.split())
    text = task.result().text
    assert text.count("Part.") == len(parts)
    assert text.rstrip().endswith("Whole.")
    assert text == "".join(update.text for update in updates if isinstance(update, TextAdded))


def test_a_summary_that_was_broken_off_goes_on_behind_its_last_whole_part() -> None:
    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    whole = DocumentSummaryTask(SMALL, given)
    play(whole, Engine(_summaries))
    begun = whole.result().text[: whole.result().text.index("**3/") + 9]
    engine = Engine(_summaries)
    task = DocumentSummaryTask(SMALL, replace(given, begun=begun))
    begins = [update for update in play(task, engine) if isinstance(update, PartBegun)]
    assert begins[0].number == 3
    assert task.result().text.lstrip().startswith("**3/")
    assert "Part.\n\nPart.\n\nPart." in engine.prompts[-1]  # the first two among them


def test_summaries_that_are_too_long_together_are_summarised_again() -> None:
    engine = Engine(lambda prompt: _summaries(prompt) + "x" * 500)
    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    begun = [
        update
        for update in play(DocumentSummaryTask(SMALL, given), engine)
        if isinstance(update, PartBegun)
    ]
    assert {update.level for update in begun} >= {0, 1, 2}


def test_what_was_summarised_stays_when_it_is_stopped() -> None:
    task = DocumentSummaryTask(SMALL, PromptInput("Sum it up.", sources=SOURCES, summarise=True))
    for number in range(1, 4):
        request = task.next_request(number)
        assert request is not None
        stopped = number == 3
        replies = (
            [done(request, reason=StopReason.CANCELLED)]
            if stopped
            else Engine(lambda _prompt: "Part.")(request)
        )
        for reply in replies:
            list(task.feed(reply))
    assert task.result().text.count("Part.") >= 1
    assert task.result().stop_reason is StopReason.CANCELLED


def test_a_small_model_is_not_asked_for_a_summary_it_would_invent() -> None:
    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    engine = Engine(lambda _prompt: "Invented.")
    task = answer_task(MODEL, given)
    assert isinstance(task, DocumentExtractTask)
    updates = play(task, engine)
    assert engine.prompts == []
    [read] = [update for update in updates if isinstance(update, SourcesRead)]
    assert read.sentences
    assert 4 <= len(read.passages) <= 8 < read.total
    assert {passage.source for passage in read.passages} == {0, 1, 2}  # from all of the text
    for passage in read.passages:
        assert SOURCES[passage.source].text[passage.start : passage.end] == passage.text
    lines = task.result().text.split("\n\n")
    assert [line.rpartition(" [")[2] for line in lines] == [
        f"{n}]" for n in range(1, len(lines) + 1)
    ]
    assert isinstance(answer_task(LARGE, given), DocumentSummaryTask)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("北京在下雪。孩子们在外面玩。老师在教室里看书。雪下了一整天。", "北京在下雪。"),
        ("One line without an end", "One line without an end"),
    ],
)
def test_any_text_has_sentences_to_show(text: str, said: str) -> None:
    task = DocumentExtractTask(MODEL, PromptInput("x", sources=(Source("a", text),)))
    play(task, Engine(str))
    assert task.result().text.startswith(f"{said} [1]")


def test_of_a_text_without_words_there_is_no_summary() -> None:
    with pytest.raises(AppError) as caught:
        play(DocumentExtractTask(MODEL, PromptInput("x", sources=(Source("a", " "),))), Engine(str))
    assert caught.value.code is Code.EMPTY_TEXT


def test_sentences_of_a_summary_that_the_text_does_not_bear_out_are_marked() -> None:
    given = PromptInput("Sum it up.", sources=SOURCES[:1], summarise=True)
    said = (
        "The first lamp in the stone tower burned rapeseed oil. It had 77 keepers. "
        "Dragons guarded the treasure beneath a frozen waterfall. Yes."
    )
    task = answer_task(LARGE, given)
    assert isinstance(task, DocumentSummaryTask)
    updates = play(task, Engine(lambda _prompt: said))
    assert task.result().text == (
        "The first lamp in the stone tower burned rapeseed oil. It had 77 keepers (?). "
        "Dragons guarded the treasure beneath a frozen waterfall (?). Yes."
    )
    assert updates[-1] == SentencesDoubted(2)


def test_marks_do_not_go_into_the_summary_of_the_parts() -> None:
    engine = Engine(lambda prompt: _summaries(prompt) + " Dragons guarded 99 treasures.")
    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    task = DocumentSummaryTask(SMALL, given)
    play(task, engine)
    assert "(?)" in task.result().text
    assert not any("(?)" in prompt for prompt in engine.prompts)


def test_the_receipt_of_a_summary_has_all_its_parts_and_they_come_again() -> None:
    def traced(request: Request, engine: Engine) -> Iterable[Reply]:
        for reply in engine(request):
            if isinstance(reply, Done):
                ids = tuple(map(ord, engine.prompts[-1][:4]))
                trace = Trace(prompt_ids=ids, batches=((len(ids), 1),))
                yield replace(reply, token_ids=(len(engine.prompts),), trace=trace)
            else:
                yield reply

    given = PromptInput("Sum it up.", sources=SOURCES, summarise=True)
    task, first = DocumentSummaryTask(SMALL, given), Engine(_summaries)
    play(task, lambda request: traced(request, first))
    receipt = task.result().receipt
    assert receipt is not None
    receipt = from_json(json.loads(json.dumps(receipt.to_json())))
    assert len(requests_of(receipt)) == len(first.prompts) > 3

    again, second = ReplayTask(SMALL, receipt), Engine(_summaries)
    play(again, lambda request: traced(request, second))
    assert second.prompts == first.prompts
    now = again.result()
    assert now is not None
    assert same_tokens(receipt, now)
    assert differences(receipt, now) == ()

    other = replace(now, earlier=(replace(now.earlier[0], token_ids=(99,)), *now.earlier[1:]))
    assert not same_tokens(receipt, other)
    assert [each.what for each in differences(receipt, other)] == ["answer"]
    assert not same_tokens(receipt, replace(now, earlier=()))
