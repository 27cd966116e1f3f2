"""What is said of files that go with a prompt, and of how they were read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.ui.prompt.attach.attached_files import AttachedFile
from desktop_lm.ui.prompt.attach.reading import Cited, Reading
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def kind_words(kind: str) -> str:
    """A document's format as people call it."""
    return {
        "txt": translate("Attach", "Text"),
        "md": translate("Attach", "Markdown"),
        "docx": translate("Attach", "Word"),
        "odt": translate("Attach", "OpenDocument"),
        "pdf": translate("Attach", "PDF"),
        "csv": translate("Attach", "Table"),
        "html": translate("Attach", "Web page"),
    }.get(kind, kind)


def file_words(file: AttachedFile) -> str:
    """What a file is, or how far it is read."""
    if file.attachment is None:
        if not file.fraction:
            return translate("Attach", "Reading…")
        return translate("Attach", "Reading, {share}").format(share=numbers.percent(file.fraction))
    return f"{amount_words(file.attachment.kind, file.words)} · {_token_words(file)}"


def amount_words(kind: str, words: int) -> str:
    """A document's format and how many words it has."""
    counted = numbers.counted(
        words, translate("Attach", "{count} word"), translate("Attach", "{count} words")
    )
    return f"{kind_words(kind)} · {counted}"


def _token_words(file: AttachedFile) -> str:
    if file.counted:
        one, many = translate("Attach", "{count} token"), translate("Attach", "{count} tokens")
    else:
        one = translate("Attach", "about {count} token")
        many = translate("Attach", "about {count} tokens")
    return numbers.counted(file.tokens, one, many)


def fate_words(files: int, *, fits: bool | None, small: bool) -> str:
    """What will become of so many files; ``fits`` is None where that is not known yet. ``small``:
    the model finds more in passages than in the whole."""
    if fits is None:
        return ""
    if fits and small:
        return translate("Attach", "Fits in whole; questions are answered from its passages")
    if fits:
        return (
            translate("Attach", "Goes in whole")
            if files == 1
            else translate("Attach", "All of them go in whole")
        )
    return (
        translate("Attach", "Longer than the context: passages are looked up")
        if files == 1
        else translate("Attach", "Together longer than the context: passages are looked up")
    )


def place_words(cited: Cited) -> str:
    """Where a passage stands."""
    place = {
        "page": translate("Attach", "{name}, page {number}"),
        "line": translate("Attach", "{name}, line {number}"),
        "paragraph": translate("Attach", "{name}, paragraph {number}"),
    }.get(cited.unit, "{name}")
    return place.format(name=cited.name, number=numbers.whole(cited.number))


def reading_words(reading: Reading) -> str:
    """How much of the documents was read, and what to think of it; "" where all is well."""
    words = [_amount_words(reading)]
    if reading.doubted:
        words.append(
            numbers.counted(
                reading.doubted,
                translate("Attach", "The sentence marked (?) says what the text does not."),
                translate("Attach", "{count} sentences marked (?) say what the text does not."),
            )
        )
    return " ".join(filter(None, words))


def _amount_words(reading: Reading) -> str:
    if reading.passages:
        read = numbers.whole(len(reading.passages))
        return numbers.counted(reading.total, *_passages(reading), read=read)
    if reading.parts and reading.part < reading.parts:
        return numbers.counted(
            reading.parts,
            translate("Attach", "{read} of {count} part was summarised."),
            translate("Attach", "{read} of {count} parts were summarised."),
            read=numbers.whole(reading.part),
        )
    if reading.parts > 1:
        return translate("Attach", "All {total} parts were summarised, then put together.").format(
            total=numbers.whole(reading.parts)
        )
    return ""


def _passages(reading: Reading) -> tuple[str, str]:
    if not reading.sentences:
        return (
            translate("Attach", "{read} of {count} passage was read:"),
            translate("Attach", "{read} of {count} passages were read:"),
        )
    return (
        translate(
            "Attach",
            "{read} of {count} sentence, as it stands in the text. This model is too small to "
            "write a summary one can rely on.",
        ),
        translate(
            "Attach",
            "{read} of {count} sentences, as they stand in the text. This model is too small to "
            "write a summary one can rely on.",
        ),
    )
