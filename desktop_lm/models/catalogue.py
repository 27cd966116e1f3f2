"""The models that can be fetched: ``resources/catalog.json``, read strictly.

A row is there only where repository, revision, file, size and hash are all known, so that what
arrives can be checked to the byte. ``resources/catalog.schema.json`` is the JSON schema of the
types below; a test keeps the two the same.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop_lm.errors import AppError, Code

_Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)]
_Line = Annotated[str, Meta(pattern=r"^\S.*$", max_length=400)]
_Positive = Annotated[int, Meta(gt=0)]


class Task(StrEnum):
    """What a model is good for, by the tabs of the window."""

    PROMPT = "prompt"
    SENTIMENT = "sentiment"
    TRANSLATION = "translation"


class Limit(StrEnum):
    """What a licence asks beyond naming its authors; such a licence is shown before a download."""

    PLACE = "place"  # not in every country
    REVENUE = "revenue"  # not for every company
    USE = "use"  # not for every purpose
    ACCEPTANCE = "acceptance"  # terms to agree to


class Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A licence; ``summary`` is no legal advice but says what to look for in the text."""

    id: _Id
    name: _Line
    summary: _Line
    limits: tuple[Limit, ...] = ()
    url: Annotated[str, Meta(pattern=r"^(https://\S+)?$")] = ""


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``count`` is how many the publisher claims; ``codes`` those that are known by name."""

    count: _Positive
    codes: tuple[Annotated[str, Meta(pattern=r"^[a-z]{2,3}$")], ...] = ()


class CatalogueModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that can be fetched.

    ``parameters`` is the publisher's round figure. ``context`` is in tokens, ``bytes`` the exact
    size of the file; None where nothing certain is known.
    """

    id: _Id
    name: _Line
    repo: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")]
    revision: Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]
    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][\w.-]*\.gguf$")]
    bytes: _Positive
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    licence: _Id
    parameters: _Positive
    quantisation: _Line
    context: _Positive | None = None
    languages: Languages | None = None
    tasks: Annotated[tuple[Task, ...], Meta(min_length=1)]
    note: _Line


class Recommendation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ``model`` for machines with at least ``memory`` bytes in all."""

    memory: Annotated[int, Meta(ge=0)]
    model: _Id


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of the file."""

    checked: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]  # when the facts were gathered
    licences: tuple[Licence, ...]
    models: tuple[CatalogueModel, ...]
    recommended: Annotated[tuple[Recommendation, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        """Checks what a schema cannot say. Raises ValueError."""
        licences = [licence.id for licence in self.licences]
        ids = [model.id for model in self.models]
        for what, names in (
            ("licence id", licences),
            ("model id", ids),
            # Two files of one name would take each other's place in the models folder.
            ("file name", [model.file.lower() for model in self.models]),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"a {what} stands twice")
        if not {model.licence for model in self.models} <= set(licences):
            raise ValueError("a model has a licence that is not listed")
        if not {row.model for row in self.recommended} <= set(ids):
            raise ValueError("a model is recommended that is not listed")
        # A pattern's $ lets a last line break through.
        if not all(_texts_are_lines(row) for row in (*self.licences, *self.models)):
            raise ValueError("a text has a line break or a control character")
        memories = [row.memory for row in self.recommended]
        if memories[0] != 0 or memories != sorted(set(memories)):
            raise ValueError("recommendations do not rise from 0")

    def model(self, model_id: str) -> CatalogueModel:
        """The model of this id. Raises NOT_IN_CATALOGUE."""
        for model in self.models:
            if model.id == model_id:
                return model
        raise AppError(Code.NOT_IN_CATALOGUE, id=model_id)

    def licence_of(self, model: CatalogueModel) -> Licence:
        """The licence of one of its models."""
        return next(licence for licence in self.licences if licence.id == model.licence)

    def recommended_for(self, memory: int) -> CatalogueModel:
        """The model for a machine with ``memory`` bytes in all."""
        fitting = [row for row in self.recommended if row.memory <= memory]
        return self.model(fitting[-1].model if fitting else self.recommended[0].model)


def _texts_are_lines(row: msgspec.Struct) -> bool:
    values = msgspec.structs.astuple(row)
    return all(value.isprintable() for value in values if isinstance(value, str))


def read_catalogue(path: Path) -> Catalogue:
    """The catalogue at ``path``. Raises CATALOGUE_BROKEN."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Catalogue)
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, RecursionError) as error:
        reason = str(error).rstrip(".")
    raise AppError(Code.CATALOGUE_BROKEN, path=str(path), reason=reason)


def schema() -> dict[str, object]:
    """The JSON schema (2020-12) of the file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(Catalogue),
    }
