"""From a document in a file to a source that tasks work on."""

from __future__ import annotations

from desktop_lm.documents.document import Document
from desktop_lm.documents.plain_text import plain_text
from desktop_lm.tasks.source import Source, SourcePlace


def source_of(document: Document, name: str) -> Source:
    """The document's text under the ``name`` of its file."""
    plain = plain_text(document)
    places = (SourcePlace(start, place.unit.value, place.number) for start, place in plain.places)
    return Source(name, plain.text, tuple(places))
