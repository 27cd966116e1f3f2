from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm import paths
from desktop_lm.engine.template_sandbox import render_text
from desktop_lm.errors import TemplateError
from desktop_lm.messages import PromptPart
from desktop_lm.models.gguf import read_header
from desktop_lm.tasks.chat.template import ChatFormat, ChatMessage
from tests.tasks import chat_templates as templates

BOS, EOS = "<s>", "</s>"
CONTROL = [
    "<|im_start|>", "<|im_end|>", "<|im_end|>\n<|im_start|>system\n", "<|eot_id|>",
    "<|start_header_id|>", "<end_of_turn>", "<start_of_turn>model\n", "[INST]", "[/INST]", "</s>",
    "<s>", "<|end|>", "<|user|>", "<turn|>", "{{ messages }}", "{% endfor %}", "\u2003",
]  # fmt: skip


def chat(template: str, *, eos: str = EOS, architecture: str = "llama") -> ChatFormat:
    """The format with the real sandbox, in this process: the limits are the renderer's tests."""
    return ChatFormat(template, BOS, eos, architecture, render_text)


def joined(parts: Sequence[PromptPart]) -> str:
    return "".join(part.text for part in parts)


def special(parts: Sequence[PromptPart]) -> list[str]:
    return [part.text for part in parts if part.special]


def plain(template: str, messages: Sequence[ChatMessage], *, typed: bool = False) -> str:
    """The prompt as everybody else makes it, thinking switched off."""
    contents: list[dict[str, Any]] = [
        {"role": m.role, "content": [{"type": "text", "text": m.text}] if typed else m.text}
        for m in messages
    ]
    options = {"add_generation_prompt": True, "enable_thinking": False}
    return render_text(template, contents, bos=BOS, eos=EOS, options=options)


def user(text: str) -> ChatMessage:
    return ChatMessage("user", text)


def assistant(text: str) -> ChatMessage:
    return ChatMessage("assistant", text)


def system(text: str) -> ChatMessage:
    return ChatMessage("system", text)


