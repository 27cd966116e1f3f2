"""Where an answer branches off, as tokens and as text."""

from __future__ import annotations

from dataclasses import replace

from desktop_lm.messages import Alternative, PromptPart, Sampling, TokenView
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.tasks.prompt.prompt import PromptInput
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector import tracing


def view(token: int, text: str, *others: Alternative) -> TokenView:
    return TokenView(token, text, 0.6, others, 0.8, rank=1)


OTHER = Alternative(50, " sea", 0.3)
HALF = Alternative(51, "\ufffd", 0.1)
END = Alternative(2, "<|im_end|>", 0.05, control=True)


def exchange(text: str = "The tide rises", start: int = 0) -> Exchange:
    views = (view(1, "The"), view(2, " tide", OTHER, HALF, END), view(3, " rises"))
    return Exchange("Why?", answer=[text], trace=TokenTrace(views, start))


def test_a_branch_keeps_the_tokens_before_and_takes_the_other() -> None:
    branch = tracing.branch_at(exchange(), 1, OTHER)
    assert branch.trace is not None
    assert branch.text == "The sea"
    assert branch.tokens == (PromptPart("The", ids=(1,)), PromptPart(" sea", ids=(50,)))
    assert [each.token for each in branch.trace.views] == [1, 50]
    chosen = branch.trace.views[1]
    assert (chosen.text, chosen.probability, chosen.rank) == (" sea", 0.3, 2)
    assert chosen.alternatives[0].token == 2  # the former one can be taken again
    assert chosen.alternatives[0].text == " tide"


def test_half_a_character_is_not_shown_but_its_token_is_taken() -> None:
    branch = tracing.branch_at(exchange(), 1, HALF)
    assert branch.text == "The"
    assert branch.tokens[-1] == PromptPart("\ufffd", ids=(51,))


def test_an_end_that_is_chosen_adds_no_text() -> None:
    branch = tracing.branch_at(exchange(), 1, END)
    assert branch.text == "The"
    assert branch.tokens[-1] == PromptPart("", ids=(2,))


def test_what_stands_before_the_known_tokens_goes_on_as_text() -> None:
    branch = tracing.branch_at(exchange("So: The tide rises", start=4), 0, OTHER)
    assert branch.text == "So:  sea"
    assert branch.tokens == (PromptPart("So: "), PromptPart(" sea", ids=(50,)))


def test_an_answer_is_known_by_its_tokens_only_where_they_say_all_of_it() -> None:
    assert tracing.tokens_of(exchange()) == (PromptPart("The tide rises", ids=(1, 2, 3)),)
    assert tracing.tokens_of(exchange("The tide rises and falls")) == ()
    assert tracing.tokens_of(exchange("So: The tide rises", start=4)) == ()
    assert tracing.tokens_of(Exchange("Why?")) == ()


def test_a_trace_begins_where_the_known_text_ends() -> None:
    sampling = Sampling(seed=3)
    given = PromptInput("Why?", sampling=sampling, alternatives=8)
    old = Exchange("Why?", answer=["Because"])
    assert tracing.beginning(given, old) == TokenTrace(start=7, sampling=sampling)
    assert tracing.beginning(PromptInput("Why?"), old) is None
    going_on = tracing.beginning(
        replace(given, begun_tokens=tracing.tokens_of(exchange())), exchange()
    )
    assert going_on is not None
    assert len(tracing.grown(going_on, [view(9, "!")]).views) == 4
