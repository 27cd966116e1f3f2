"""How an answer is made: what a conversation keeps of it, and how the engine is asked for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from desktop_lm.messages import Sampling
from desktop_lm.tasks.prompt.prompt import PromptInput

RANDOM_SEED = -1
LAST_SEED = 2**31 - 1
MOST_STOPS, LONGEST_STOP = 16, 200  # stop texts and their characters: each token is held to all
ANY_JSON = '{"type": ["object", "array"]}'  # whoever wants JSON wants more than a number

# The least and the largest value of each number.
LIMITS: Mapping[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_k": (0, 1000),
    "top_p": (0.05, 1),
    "min_p": (0, 0.95),
    "repeat_penalty": (1, 2),
    "seed": (RANDOM_SEED, LAST_SEED),
    "length": (16, 32_768),
}


class Form(StrEnum):
    """What an answer must be."""

    TEXT = "text"
    JSON = "json"
    GRAMMAR = "grammar"


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """``length`` is the most tokens an answer may have, ``seed`` RANDOM_SEED draws one for each
    answer. ``schema`` (JSON, "" for any) and ``grammar`` (GBNF) count only where ``form``
    asks for them, and are kept besides."""

    system: str = ""
    temperature: float = 0.7
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    seed: int = RANDOM_SEED
    length: int = 512
    stop: tuple[str, ...] = ()
    form: Form = Form.TEXT
    schema: str = ""
    grammar: str = ""

    def prompt(self, text: str, seed: int, begun: str = "") -> PromptInput:
        """The request for an answer to ``text`` with ``seed``."""
        sampling = Sampling(
            temperature=self.temperature,
            top_k=self.top_k,
            top_p=self.top_p,
            min_p=self.min_p,
            repeat_penalty=self.repeat_penalty,
            seed=seed,
            grammar=self.grammar if self.form is Form.GRAMMAR else "",
        )
        return PromptInput(
            text,
            self.system,
            sampling,
            self.length,
            begun=begun,
            stop=self.stop,
            schema=(self.schema.strip() or ANY_JSON) if self.form is Form.JSON else "",
        )

    def to_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return {**asdict(self), "stop": list(self.stop), "form": self.form.value}

    def changed(self, values: Mapping[str, Any]) -> AnswerSettings:
        """These settings with ``values``, which may come from a file: numbers are brought within
        their limits, and what is unknown or of another kind is passed over."""
        result = self
        for each in fields(self):
            if each.name in values:
                value = _converted(each.name, getattr(self, each.name), values[each.name])
                if value is not None:
                    result = replace(result, **{each.name: value})
        return result


DEFAULT = AnswerSettings()

# Presets that come with the program; the window has their names.
PRESETS: Mapping[str, Mapping[str, float]] = {
    "balanced": {
        name: getattr(DEFAULT, name)
        for name in ("temperature", "top_k", "top_p", "min_p", "repeat_penalty")
    },
    "precise": {
        "temperature": 0.2,
        "top_k": 20,
        "top_p": 0.9,
        "min_p": 0.1,
        "repeat_penalty": 1.05,
    },
    "creative": {
        "temperature": 1.0,
        "top_k": 100,
        "top_p": 0.98,
        "min_p": 0.05,
        "repeat_penalty": 1.1,
    },
}


def preset_values(settings: AnswerSettings) -> dict[str, Any]:
    """What a preset of the user's keeps: all but the seed."""
    return {name: value for name, value in settings.to_json().items() if name != "seed"}


def _converted(name: str, present: Any, value: Any) -> Any:
    """``value`` as the field's kind, None where it is none."""
    if name in LIMITS:
        return _number(name, present, value)
    if name == "stop":
        is_list = isinstance(value, list | tuple)
        texts = (text for text in value if isinstance(text, str) and text) if is_list else ()
        return tuple(text[:LONGEST_STOP] for text in islice(texts, MOST_STOPS)) if is_list else None
    if name == "form":
        return Form(value) if value in tuple(Form) else None
    return value if isinstance(value, str) else None


def _number(name: str, present: float, value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and math.isnan(value):  # an integer may be too large to be asked
        return None
    least, most = LIMITS[name]
    within = min(max(value, least), most)
    return round(within) if isinstance(present, int) else float(within)
