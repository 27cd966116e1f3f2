"""HTML: one file that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from desktop_lm.documents import markdown
from desktop_lm.documents.code_colours import CodeKind, pieces
from desktop_lm.documents.rich_text import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
)
from desktop_lm.documents.transcript import Transcript, Turn
from desktop_lm.documents.writers.plain import receipt_text

WEB = ("http:", "https:", "mailto:")
_STYLE = """
body { font: 1em/1.5 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
.speaker { color: #62676d; margin: 2em 0 0.2em; font-size: 0.85em; font-weight: normal; }
.said { white-space: pre-wrap; margin-top: 0; }
pre { background: #f4f4f2; padding: 0.7em 1em; white-space: pre-wrap; border-radius: 6px; }
blockquote { border-left: 3px solid #8f9290; margin-left: 0; padding-left: 1em; }
p, h1, h2, h3, h4, h5, h6, li, td, th { unicode-bidi: plaintext; }
table { border-collapse: collapse; } td, th { border: 1px solid #c0c0bc; padding: 0.3em 0.6em; }
.keyword { color: #2b62c9; } .text { color: #0f6b4f; } .number { color: #9f3c16; }
.comment { color: #62676d; } .name { font-weight: bold; }
"""


def write(transcript: Transcript) -> bytes:
    """A page in UTF-8 whose policy allows neither scripts nor anything from elsewhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(transcript.title)}</title><style>{_STYLE}</style></head>"
    )
    return f"{head}\n<body>{body(transcript)}</body></html>\n".encode()


def body(transcript: Transcript) -> str:
    """What stands between the tags of the page's body."""
    turns = (_turn(turn, transcript.receipt_label) for turn in transcript.turns)
    return f"<h1>{escape(transcript.title)}</h1>\n" + "\n".join(turns)


def _turn(turn: Turn, receipt_label: str) -> str:
    text = (
        _blocks(markdown.read(turn.text))
        if turn.is_answer
        else f'<p class="said">{_lines(turn.text)}</p>'
    )
    made = f'<h2 class="speaker">{escape(turn.speaker)}</h2>\n{text}'
    if turn.receipt:
        made += f"\n<h3>{escape(receipt_label)}</h3>\n<pre>{escape(receipt_text(turn))}</pre>"
    return made


def _blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_spans(block.spans)}</p>"
    if isinstance(block, Heading):
        level = min(block.level + 2, 6)
        return f"<h{level}>{_spans(block.spans)}</h{level}>"
    if isinstance(block, Code):
        return f"<pre>{_code(block)}</pre>"
    if isinstance(block, Listing):
        return _listing(block)
    return _quote_table_or_rule(block)


def _quote_table_or_rule(block: Block) -> str:
    if isinstance(block, Quote):
        return f"<blockquote>{_blocks(block.blocks)}</blockquote>"
    if isinstance(block, Table):
        rows = [
            _row(row, block.alignments, "th" if n == 0 else "td")
            for n, row in enumerate(block.rows)
        ]
        return f'<table border="1" cellspacing="0" cellpadding="4">{"".join(rows)}</table>'
    return "<hr>"


def _row(cells: Sequence[Spans], alignments: Sequence[str], tag: str) -> str:
    made = [
        f'<{tag} align="{alignment or "left"}">{_spans(cell)}</{tag}>'
        for cell, alignment in zip(cells, alignments, strict=False)
    ]
    return f"<tr>{''.join(made)}</tr>"


def _listing(block: Listing) -> str:
    items = "".join(f"<li>{_item(item)}</li>" for item in block.items)
    if block.start is None:
        return f"<ul>{items}</ul>"
    return f'<ol start="{block.start}">{items}</ol>'


def _item(blocks: Sequence[Block]) -> str:
    if blocks and isinstance(blocks[0], Paragraph):
        return _spans(blocks[0].spans) + _blocks(blocks[1:])
    return _blocks(blocks)


def _code(block: Code) -> str:
    return "".join(
        escape(text)
        if kind is CodeKind.PLAIN
        else f'<span class="{kind.value}">{escape(text)}</span>'
        for kind, text in pieces(block.text, block.language)
    )


def _spans(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    made = _lines(span.text)
    for wanted, tag in (
        (span.code, "code"),
        (span.struck, "s"),
        (span.italic, "em"),
        (span.bold, "strong"),
    ):
        made = f"<{tag}>{made}</{tag}>" if wanted else made
    if span.link.lower().startswith(WEB):
        made = f'<a href="{escape(span.link)}" rel="noreferrer noopener">{made}</a>'
    return made


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
