"""What is said of a model file, in the language of the window."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.models.library.entry import Source
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION
from desktop_lm.ui.models.loaded_models import OWNERS
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.models.library.verified import Verified
    from desktop_lm.ui.models.library.chores import Chore
    from desktop_lm.ui.models.loaded_models import LoadedModel

translate = QCoreApplication.translate
_MILLION, _BILLION = 1e6, 1e9
JOINT = " · "


def parameters(count: int) -> str:
    """A number of weights as people say it."""
    if count >= _BILLION:
        words = translate("ModelPanel", "{count} billion")
        return words.format(count=numbers.rate(count / _BILLION))
    words = translate("ModelPanel", "{count} million")
    return words.format(count=numbers.whole(count / _MILLION))


def source(kind: Source) -> str:
    """Where a file comes from, in a word or two."""
    return {
        Source.STARTER: translate("Models", "came with the program"),
        Source.BUILT_IN: translate("Models", "built in"),
        Source.DOWNLOADED: translate("Models", "downloaded"),
        Source.IMPORTED: translate("Models", "linked"),
        Source.COPIED: translate("Models", "copied"),
        Source.MADE: translate("Models", "made here"),
        Source.FOUND: translate("Models", "found in the models folder"),
    }[kind]


def row_detail(entry: Entry) -> str:
    """The second line of a row: how it is stored, how large, where it comes from."""
    facts = entry.facts
    parts = (facts.quantisation, numbers.size(facts.file_bytes), source(entry.source))
    return JOINT.join(part for part in parts if part)


def facts(entry: Entry) -> list[tuple[str, str]]:
    """Names and values, those that are known."""
    known = entry.facts
    context = translate("Models", "{count} tokens").format(
        count=numbers.whole(known.context_length)
    )
    rows = [
        (translate("ModelPanel", "Parameters"), known.parameters and parameters(known.parameters)),
        (translate("ModelPanel", "Stored as"), known.quantisation),
        (translate("Models", "Size"), known.file_bytes and numbers.size(known.file_bytes)),
        (translate("ModelPanel", "Kind"), known.architecture),
        (translate("Models", "Trained context"), known.context_length and context),
        (translate("Models", "Licence"), known.licence or translate("Models", "not stated")),
        (translate("Models", "Source"), source(entry.source)),
        (translate("Models", "Name of the file"), PurePath(entry.path).name),
        (translate("Models", "Folder"), str(PurePath(entry.path).parent)),
        (translate("Models", "SHA-256"), entry.sha256),
    ]
    return [(name, str(value)) for name, value in rows if value]


def tab_name(owner: str) -> str:
    """What a tab is called."""
    return {
        PROMPT: translate("MainWindow", "Prompt"),
        SENTIMENT: translate("MainWindow", "Sentiment"),
        TRANSLATION: translate("MainWindow", "Translation"),
    }[owner]


def state(loaded: LoadedModel | None, users: tuple[str, ...]) -> str:
    """Whether a model is in memory, and who uses it; "" where neither."""
    used = ""
    if len(users) == len(OWNERS):
        used = translate("Models", "used by all tabs")
    elif users:
        names = ", ".join(tab_name(owner) for owner in users)
        used = translate("Models", "used by {names}").format(names=names)
    if loaded is None:
        return JOINT.join(part for part in (translate("Models", "Not loaded"), used) if part)
    if loaded.info is None:
        return translate("Models", "Loading, {percent}").format(
            percent=numbers.percent(loaded.fraction)
        )
    return JOINT.join(part for part in (translate("Models", "Loaded"), used) if part)


def chore(now: Chore) -> str:
    """What is done with a file now, and how far it is."""
    words = {
        "verify": translate("Models", "Reading the file through, {percent}"),
        "copy": translate("Models", "Copying the file, {percent}"),
        "measure": translate("Models", "Loading and measuring it, {percent}"),
        "shrink": translate("Models", "Making it smaller, {percent}"),
        "compare": translate("Models", "Comparing speed and quality, {percent}"),
    }[now.kind.value]
    return words.format(percent=numbers.percent(now.share))


def verified(name: str, found: Verified) -> str:
    """What a file has turned out to be."""
    words = {
        "shipped": translate("Models", "{name} is what came with the program, byte for byte."),
        "catalogue": translate("Models", "{name} is what its publisher gives out, byte for byte."),
        "unchanged": translate("Models", "{name} is what it was before, byte for byte."),
        "remembered": translate(
            "Models", "{name} was read through. Nothing was known of it; now its hash is."
        ),
    }[found.value]
    return words.format(name=name)
