"""A prompt and what the model made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment
    from desktop_lm.storage.history.conversation_writer import Entry
    from desktop_lm.storage.history.token_traces import TokenTrace
    from desktop_lm.ui.prompt.attach.reading import Reading


@dataclass(eq=False, slots=True)
class Exchange:
    """``answer`` grows by pieces while it streams; ``note`` says how it ended, "" if as usual.

    ``entry`` is its place in the history, None where it has none. ``broken_off``: the program
    ended before the answer did. The versions are the messages in the history that stand in the
    same place, this one's among them; none where that is not known. ``trace`` says how the tokens
    of the answer were chosen, where that was asked for. ``attachments`` came with the prompt, which
    asks to ``summarise`` them or asks about them; ``reading`` is how they were read.
    """

    prompt: str
    model: str = ""
    answer: list[str] = field(default_factory=list)
    note: str = ""
    entry: Entry | None = None
    broken_off: bool = False
    prompt_versions: tuple[int, ...] = ()
    answer_versions: tuple[int, ...] = ()
    trace: TokenTrace | None = None
    attachments: tuple[Attachment, ...] = ()
    summarise: bool = False
    reading: Reading | None = None

    @property
    def text(self) -> str:
        """The whole answer so far."""
        if len(self.answer) > 1:
            self.answer[:] = ["".join(self.answer)]
        return self.answer[0] if self.answer else ""

    def to_json(self) -> dict[str, str]:
        """For the draft file."""
        return {
            "prompt": self.prompt,
            "model": self.model,
            "answer": self.text,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, values: Any) -> Exchange | None:
        """From the draft file; None where that holds something else."""
        if not isinstance(values, dict):
            return None
        fields = [values.get(name, "") for name in ("prompt", "model", "answer", "note")]
        if not all(isinstance(value, str) for value in fields):
            return None
        prompt, model, answer, note = fields
        return cls(prompt, model, [answer] if answer else [], note)
