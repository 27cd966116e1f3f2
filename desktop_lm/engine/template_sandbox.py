"""The Jinja environment that models' chat templates are written for, in Jinja's sandbox.

It offers what Hugging Face's ``apply_chat_template`` offers, since that is what templates are
tested with: https://huggingface.co/docs/transformers/chat_templating_writing
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop_lm.engine.template_limits import MAX_OUTPUT, MAX_TEMPLATE
from desktop_lm.errors import TemplateError


class _Refused(JinjaError):
    """The template itself called ``raise_exception``."""


class _GenerationTag(Extension):
    """``{% generation %}`` marks what a model wrote, for training; here its body is all."""

    tags = {"generation"}  # noqa: RUF012 - the base class declares it so

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def environment() -> ImmutableSandboxedEnvironment:
    """The environment; what is rendered in it cannot reach Python or change its input."""
    jinja = ImmutableSandboxedEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[loopcontrols, _GenerationTag],
    )
    jinja.filters["tojson"] = _to_json
    jinja.globals["raise_exception"] = _raise
    jinja.globals["strftime_now"] = _now
    return jinja


def render_text(
    template: str,
    messages: Sequence[Mapping[str, Any]],
    *,
    bos: str,
    eos: str,
    options: Mapping[str, Any],
) -> str:
    """The prompt ``template`` makes of ``messages``.

    Raises TemplateError. Time and memory are the caller's to bound.
    """
    if len(template) > MAX_TEMPLATE:
        raise TemplateError("output", f"template of {len(template)} characters")
    names = {"tools": None, "documents": None, "bos_token": bos, "eos_token": eos, **options}
    try:
        pieces = environment().from_string(template).generate(messages=messages, **names)
        text = _join(pieces)
        text.encode()  # a lone surrogate is no text, and no tokenizer takes it
        return text
    except TemplateSyntaxError as error:
        raise TemplateError("syntax", str(error)) from error
    except SecurityError as error:
        raise TemplateError("unsafe", str(error)) from error
    except _Refused as error:
        raise TemplateError("raised", str(error)) from error
    except MemoryError as error:
        raise TemplateError("memory") from error
    except TemplateError:
        raise
    except Exception as error:  # whatever a stranger's template can make Python raise
        raise TemplateError("error", f"{type(error).__name__}: {error}") from error


def _join(pieces: Any) -> str:
    kept: list[str] = []
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_OUTPUT:
            raise TemplateError("output", f"more than {MAX_OUTPUT} characters")
        kept.append(piece)
    return "".join(kept)


def _raise(message: object) -> None:
    raise _Refused(str(message))


def _now(form: str) -> str:
    return datetime.now().strftime(form)  # noqa: DTZ005 - the day where the user is


def _to_json(
    value: object,
    ensure_ascii: bool = False,  # noqa: FBT001, FBT002 - templates give it by position or name
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """As in Hugging Face: plain JSON, without Jinja's own escapes for HTML."""
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )
