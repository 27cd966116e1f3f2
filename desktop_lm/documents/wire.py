"""One line of JSON from the process that reads a document to the one that wants it."""

from __future__ import annotations

import msgspec

from desktop_lm.documents.document import Block, DocumentKind

MAX_LINE = 128 << 20  # bytes; a block is at most all of a document's text


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of these is set: ``begun`` comes first, ``ended`` or ``failed`` last.

    ``failed`` is the code of an AppError, and ``reason`` what its sentence may say of it; the
    other parameters are known where the file is.
    """

    begun: DocumentKind | None = None
    title: str | None = None
    block: Block | None = None
    fraction: float | None = None
    ended: bool = False
    failed: str | None = None
    reason: str = ""
    actual: int = 0
    limit: int = 0


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Line).decode
