"""What is said of translations that came from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.ui.widgets.numbers import whole

if TYPE_CHECKING:
    from desktop_lm.jobs.translation.memory_files import TakenIn

translate = QCoreApplication.translate


def taken_in_words(taken: TakenIn, name: str) -> str:
    """What became of the units of the file called ``name``: what is added adds up to what the
    window counts."""
    if not taken.units:
        words = translate("Memory", "{name} has nothing in two languages of this program.")
        return words.format(name=name)
    told = [(translate("Memory", "Translations added: {count}."), taken.added)]
    if taken.turned:
        words = translate("Memory", "Added the other way round besides: {count}.")
        told.append((words, taken.turned))
    if taken.renewed:
        told.append((translate("Memory", "Put in place of older ones: {count}."), taken.renewed))
    words = translate("Memory", "Already here, or changed here since: {count}.")
    told.append((words, taken.known))
    return " ".join(words.format(count=whole(count)) for words, count in told)
