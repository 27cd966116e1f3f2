"""``generate --template``: a prompt made from a form."""

from __future__ import annotations

import argparse

from desktop_lm import bootstrap
from desktop_lm.cli.text_argument import text_of
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.templates import FALLBACK, Template, fill, in_language

_TEXT = "text"  # the field that TEXT fills in


def add_options(command: argparse.ArgumentParser) -> None:
    """Add them to the command."""
    command.add_argument("--template", metavar="NAME", help="make the prompt from this template")
    command.add_argument(
        "--set",
        dest="values",
        action="append",
        default=[],
        type=_pair,
        metavar="FIELD=TEXT",
        help="fill in a field of the template (repeat)",
    )
    command.add_argument(
        "--template-language",
        default=FALLBACK,
        metavar="LANGUAGE",
        help="language of the template's own words, such as de (default en)",
    )
    command.add_argument(
        "--list-templates", action="store_true", help="list templates and their fields, and end"
    )


def list_templates(options: argparse.Namespace) -> int:
    """One template a line, then its fields."""
    language = options.template_language
    for template in bootstrap.read_templates():
        print(f"{template.id}  {in_language(template.name, language)}")
        for field in template.fields:
            words = in_language(field.label, language)
            choices = " | ".join(in_language(choice, language) for choice in field.choices)
            needed = " (needed)" if field.required else ""
            print(f"    {field.key}: {choices or words}{needed}")
    return 0


def prompt_text(options: argparse.Namespace) -> str:
    """The prompt that was given or made. Raises AppError: NO_SUCH_TEMPLATE,
    TEMPLATE_FIELD_UNKNOWN, TEMPLATE_FIELD_MISSING."""
    if not options.template:
        return text_of(options.text)
    template = _find(options.template)
    values = dict(options.values)
    if options.text is not None:
        values[_TEXT] = text_of(options.text)
    return fill(template, values, options.template_language)


def _find(name: str) -> Template:
    for template in bootstrap.read_templates():
        if name.casefold() in (template.id.casefold(), *map(str.casefold, template.name.values())):
            return template
    raise AppError(Code.NO_SUCH_TEMPLATE, name=name)


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name.strip():
        raise argparse.ArgumentTypeError("must look like topic=The tides")
    return name.strip(), value
