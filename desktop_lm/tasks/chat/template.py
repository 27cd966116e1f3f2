"""From a conversation to a prompt, by the model's own chat template or by ours of its family."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from desktop_lm.errors import TemplateError
from desktop_lm.messages import PromptPart
from desktop_lm.tasks.chat.families import (
    PLAIN_FAMILY,
    ChatMessage,
    find_family,
    merge_system,
)
from desktop_lm.tasks.chat.skeleton import Sentinels, Skeleton, Unusable, fill

__all__ = ["ChatFormat", "ChatMessage", "Render"]

_MAX_SHAPES = 64
# Another attempt may help: the template may want other messages, or a process was not to be had.
_MESSAGES_REFUSED = ("raised", "error", "changed")
_PASSING = ("start", "time")
_MOST_TIMEOUTS = 2  # each costs the whole wait; on a busy machine an endless template ends so
_OPEN_THOUGHT = re.compile(r"<([\w:]*think\w*)>\s*\Z")
_LOW_EFFORTS = ("no_think", "none", "minimal", "low")


class Render(Protocol):
    """Renders a template, as ``engine.template_renderer.render`` does."""

    def __call__(
        self,
        template: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        bos: str,
        eos: str,
        options: Mapping[str, Any],
    ) -> str:
        """Raises :class:`~desktop_lm.errors.TemplateError`."""


class ChatFormat:
    """A model's way to write conversations.

    ``family`` names the format it belongs to: "chatml", "llama-3", "gemma", "gemma-4",
    "mistral", "phi-3", or "plain" where nothing tells.

    ``fallback_reason`` says why the latest prompt was made with our own format of that family:
    "" where the model's template made it, "no_template", "changed" where the template changed,
    repeated or lost a text, or a TemplateError's reason.

    A prompt's text begins with the model's token for a beginning only where its template writes
    it; whether one is wanted is the engine's to know.
    """

    def __init__(
        self, template: str, bos: str, eos: str, architecture: str, render: Render
    ) -> None:
        self._template = template
        self._names = {"bos": bos, "eos": eos}
        self._render = render
        self._options = {"add_generation_prompt": True, **_quiet_options(template)}
        self._family = find_family(template, eos, architecture)
        self._known: dict[_Shape, _Plan | str] = {}  # a reason where the template failed
        self._ways = _WAYS  # those that worked come first
        self._timeouts = 0
        self._given_up = "" if template.strip() else "no_template"
        self.family = self._family.name
        self.fallback_reason = self._given_up

    @property
    def stop(self) -> tuple[str, ...]:
        """Texts that end an answer though the model did not end it."""
        if self._family is PLAIN_FAMILY and not self.fallback_reason:
            return ()
        return self._family.stop

    def parts(self, messages: Sequence[ChatMessage]) -> tuple[PromptPart, ...]:
        """The prompt that asks for the next turn of ``messages``.

        Only template text is special. The model's template is rendered once for each sequence
        of roles, which takes a process and about a tenth of a second. Never raises: where the
        template fails, our own format is used and ``fallback_reason`` says why.
        """
        shape = tuple((m.role, None if m.text.strip() else m.text) for m in messages)
        plan = self._given_up or self._known.get(shape) or self._learn(shape, messages)
        if isinstance(plan, str):
            self.fallback_reason = plan
            return _joined(self._family.parts(messages))
        self.fallback_reason = ""
        return _joined(fill(plan.skeleton, _texts(plan.way.arrange(messages))))

    def _learn(self, shape: _Shape, messages: Sequence[ChatMessage]) -> _Plan | str:
        """Find a way to put these messages to the template that it takes, and remember it."""
        result = self._find_plan(messages)
        if isinstance(result, str) and result in _PASSING:
            self._timeouts += result == "time"
            if self._timeouts == _MOST_TIMEOUTS:
                self._given_up = result
            return result
        if isinstance(result, _Plan):
            self._ways = (result.way, *(way for way in _WAYS if way != result.way))
        elif result not in _MESSAGES_REFUSED:
            self._given_up = result
        if len(self._known) >= _MAX_SHAPES:
            self._known.clear()
        self._known[shape] = result
        return result

    def _find_plan(self, messages: Sequence[ChatMessage]) -> _Plan | str:
        reasons: list[str] = []  # the first tells most: it is of the messages as they are
        system = any(message.role == "system" for message in messages)
        for way in self._ways:
            if way.merged and not system:
                continue
            try:
                return _Plan(way, self._outline(way, messages))
            except TemplateError as error:
                if error.reason not in _MESSAGES_REFUSED:
                    return error.reason
                reasons.append(error.reason)
            except Unusable:
                reasons.append("changed")
        return reasons[0]

    def _outline(self, way: _Way, messages: Sequence[ChatMessage]) -> Skeleton:
        arranged = way.arrange(messages)
        sentinels = Sentinels(len(_texts(arranged)))
        count = iter(range(len(arranged)))
        marked = [
            # A blank text stays itself: templates treat it apart, and it hides no token.
            {
                "role": m.role,
                "content": way.content(sentinels.text(next(count)) if m.text.strip() else m.text),
            }
            for m in arranged
        ]
        rendered = self._render(self._template, marked, **self._names, options=self._options)
        return sentinels.split(_close_thought(rendered))


@dataclass(frozen=True, slots=True)
class _Way:
    """How messages are put to a template.

    ``typed``: contents are lists of typed items, as for models that see pictures too.
    ``merged``: the system text is part of the first user message.
    """

    typed: bool
    merged: bool

    def arrange(self, messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
        return merge_system(messages) if self.merged else messages

    def content(self, text: str) -> str | list[dict[str, str]]:
        return [{"type": "text", "text": text}] if self.typed else text


_WAYS = tuple(_Way(typed, merged) for typed in (False, True) for merged in (False, True))


@dataclass(frozen=True, slots=True)
class _Plan:
    way: _Way
    skeleton: Skeleton


_Shape = tuple[tuple[str, str | None], ...]  # role, and the text where it is blank


def _texts(messages: Sequence[ChatMessage]) -> list[str]:
    return [message.text for message in messages if message.text.strip()]


def _quiet_options(template: str) -> dict[str, Any]:
    """The names by which templates let thinking be switched off, or kept short."""
    options: dict[str, Any] = {"enable_thinking": False, "thinking": False}
    if "thinking_budget" in template:
        options["thinking_budget"] = 0
    if "thinking_mode" in template:
        options["thinking_mode"] = "disabled"
    if "reasoning_effort" in template:
        named = (effort for effort in _LOW_EFFORTS if re.search(rf"['\"]{effort}['\"]", template))
        options["reasoning_effort"] = next(named, "low")
    return options


def _close_thought(prompt: str) -> str:
    """Some templates always open a thought for the model to fill; an empty one ends it."""
    opened = _OPEN_THOUGHT.search(prompt)
    if not opened:
        return prompt
    return f"{prompt[: opened.end(1)]}>\n\n</{opened[1]}>\n\n"


def _joined(parts: Sequence[PromptPart]) -> tuple[PromptPart, ...]:
    """The same with neighbours of one kind in one piece and nothing empty."""
    result: list[PromptPart] = []
    for special, run in groupby(parts, key=lambda part: part.special):
        text = "".join(part.text for part in run)
        if text:
            result.append(PromptPart(text, special))
    return tuple(result)
