"""What is said of a model that can be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.models.catalogue import CatalogueModel, Licence, Task
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.models.model_words import parameters
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.models.catalogue import Languages

translate = QCoreApplication.translate


def facts(model: CatalogueModel, licence: Licence) -> list[tuple[str, str]]:
    """Names and values, those that are known."""
    context = translate("Models", "{count} tokens").format(count=numbers.whole(model.context or 0))
    rows = [
        (translate("Catalogue", "Good for"), ", ".join(_task(task) for task in model.tasks)),
        (translate("Catalogue", "Languages"), _languages(model.languages)),
        (translate("Catalogue", "Download"), numbers.size(model.bytes)),
        (translate("ModelPanel", "Parameters"), parameters(model.parameters)),
        (translate("ModelPanel", "Stored as"), model.quantisation),
        (translate("Models", "Trained context"), context if model.context else ""),
        (translate("Models", "Licence"), licence.name),
        (translate("Catalogue", "Published at"), model.repo),
        (translate("Catalogue", "Revision"), model.revision),
        (translate("Models", "Name of the file"), model.file),
        (translate("Models", "SHA-256"), model.sha256),
    ]
    return [(name, value) for name, value in rows if value]


def _task(task: Task) -> str:
    return {
        Task.PROMPT: translate("Catalogue", "writing"),
        Task.SENTIMENT: translate("Catalogue", "sentiment"),
        Task.TRANSLATION: translate("Catalogue", "translation"),
    }[task]


def _languages(languages: Languages | None) -> str:
    if languages is None:
        return ""
    names = [BY_CODE[code].native if code in BY_CODE else code for code in languages.codes]
    if not names:
        return numbers.whole(languages.count)
    if len(names) == languages.count:
        return ", ".join(names)
    return translate("Catalogue", "{count}, among them {names}").format(
        count=numbers.whole(languages.count), names=", ".join(names)
    )
