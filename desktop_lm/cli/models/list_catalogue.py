"""The catalogue, printed."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_lm import bootstrap
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.cli.units import size
from desktop_lm.models.catalogue import Catalogue, CatalogueModel

_HEADER = ("ID", "SIZE", "TYPE", "LANGUAGES", "GOOD FOR", "LICENCE", "")


def run(memory: int, *, as_json: bool) -> None:
    """Print the models that can be fetched; ``memory`` is all that there is
    here, in bytes."""
    catalogue = bootstrap.read_catalogue()
    here = {e.catalogue_id for e in bootstrap.build_library().entries() if e.error is None}
    best = catalogue.recommended_for(memory)
    if as_json:
        models = [_as_json(catalogue, model, here, best) for model in catalogue.models]
        print_json({"checked": catalogue.checked, "models": models})
        return
    print_table(_HEADER, [_row(catalogue, model, here) for model in catalogue.models])
    print(
        f"\n* a licence with limits; download shows it first.\n"
        f"For this computer: {best.name} ({best.note})\n"
        f'"desktop-lm models download {best.id}" fetches it.'
    )


def _row(catalogue: Catalogue, model: CatalogueModel, here: set[str]) -> tuple[str, ...]:
    licence = catalogue.licence_of(model)
    return (
        model.id,
        size(model.bytes),
        model.quantisation,
        str(model.languages.count) if model.languages else "?",
        ", ".join(model.tasks),
        licence.name + ("*" if licence.limits else ""),
        "here" if model.id in here else "",
    )


def _as_json(
    catalogue: Catalogue, model: CatalogueModel, here: set[str], best: CatalogueModel
) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(model)
    row["licence"] = msgspec.to_builtins(catalogue.licence_of(model))
    return {**row, "on_disk": model.id in here, "recommended": model.id == best.id}
