"""What one answer took, whoever gave it."""

from __future__ import annotations

from dataclasses import dataclass


class BenchFailed(Exception):
    """A measurement could not be made; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``first_seconds`` pass from the request to the first token, ``rest_seconds`` from there to
    the last of ``tokens``. ``first_tokens`` were there at the first sight of any, usually one."""

    prompt_tokens: int
    reused_tokens: int
    tokens: int
    first_tokens: int
    first_seconds: float
    rest_seconds: float
    line_breaks: int = 0  # in its text, where somebody made one

    @property
    def prompt_rate(self) -> float:
        """Prompt tokens a second, the first answer token's own sampling included."""
        return self.prompt_tokens / self.first_seconds

    @property
    def decode_rate(self) -> float:
        """Tokens a second after the first. Raises BenchFailed where there are none."""
        later = self.tokens - self.first_tokens
        if later < 1 or self.rest_seconds <= 0:
            raise BenchFailed(f"the model ended its answer after {self.tokens} tokens")
        return later / self.rest_seconds
