"""The tab's whole state, to bring it back at the next start or after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.style import Formality, Style
from desktop_lm.ui.translation.languages.choices import choices_from_json
from desktop_lm.ui.translation.sheet.asked import Asked

if TYPE_CHECKING:
    from desktop_lm.ui.translation.translation_tab import TranslationTab


def dump(tab: TranslationTab) -> dict[str, Any]:
    """Texts, parts and choices as JSON."""
    asked = tab.translated.asked
    return {
        **tab.files.choices_of_texts.to_json(),
        "text": tab.translated.text,
        **tab.translated.to_json(),
        "made": _asked_to_json(asked) if asked else None,
        "edits": tab.edits.to_json(),
        "file": tab.files.snapshot(),
    }


def load(tab: TranslationTab, values: dict[str, Any]) -> None:
    """Bring back what :func:`dump` gave. Anything may be missing or wrong in it."""
    tab.languages.put(choices_from_json(values, tab.languages.choices))
    tab.texts.live_switch.setChecked(tab.languages.choices.as_you_type)
    tab.edits.take(values.get("edits"))
    if isinstance(text := values.get("text"), str):
        tab.box.set_text(text)
        tab.translated.follow_text(tab.box.text())
    asked = _asked_from_json(values.get("made"), tab.translated.text)
    tab.files.restore(values.get("file"))
    tab.translated.restore(values, asked or Asked(tab.translated.text, *tab.languages.pair))


def _asked_to_json(asked: Asked) -> list[Any]:
    style = asked.style
    way = [style.formality.value, style.variety, asked.beams, asked.context_pairs]
    return [asked.source, asked.target, *way, asked.model]


def _asked_from_json(value: Any, text: str) -> Asked | None:
    match value:
        case [
            str(source),
            str(target),
            formality,
            str(variety),
            int(beams),
            int(pairs),
            str(model),
        ]:
            if {source, target} <= set(BY_CODE) and formality in tuple(Formality):
                style = Style(Formality(formality), variety)
                return Asked(text, source, target, style, beams, pairs, model=model)
    return None