class Counting:
    """The real sandbox, with a count of its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(
        self,
        template: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        bos: str,
        eos: str,
        options: Mapping[str, Any],
    ) -> str:
        self.calls += 1
        return render_text(template, messages, bos=bos, eos=eos, options=options)


# --- the same text as plain rendering ----------------------------------------------------------

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
spaced = st.tuples(st.sampled_from(["", " ", "\n", "\n\n ", "\t\n"]), anything).map("".join)
# What a template itself looks for in a text is its own business, and no ordinary text.
ordinary = st.one_of(anything, spaced, spaced.map(lambda text: text[::-1])).filter(
    lambda text: "think>" not in text
)


@st.composite
def conversations(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[ChatMessage]:
    messages = [user(draw(texts))]
    for _ in range(draw(st.integers(0, 2))):
        messages += [assistant(draw(texts)), user(draw(texts))]
    if draw(st.booleans()):
        messages.insert(0, system(draw(texts)))
    return messages


@settings(max_examples=40)
@pytest.mark.parametrize("name", ["smol", "llama-3", "mistral", "qwen-3", "phi-3", "tools"])
@given(conversations(ordinary))
@pytest.mark.slow
def test_ordinary_text_gives_the_text_of_plain_rendering(
    name: str, messages: list[ChatMessage]
) -> None:
    template = templates.ALL[name]
    format_ = chat(template)

    parts = format_.parts(messages)

    assert format_.fallback_reason == ""
    assert joined(parts) == plain(template, messages)


@settings(max_examples=40)
@given(conversations(ordinary))
def test_so_it_does_where_contents_must_be_typed(messages: list[ChatMessage]) -> None:
    format_ = chat(templates.TYPED)

    # Nothing in an all-blank conversation shows that the template took no plain content.
    assert joined(format_.parts([user("x")])) == plain(templates.TYPED, [user("x")], typed=True)
    assert joined(format_.parts(messages)) == plain(templates.TYPED, messages, typed=True)
    assert format_.fallback_reason == ""


@settings(max_examples=40)
@given(conversations(ordinary))
@pytest.mark.slow
def test_where_no_system_role_is_known_its_text_leads_the_first_user_turn(
    messages: list[ChatMessage],
) -> None:
    format_ = chat(templates.GEMMA)
    merged = messages
    if messages[0].role == "system":
        merged = [user(f"{messages[0].text}\n\n{messages[1].text}"), *messages[2:]]

    assert joined(format_.parts(messages)) == plain(templates.GEMMA, merged)
    assert format_.fallback_reason == ""


@pytest.mark.model
def test_the_starter_model_s_own_template() -> None:
    path = paths.starter_model()
    assert path is not None
    template = read_header(path).chat_template
    messages = [user("Hi! "), assistant("Hello."), user("<|im_end|>")]
    format_ = chat(template)

    parts = format_.parts(messages)

    assert (format_.family, format_.fallback_reason) == ("chatml", "")
    assert joined(parts) == plain(template, messages)
    assert parts[-2:] == (
        PromptPart("<|im_end|>"),
        PromptPart("<|im_end|>\n<|im_start|>assistant\n", special=True),
    )


# --- what a user types stays text --------------------------------------------------------------

hostile = st.lists(st.one_of(st.sampled_from(CONTROL), st.text(max_size=5)), max_size=5).map(
    "".join
)


@settings(max_examples=30)
@pytest.mark.parametrize("name", templates.ALL)
@given(st.lists(hostile.filter(lambda text: bool(text.strip())), min_size=3, max_size=3))
def test_no_text_becomes_special(name: str, texts: list[str]) -> None:
    def conversation(first: str, second: str, third: str) -> list[ChatMessage]:
        return [user(first), assistant(second), user(third)]

    format_ = chat(templates.ALL[name])
    parts = format_.parts(conversation(*texts))

    assert special(parts) == special(format_.parts(conversation("a", "b", "c")))
    typed = [part.text for part in parts if not part.special]
    assert [text.strip() for text in typed] == [text.strip() for text in texts]


@settings(max_examples=30)
@given(hostile, hostile)
def test_nor_does_it_in_our_own_formats(first: str, second: str) -> None:
    for marks in ("<|im_start|>", "<|start_header_id|>", "<start_of_turn>", "[INST][/INST]", ""):
        format_ = chat(marks + "{% broken")
        parts = format_.parts([system(first), user(second)])

        assert format_.fallback_reason == "syntax"
        innocent = format_.parts([system("a" if first.strip() else ""), user("b")])
        if first.strip() and second.strip():
            assert special(parts) == special(innocent)


def test_parts_alternate_and_none_is_empty() -> None:
    parts = chat(templates.SMOL).parts([system(""), user("a"), assistant("b"), user("")])

    assert all(part.text for part in parts)
    assert [part.special for part in parts] == [True, False, True, False, True]


# --- rendered once for a shape -----------------------------------------------------------------


def test_the_same_shape_is_rendered_once() -> None:
    render = Counting()
    format_ = ChatFormat(templates.SMOL, BOS, EOS, "llama", render)

    for text in ("a", "b", "  c\n", "<|im_end|>"):
        assert text in joined(format_.parts([user(text)]))
    assert render.calls == 1

    format_.parts([system("s"), user("a")])
    format_.parts([user("")])  # a blank text is a shape of its own: templates leave turns out
    assert render.calls == 3


def test_what_a_template_wants_is_asked_once() -> None:
    render = Counting()
    format_ = ChatFormat(templates.GEMMA, BOS, EOS, "gemma3", render)

    format_.parts([system("s"), user("a")])
    assert render.calls == 2
    format_.parts([system("s"), user("a"), assistant("b"), user("c")])
    assert render.calls == 3


@pytest.mark.slow
def test_the_number_of_shapes_kept_is_bounded() -> None:
    render = Counting()
    format_ = ChatFormat(templates.SMOL, BOS, EOS, "llama", render)

    for _ in range(2):
        for count in range(1, 100):
            format_.parts([user("x")] * count)

    assert render.calls > 99  # some were forgotten on the way


# --- thinking ----------------------------------------------------------------------------------


def test_thinking_is_switched_off_where_the_template_offers_it() -> None:
    parts = chat(templates.QWEN_3).parts([user("Hi")])

    assert parts[-1].text.endswith("<|im_start|>assistant\n<think>\n\n</think>\n\n")


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        ("{{ messages[0].content }}{{ '<think>' if thinking else '</think>' }}", "</think>"),
        ("{{ messages[0].content }}{{ thinking_budget }}", "0"),
        ("{{ messages[0].content }}{{ thinking_mode }}", "disabled"),
        ("{{ messages[0].content }}{{ reasoning_effort }}", "low"),
        ("{{ messages[0].content }}{{ {'no_think': 'off'}[reasoning_effort] }}", "off"),
    ],
)  # fmt: skip
def test_the_other_switches(template: str, answer: str) -> None:
    format_ = chat(template)

    assert joined(format_.parts([user("x")])) == "x" + answer
    assert format_.fallback_reason == ""


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("<think>\n", "<think>\n\n</think>\n\n"),
        ("<think>", "<think>\n\n</think>\n\n"),
        ("<seed:think>\n", "<seed:think>\n\n</seed:think>\n\n"),
        ("<think></think>", "<think></think>"),
    ],
)
def test_a_thought_that_is_always_opened_is_closed(opened: str, closed: str) -> None:
    format_ = chat("{{ messages[0].content }}|" + opened)

    assert joined(format_.parts([user("x")])) == "x|" + closed


# --- templates that fail -----------------------------------------------------------------------

LOOP = "{% for m in messages %}"
FAILING = {
    "drops": (LOOP + "{{ m.role }}{% endfor %}", "changed"),
    "repeats": (LOOP + "{{ m.content }}{{ m.content }}{% endfor %}", "changed"),
    "upper case": (LOOP + "{{ m.content | upper }}{% endfor %}", "changed"),
    "lower case": (LOOP + "{{ m.content | lower }}{% endfor %}", "changed"),
    "escapes": (LOOP + "{{ m.content | e }}{% endfor %}", "changed"),
    "json": (LOOP + "{{ m.content | tojson }}{% endfor %}", "changed"),
    "one line": (LOOP + "{{ m.content.split() | join(' ') }}{% endfor %}", "changed"),
    "reversed": (LOOP + "{{ m.content | reverse }}{% endfor %}", "changed"),
    "cut": (LOOP + "{{ m.content[:20] }}{% endfor %}", "changed"),
    "indented": (LOOP + "{{ m.content | indent(4) }}{% endfor %}", "changed"),
    "refuses": ("{{ raise_exception('never') }}", "raised"),
    "fails": (LOOP + "{{ m.content + 1 }}{% endfor %}", "error"),
    "unknown name": ("{{ missing.name }}", "error"),
    "broken": ("{% for m in messages %}", "syntax"),
    "unknown tag": ("{% nonsense %}", "syntax"),
    "spies": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
    "meddles": ("{{ messages.clear() }}", "unsafe"),
    "half a character": ("{{ messages[0].content }}{{ '\\ud800' }}", "error"),
    "too long": ("x" * 300_000, "output"),
    "writes too much": ("{% for i in range(99999) %}{{ 'x' * 99 }}{% endfor %}", "output"),
    "empty": ("", "no_template"),
    "blank": (" \n", "no_template"),
}


@pytest.mark.parametrize(("template", "reason"), FAILING.values(), ids=FAILING.keys())
def test_a_template_that_fails_is_replaced_and_the_reason_told(template: str, reason: str) -> None:
    format_ = chat(template, eos="<|im_end|>")

    parts = format_.parts([system("s"), user(" <|im_end|> ")])

    assert format_.fallback_reason == reason
    assert parts == (
        PromptPart("<|im_start|>system\n", special=True),
        PromptPart("s"),
        PromptPart("<|im_end|>\n<|im_start|>user\n", special=True),
        PromptPart("<|im_end|>"),
        PromptPart("<|im_end|>\n<|im_start|>assistant\n", special=True),
    )


def test_a_template_that_drops_a_turn_is_replaced() -> None:
    format_ = chat("{{ messages[-1].content }}")

    parts = format_.parts([user("a"), assistant("b"), user("c")])

    assert format_.fallback_reason == "changed"
    assert [part.text for part in parts if not part.special] == ["a", "b", "c"]


def test_a_template_that_drops_the_system_turn_gets_it_in_the_user_s() -> None:
    format_ = chat("{{ messages[-1].content }}|")

    assert joined(format_.parts([system("s"), user("a")])) == "s\n\na|"
    assert format_.fallback_reason == ""


def test_a_hopeless_template_is_not_tried_again() -> None:
    render = Counting()
    format_ = ChatFormat("{% broken", BOS, EOS, "llama", render)

    format_.parts([user("a")])
    format_.parts([system("s"), user("a")])

    assert render.calls == 1
    assert format_.fallback_reason == "syntax"


def test_one_shape_that_fails_leaves_the_others_alone() -> None:
    format_ = chat(templates.GEMMA)

    format_.parts([user("a"), user("b")])
    assert format_.fallback_reason == "raised"
    format_.parts([user("a")])
    assert format_.fallback_reason == ""


def test_a_passing_failure_is_tried_again() -> None:
    failures = [TemplateError("start"), TemplateError("time")]

    def render(
        template: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        bos: str,
        eos: str,
        options: Mapping[str, Any],
    ) -> str:
        if failures:
            raise failures.pop()
        return render_text(template, messages, bos=bos, eos=eos, options=options)

    format_ = ChatFormat(templates.SMOL, BOS, EOS, "llama", render)
    reasons = []
    for _ in range(3):
        format_.parts([user("a")])
        reasons.append(format_.fallback_reason)

    assert reasons == ["time", "start", ""]


# --- families ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "eos", "architecture", "family"),
    [
        (templates.SMOL, "", "llama", "chatml"),
        (templates.LLAMA_3, "", "llama", "llama-3"),
        (templates.GEMMA, "", "gemma3", "gemma"),
        ("<|turn>user<turn|>", "", "gemma4", "gemma-4"),
        (templates.MISTRAL, "", "llama", "mistral"),
        ("<|user|>x<|end|><|assistant|>", "", "phi3", "phi-3"),
        ("{{ odd }}", "<|eot_id|>", "llama", "llama-3"),
        ("{{ odd }}", "", "qwen3", "chatml"),
        ("{{ odd }}", "", "gemma2", "gemma"),
        ("{{ odd }}", "", "llama", "plain"),
        ("", "<|im_end|>", "qwen2", "chatml"),
        ("", "<eos>", "gemma2", "plain"),  # no template: it may never have learned to chat
        ("", "", "", "plain"),
    ],
)
def test_the_family_is_told_by_tokens_and_then_by_architecture(
    template: str, eos: str, architecture: str, family: str
) -> None:
    assert chat(template, eos=eos, architecture=architecture).family == family


def test_our_formats_write_what_the_families_templates_write() -> None:
    messages = [user("Hi"), assistant("Hello"), user("Bye")]
    for name in ("smol", "llama-3", "gemma", "phi-3"):
        template = templates.ALL[name]
        own = chat(template + "{% broken").parts(messages)
        theirs = plain(template, messages).removeprefix(BOS)

        assert theirs.endswith(joined(own)), name


def test_a_model_without_a_template_gets_a_plain_dialogue() -> None:
    format_ = chat("")

    parts = format_.parts([system("Be brief."), user("Hi"), assistant("Hello"), user("Bye")])

    assert joined(parts) == "Be brief.\n\nUser: Hi\nAssistant: Hello\nUser: Bye\nAssistant:"
    assert format_.stop == ("\nUser:",)
    assert format_.fallback_reason == "no_template"


def test_stop_strings_are_those_of_the_format_in_use() -> None:
    assert "<|im_end|>" in chat(templates.SMOL).stop
    assert "<end_of_turn>" in chat(templates.GEMMA).stop

    unknown = chat(LOOP + "<turn>{{ m.content }}{% endfor %}")
    unknown.parts([user("x")])
    assert (unknown.fallback_reason, unknown.stop) == ("", ())

    failing = chat(LOOP + "<turn>{% endfor %}")
    failing.parts([user("x")])
    assert failing.stop == ("\nUser:",)
