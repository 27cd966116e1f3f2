"""Our own chat formats, for models whose template fails or is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.messages import PromptPart

PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One turn of a conversation. ``role`` is "system", "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Family:
    """A chat format: what stands before and after a turn, and before the answer.

    A family without a system turn (``system`` is None) gets the system text at the head of the
    first user turn. ``marks`` are control tokens that give the family away in a template, all of
    them needed; ``stop`` are those a weak model types out as text where its turn ends.
    """

    name: str
    user: tuple[str, str]
    assistant: tuple[str, str]
    answer: str
    system: tuple[str, str] | None = None
    marks: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()  # end-of-text tokens of such models
    architectures: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()

    def parts(self, messages: Sequence[ChatMessage]) -> list[PromptPart]:
        """The prompt for ``messages``. No text of theirs is special."""
        result: list[PromptPart] = []
        turns = messages if self.system else merge_system(messages)
        for message in turns:
            before, after = self._turn(message.role)
            result.append(PromptPart(before, special=True))
            result.append(PromptPart(message.text.strip()))
            result.append(PromptPart(after, special=True))
        result.append(PromptPart(self.answer, special=True))
        return result

    def _turn(self, role: str) -> tuple[str, str]:
        if role == "system" and self.system:
            return self.system
        return self.assistant if role == "assistant" else self.user


def merge_system(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """The same with the system texts at the head of the first user turn."""
    system = [message.text for message in messages if message.role == "system"]
    others = [message for message in messages if message.role != "system"]
    if not system:
        return others
    first = next((i for i, message in enumerate(others) if message.role == "user"), None)
    if first is None:
        return [ChatMessage("user", "\n\n".join(system)), *others]
    text = "\n\n".join([*system, others[first].text])
    others[first] = ChatMessage("user", text)
    return others


def find_family(template: str, eos: str, architecture: str) -> Family:
    """The family a model belongs to; the plain one where nothing gives it away.

    ``architecture`` counts only where there is a template, which tells that the model was
    trained to chat at all.
    """
    for family in FAMILIES:
        if family.marks and all(mark in template for mark in family.marks):
            return family
    for family in FAMILIES:
        if eos in family.ends:
            return family
    for family in FAMILIES:
        if template and architecture.startswith(family.architectures or ("-",)):
            return family
    return PLAIN_FAMILY


def _header(role: str) -> str:
    return f"<|start_header_id|>{role}<|end_header_id|>\n\n"


PLAIN_FAMILY = Family(
    name=PLAIN,
    system=("", "\n\n"),
    user=("User: ", "\n"),
    assistant=("Assistant: ", "\n"),
    answer="Assistant:",
    stop=("\nUser:",),
)

# The first whose marks are all there is taken, so the narrower come first.
FAMILIES: tuple[Family, ...] = (
    Family(
        name="chatml",
        system=("<|im_start|>system\n", "<|im_end|>\n"),
        user=("<|im_start|>user\n", "<|im_end|>\n"),
        assistant=("<|im_start|>assistant\n", "<|im_end|>\n"),
        answer="<|im_start|>assistant\n",
        marks=("<|im_start|>",),
        ends=("<|im_end|>",),
        architectures=("qwen", "smollm", "lfm2"),
        stop=("<|im_end|>", "<|im_start|>"),
    ),
    Family(
        name="llama-3",
        system=(_header("system"), "<|eot_id|>"),
        user=(_header("user"), "<|eot_id|>"),
        assistant=(_header("assistant"), "<|eot_id|>"),
        answer=_header("assistant"),
        marks=("<|start_header_id|>",),
        ends=("<|eot_id|>",),
        stop=("<|eot_id|>", "<|start_header_id|>"),
    ),
    Family(
        name="gemma",
        user=("<start_of_turn>user\n", "<end_of_turn>\n"),
        assistant=("<start_of_turn>model\n", "<end_of_turn>\n"),
        answer="<start_of_turn>model\n",
        marks=("<start_of_turn>",),
        ends=("<end_of_turn>",),
        architectures=("gemma2", "gemma3"),
        stop=("<end_of_turn>", "<start_of_turn>"),
    ),
    Family(
        name="gemma-4",
        system=("<|turn>system\n", "<turn|>\n"),
        user=("<|turn>user\n", "<turn|>\n"),
        assistant=("<|turn>model\n", "<turn|>\n"),
        answer="<|turn>model\n",
        marks=("<|turn>", "<turn|>"),
        ends=("<turn|>",),
        architectures=("gemma4",),
        stop=("<turn|>", "<|turn>"),
    ),
    Family(
        name="mistral",
        user=("[INST] ", " [/INST]"),
        assistant=(" ", "</s>"),
        answer="",
        marks=("[INST]", "[/INST]"),
        architectures=("mistral",),
        stop=("[INST]", "</s>"),
    ),
    Family(
        name="phi-3",
        system=("<|system|>\n", "<|end|>\n"),
        user=("<|user|>\n", "<|end|>\n"),
        assistant=("<|assistant|>\n", "<|end|>\n"),
        answer="<|assistant|>\n",
        marks=("<|end|>", "<|assistant|>"),
        ends=("<|end|>",),
        architectures=("phi3",),
        stop=("<|end|>", "<|user|>"),
    ),
)
