"""The catalogue that ships, its schema, and catalogues with mistakes."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models.catalogue import Catalogue, read_catalogue, schema

SHIPPED = paths.resource("catalog.json")
GIB = 1 << 30


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue(SHIPPED)


def test_the_schema_is_that_of_the_reader() -> None:
    written = json.loads(paths.resource("catalog.schema.json").read_text("utf-8"))

    assert written == json.loads(json.dumps(schema()))


def test_the_schema_lets_no_unknown_field_and_no_loose_hash_through() -> None:
    shapes: Any = schema()["$defs"]

    assert all(
        shape["additionalProperties"] is False
        for shape in shapes.values()
        if shape.get("type") == "object"
    )
    assert shapes["CatalogueModel"]["properties"]["revision"]["pattern"] == "^[0-9a-f]{40}$"
    assert shapes["CatalogueModel"]["properties"]["sha256"]["pattern"] == "^[0-9a-f]{64}$"


def test_what_ships_can_be_read(shipped: Catalogue) -> None:
    assert len(shipped.models) >= 10
    for model in shipped.models:
        assert re.fullmatch("[0-9a-f]{40}", model.revision)
        # 4 bits a weight and what comes on top: a size far off would be a slip of the pen.
        assert 0.3 < model.bytes / model.parameters < 1


@pytest.mark.parametrize(
    ("publisher", "limit"),
    [
        ("gemma-3-1b", "use"),
        ("llama-3.2-1b", "acceptance"),
        ("lfm2.5-1.2b", "revenue"),
        ("hy-mt1.5-1.8b", "place"),
        ("hy-mt2-1.8b", "place"),
    ],
)
def test_limits_of_licences_are_flagged(shipped: Catalogue, publisher: str, limit: str) -> None:
    assert limit in shipped.licence_of(shipped.model(publisher)).limits


def test_free_licences_have_no_limits(shipped: Catalogue) -> None:
    assert shipped.licence_of(shipped.model("qwen3-1.7b")).limits == ()


def test_more_memory_never_recommends_a_smaller_file(shipped: Catalogue) -> None:
    sizes = [shipped.recommended_for(memory * GIB).bytes for memory in (1, 2, 4, 8, 16, 64)]

    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1
    # The file is half of the memory at most.
    assert all(
        size < memory * GIB / 2 for size, memory in zip(sizes, (2, 4, 8, 16, 64), strict=False)
    )


def test_an_unknown_id_is_named(shipped: Catalogue) -> None:
    with pytest.raises(AppError) as caught:
        shipped.model("gpt-9")

    assert caught.value == AppError(Code.NOT_IN_CATALOGUE, id="gpt-9")


def _twice(content: Any) -> None:
    content["models"].append(copy.deepcopy(content["models"][0]))


def _same_file(content: Any) -> None:
    content["models"][1]["file"] = content["models"][0]["file"].upper().replace("GGUF", "gguf")


def _set(*path: Any) -> Callable[[Any], None]:
    *way, last, value = path

    def change(content: Any) -> None:
        for step in way:
            content = content[step]
        content[last] = value

    return change


@pytest.mark.parametrize(
    "spoil",
    [
        _twice,
        _same_file,
        _set("models", 0, "revision", "main"),
        _set("models", 0, "sha256", "0" * 63),
        _set("models", 0, "sha256", None),
        _set("models", 0, "bytes", 0),
        _set("models", 0, "bytes", "12"),
        _set("models", 0, "file", "../x.gguf"),
        _set("models", 0, "file", "x.gguf\n"),
        _set("models", 0, "repo", "only-one-part"),
        _set("models", 0, "licence", "none-of-these"),
        _set("models", 0, "tasks", []),
        _set("models", 0, "tasks", ["cooking"]),
        _set("models", 0, "stars", 5),
        _set("recommended", 0, "memory", 1),
        _set("recommended", 0, "model", "gpt-9"),
        _set("recommended", []),
        lambda content: content.pop("licences"),
    ],
    ids=itertools.count(),
)
def test_a_mistake_is_found(tmp_path: Path, spoil: Callable[[Any], None]) -> None:
    content = json.loads(SHIPPED.read_text("utf-8"))
    spoil(content)
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(AppError) as caught:
        read_catalogue(path)

    assert caught.value.code is Code.CATALOGUE_BROKEN
    assert caught.value.params["reason"]


@pytest.mark.parametrize(
    "content", [None, b"", b"\xff", b'{"checked": "\xff"}', b"[]", b"[" * 100_000]
)
def test_what_is_no_catalogue_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "catalog.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(AppError) as caught:
        read_catalogue(path)

    assert caught.value.code is Code.CATALOGUE_BROKEN
