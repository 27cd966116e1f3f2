"""Whose model a job runs on.

An owner is a tab. Behind a slash it names a purpose, for which the program brings a model of its
own; behind a colon, what tells several jobs of one tab apart.
"""

from __future__ import annotations

from collections.abc import Mapping

GENERAL = ""  # the owner who stands for all without a model of their own
TRANSLATION = "translation"
# Translations in the directions that the built-in translator knows.
EVERYDAY_TRANSLATION = f"{TRANSLATION}/everyday"


def is_purpose(owner: str) -> bool:
    """Whether ``owner`` is a purpose of a tab's."""
    return "/" in owner


def path_used_by(owner: str, chosen: Mapping[str, str]) -> str:
    """The file that ``owner``'s jobs run on, of those ``chosen`` by owner: what was chosen for its
    tab, else what the program brought for its purpose, else the general one."""
    purpose = owner.partition(":")[0]
    tab = purpose.partition("/")[0]
    named = (chosen.get(name, "") for name in (tab, purpose, GENERAL))
    return next(filter(None, named), "")
