"""What is wanted of the translation of a file, and the lock that keeps others off its target."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop_lm import __version__
from desktop_lm.documents.translatable.open_file import Choice
from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS, Direction
from desktop_lm.tasks.translation.style import ANY_STYLE, Style
from desktop_lm.written_file import write_error

PROGRESS_SUFFIX = ".progress"
_LOCALE = re.compile(r"(?<=.)_[a-z]{2}(?:_[A-Z]{2})?$")


@dataclass(frozen=True, slots=True)
class FileOrder:
    """``model`` is the hash of the model's file.

    ``resume`` goes on with a run that was broken off; ``overwrite`` replaces it, and a target that
    is there.
    """

    source: Path
    target: Path
    source_language: str
    target_language: str
    model: str = ""
    style: Style = ANY_STYLE
    beams: int = AS_THE_MODEL_WANTS
    glossary: Glossary = NO_TERMS
    choice: Choice = field(default_factory=Choice)
    bilingual: bool = False
    resume: bool = False
    overwrite: bool = False

    @property
    def progress(self) -> Path:
        """Where the run keeps what it has, beside the target."""
        return self.target.with_name(self.target.name + PROGRESS_SUFFIX)

    @property
    def direction(self) -> Direction:
        """From which language into which, and how."""
        return Direction(self.source_language, self.target_language, self.style)

    @property
    def method(self) -> Mapping[str, str]:
        """What decides how segments are cut and translated: a run goes on with the same only.
        The keys are what a sentence calls it."""
        style = self.style
        return {
            # First what the others may follow from: another language may have another model.
            "source language": self.source_language,
            "target language": self.target_language,
            "model": self.model,
            "style": f"{style.formality} {style.variety}".strip(),
            "beam search": str(self.beams or "as the model wants"),
            "glossary": _digest(self.glossary),
            "choice of what to translate": repr(self.choice),
            "version of this program": __version__,  # another may cut texts in other places
        }


def target_beside(source: Path, language: str) -> Path:
    """Where a translation goes if nothing else is said: ``book.de.docx`` for ``book.docx``, and
    where Java looks for it: ``texts_de.properties`` for ``texts_en.properties``."""
    if source.suffix.lower() == ".properties":
        return source.with_name(f"{_LOCALE.sub('', source.stem)}_{language}{source.suffix}")
    return source.with_name(f"{source.stem}.{language}{source.suffix}")


@contextmanager
def held(order: FileOrder) -> Iterator[None]:
    """Nobody else works on the same target until the end. Raises RUN_IN_USE, WRITE_FAILED."""
    if not order.target.parent.is_dir():
        raise AppError(Code.WRITE_FAILED, path=str(order.target), reason="there is no such folder")
    with ExitStack() as stack:
        try:
            stack.enter_context(FileLock(order.progress.with_name(f"{order.progress.name}.lock")))
        except AlreadyLocked:
            raise AppError(Code.RUN_IN_USE, path=str(order.progress)) from None
        except OSError as error:
            raise write_error(order.target, error) from error
        yield


def _digest(glossary: Glossary) -> str:
    terms = [(term.source, term.target, term.case_sensitive) for term in glossary.terms]
    return hashlib.sha256(json.dumps(terms).encode()).hexdigest() if terms else ""
