"""The prompt task: one request, and an account of the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Count,
    Counted,
    Generate,
    Inspect,
    Inspected,
    PromptPart,
    PromptProgress,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
    TokenView,
)
from desktop_lm.tasks.prompt.context_fit import ContextFit, Turn
from desktop_lm.tasks.prompt.prompt import (
    PromptInput,
    PromptRead,
    PromptTask,
    TextAdded,
    TokensSeen,
)
from desktop_lm.tasks.task import Notice
from tests.tasks.driving import MODEL, answered, done, play, prompt_text


def test_the_request_carries_what_was_asked() -> None:
    given = PromptInput("Why?", "Be brief.", Sampling(seed=5, temperature=0.1), max_tokens=7)
    request = PromptTask(MODEL, given).next_request(3)
    assert isinstance(request, Generate)
    assert (request.id, request.max_tokens, request.sampling) == (3, 7, given.sampling)
    assert prompt_text(request).index("Be brief.") < prompt_text(request).index("Why?")


def test_updates_tell_the_answer_and_the_result_sums_it_up() -> None:
    task = PromptTask(MODEL, PromptInput("Why?"))
    updates = play(
        task, lambda request: [PromptProgress(request.id, 10, 10, 4), *answered(request, "a", "b")]
    )
    assert PromptRead(10, 10, 4) in updates
    assert [u.text for u in updates if isinstance(u, TextAdded)] == ["a", "b"]
    result = task.result()
    assert (result.text, result.tokens, result.context_used) == ("ab", 2, 12)
    assert result.tokens_per_second == pytest.approx(50)
    assert result.stop_reason is StopReason.END


@pytest.mark.parametrize(
    ("tokens", "reason", "rate"),
    [
        (1, StopReason.LENGTH, 0),  # it came of the prompt: nothing tells how fast the next would
        (2, StopReason.LENGTH, 25),
        (50, StopReason.STOP_STRING, 49),
        (1, StopReason.END, 50),  # and the end was computed as a token is
        (50, StopReason.END, 50),
    ],
)
def test_a_speed_is_that_of_the_tokens_behind_the_first(
    tokens: int, reason: StopReason, rate: float
) -> None:
    task = PromptTask(MODEL, PromptInput("Why?"))
    play(task, lambda request: [Text(request.id, "a", tokens), done(request, tokens, reason)])
    assert task.result().tokens_per_second == pytest.approx(rate)


def test_an_unfinished_answer_is_a_cancelled_one_with_its_text() -> None:
    task = PromptTask(MODEL, PromptInput("Why?"))
    request = task.next_request(1)
    assert request is not None
    list(task.feed(Text(1, "so far", 2)))
    assert task.result().text == "so far"
    assert task.result().stop_reason is StopReason.CANCELLED
    list(task.feed(done(request, 2, StopReason.LENGTH)))
    assert task.result().stop_reason is StopReason.LENGTH


def test_a_schema_becomes_a_grammar_and_an_answer_that_is_not_whole_is_cut_off() -> None:
    task = PromptTask(MODEL, PromptInput("Who?", schema='{"type": "null"}', stop=("END",)))
    request = task.next_request(1)
    assert isinstance(request, Generate)
    assert request.sampling.grammar.startswith("root ::= null\n")
    assert "END" in request.stop
    list(task.feed(done(request, 2, StopReason.END)))
    assert not task.result().cut_off
    list(task.feed(done(request, 2, StopReason.LENGTH)))
    assert task.result().cut_off


def test_a_stop_text_with_half_a_character_is_left_out() -> None:
    request = PromptTask(MODEL, PromptInput("Who?", stop=("a\ud83d", "b"))).next_request(1)
    assert isinstance(request, Generate)
    assert request.stop[-1:] == ("b",)
    assert not any("\ud83d" in stop for stop in request.stop)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (PromptInput("x", schema="{"), Code.SCHEMA_NOT_JSON),
        (PromptInput("x", schema='{"type": 5}'), Code.SCHEMA_INVALID),
        (PromptInput("x", sampling=Sampling(grammar="root")), Code.GRAMMAR_INVALID),
    ],
)
def test_what_no_answer_can_keep_to_is_refused(given: PromptInput, code: Code) -> None:
    with pytest.raises(AppError) as caught:
        PromptTask(MODEL, given).next_request(1)
    assert caught.value.code is code


@pytest.mark.parametrize("text", ["", "  \n\t", "\0\0"])
def test_a_blank_prompt_is_refused(text: str) -> None:
    with pytest.raises(AppError) as caught:
        PromptTask(MODEL, PromptInput(text)).next_request(1)
    assert caught.value.code is Code.EMPTY_TEXT


def test_what_is_no_text_is_replaced_and_said_so() -> None:
    task = PromptTask(MODEL, PromptInput("a\0b\ud800c"))
    updates = play(task, lambda request: answered(request, "x"))
    assert Notice("characters_replaced", (("count", 2),)) in updates
    prompt = prompt_text(PromptTask(MODEL, PromptInput("a\0b\ud800c")).next_request(1))  # type: ignore[arg-type]
    assert "\0" not in prompt
    assert "\ud800" not in prompt


def test_a_model_without_a_template_is_said_to_be_one() -> None:
    updates = play(PromptTask(MODEL, PromptInput("x")), lambda request: answered(request, "y"))
    assert Notice("template_replaced", (("reason", "no_template"),)) in updates


def words_counted(request: Request) -> list[Reply]:
    """An engine that counts a word as a token."""
    if isinstance(request, Count):
        words = "".join(part.text for part in request.parts).split()
        return [Counted(request.id, len(words))]
    return answered(request, "x")


def conversation(turns: int, words: int) -> tuple[Turn, ...]:
    return tuple(Turn(f"prompt{n} " * words, f"answer{n} " * words) for n in range(turns))


def asked(given: PromptInput) -> tuple[Generate, list[object]]:
    task, requests = PromptTask(MODEL, given), []

    def answer(request: Request) -> list[Reply]:
        requests.append(request)
        return words_counted(request)

    updates = play(task, answer)
    (request,) = [request for request in requests if isinstance(request, Generate)]
    return request, updates


def test_a_conversation_goes_to_the_model_in_its_order() -> None:
    request, updates = asked(PromptInput("And now?", turns=conversation(2, 1)))
    text = prompt_text(request)
    places = [text.index(word) for word in ("prompt0", "answer0", "prompt1", "answer1", "And now")]
    assert places == sorted(places)
    assert not [update for update in updates if getattr(update, "code", "") == "turns_left_out"]


def test_the_oldest_turns_are_left_out_and_said_so() -> None:
    request, updates = asked(PromptInput("And now?", turns=conversation(20, 200)))
    text = prompt_text(request)
    assert "And now?" in text
    assert "prompt19" in text
    assert "prompt0 " not in text
    left = sum(f"prompt{number} " not in text for number in range(20))
    assert Notice("turns_left_out", (("count", left),)) in updates
    # No more than needed: what is kept takes most of the room that the answer leaves.
    assert len(text.split()) > MODEL.info.n_ctx / 2


def test_an_answer_goes_on_where_it_ended() -> None:
    request, _ = asked(PromptInput("Why?", begun="Because <|im_end|>"))
    assert request.parts[-1].text == "Because <|im_end|>"
    assert not request.parts[-1].special


def test_a_prompt_too_long_by_itself_is_the_engines_to_refuse() -> None:
    request, _ = asked(PromptInput("word " * 5000, turns=conversation(3, 10)))
    assert "prompt2" not in prompt_text(request)


@given(
    sizes=st.lists(st.integers(0, 3000), max_size=30),
    newest=st.integers(1, 6000),
    n_ctx=st.integers(64, 4096),
    per_token=st.floats(0.5, 6),
)
def test_what_is_kept_fits_or_is_nothing(
    sizes: list[int], newest: int, n_ctx: int, per_token: float
) -> None:
    fit = ContextFit([Turn("p" * size, "") for size in sizes], n_ctx, max_tokens=512)

    def tokens() -> int:
        return round((newest + sum(len(turn.prompt) for turn in fit.kept)) / per_token)

    counts = 1
    while not fit.fits(tokens(), "n" * newest):
        counts += 1
    assert not fit.kept or tokens() <= n_ctx
    assert fit.kept == tuple(Turn("p" * size, "") for size in sizes)[fit.left_out :]
    assert counts <= len(sizes) + 1


def test_alternatives_are_asked_for_and_told_and_the_answer_begins_with_given_tokens() -> None:
    begun = (PromptPart("Be", ids=(4,)), PromptPart("cause", ids=(9,)))
    given = PromptInput("Why?", begun="Because", begun_tokens=begun, alternatives=3)
    view = TokenView(12, " it", 0.5, ())
    task = PromptTask(MODEL, given)
    updates = play(task, lambda request: [Inspected(request.id, (view,)), done(request)])
    assert TokensSeen((view,)) in updates
    request = PromptTask(MODEL, given).next_request(1)
    assert isinstance(request, Inspect)
    assert (request.alternatives, request.begun_parts) == (3, 2)
    assert request.parts[-2:] == begun
    assert not isinstance(PromptTask(MODEL, PromptInput("Why?")).next_request(1), Inspect)
