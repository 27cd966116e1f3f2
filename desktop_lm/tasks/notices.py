"""What a person should know about a request though nothing failed."""

from __future__ import annotations

from desktop_lm.tasks.task import Notice


def notices(fallback_reason: str, characters_replaced: int) -> list[Notice]:
    """``template_replaced`` (reason): the model's chat template could not be used.
    ``characters_replaced`` (count): that many characters are no text and were replaced."""
    found = []
    if fallback_reason:
        found.append(Notice("template_replaced", (("reason", fallback_reason),)))
    if characters_replaced:
        found.append(Notice("characters_replaced", (("count", characters_replaced),)))
    return found
