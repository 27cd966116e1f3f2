"""What memory is spent on, in words anybody understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.ui.models.memory.savings import Kind
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.memory_bar import Part
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
    from desktop_lm.ui.models.memory.plans import Planned
    from desktop_lm.ui.models.memory.savings import Saving

translate = QCoreApplication.translate


def part_names() -> dict[str, str]:
    """A name for each field of ``MemoryParts``."""
    return {
        "weights_mapped": translate("Memory", "Weights in the file"),
        "weights_copied": translate("Memory", "Weights copied"),
        "cache": translate("Memory", "Context"),
        "compute": translate("Memory", "Computing"),
        "other": translate("Memory", "Words and tables"),
    }


def parts_of(memory: MemoryParts, *, program: int = 0) -> list[Part]:
    """The parts of a bar. ``program`` is what this window itself takes."""
    parts = [
        Part(name, getattr(memory, field), shade, soft=field == "weights_mapped")
        for shade, (field, name) in enumerate(part_names().items())
    ]
    return [*parts, Part(translate("Memory", "This window"), program, len(parts))]


def verdict(planned: Planned) -> tuple[Sign, str]:
    """Whether it fits, in a sentence."""
    needed = numbers.size(planned.plan.parts.total)
    limit = numbers.size(planned.room.limit)
    words = {
        Sign.GOOD: translate("Memory", "Fits: it takes {needed}, and models may take {limit}."),
        Sign.FAIR: translate("Memory", "Tight: it takes {needed} of the {limit} models may take."),
        Sign.BAD: translate(
            "Memory", "Does not fit: it takes {needed}, and models may take {limit}."
        ),
    }
    said = words[planned.sign].format(needed=needed, limit=limit)
    if planned.is_loaded_otherwise:
        how = translate("Memory", "Loaded with {how}.").format(how=load_words(planned.plan.options))
        said = f"{said} {how}"
    return planned.sign, said


def tokens(count: int) -> str:
    """A number of tokens."""
    return translate("Memory", "{count} tokens").format(count=numbers.whole(count))


def cache_words(kind: CacheType) -> str:
    """A type of cache, and what it costs."""
    return {
        "f16": translate("Memory", "f16, exact"),
        "q8_0": translate("Memory", "q8_0, half the size"),
        "q4_0": translate("Memory", "q4_0, a quarter of the size"),
    }[kind.value]


def offer_words(options: LoadOptions, planned: LoadOptions) -> str:
    """What is other in an offer, for its button."""
    parts = []
    if options.n_ctx != planned.n_ctx:
        parts.append(
            translate("Memory", "context of {count}").format(count=numbers.whole(options.n_ctx))
        )
    if options.cache_type != planned.cache_type:
        parts.append(translate("Memory", "{type} cache").format(type=options.cache_type.value))
    if planned.repacked and not options.repacked:
        parts.append(translate("Memory", "lean"))
    return ", ".join(parts)


def load_words(options: LoadOptions) -> str:
    """How a model is loaded, for a button."""
    words = translate("Memory", "{tokens}, {type} cache").format(
        tokens=tokens(options.n_ctx), type=options.cache_type.value
    )
    return words if options.repacked else f"{words}, {translate('Memory', 'lean')}"


def error_share(predicted: int, measured: int) -> str:
    """How far a measured figure is from the predicted one, with its sign."""
    if not predicted:
        return ""
    share = round((measured - predicted) / predicted * 100, 1)
    if not share:
        return numbers.percent(0)
    sign = "+" if share >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{numbers.rate(abs(share))}%"


def saving_words(kind: Kind, bits: float) -> tuple[str, str]:
    """Name of a saving, and how it works in a sentence."""
    return {
        Kind.BITS: (
            translate("Memory", "Weights at {bits} bits").format(bits=numbers.rate(bits)),
            translate(
                "Memory",
                "A model is a long list of numbers. Made with 16 bits each, they are stored here "
                "with {bits} on average, rounded with care.",
            ).format(bits=numbers.rate(bits)),
        ),
        Kind.MAPPED: (
            translate("Memory", "Leave the weights in the file"),
            translate(
                "Memory",
                "The file itself serves as memory, page by page. Where memory becomes short, the "
                "system drops pages and reads them again; two programs share them.",
            ),
        ),
        Kind.CACHE: (
            translate("Memory", "Keep the context at 8 bits"),
            translate(
                "Memory",
                "What the model has read is kept beside it, a stretch for each token. Eight bits "
                "in place of sixteen halve that, hardly less exact.",
            ),
        ),
        Kind.LEAN: (
            translate("Memory", "No second copy for speed"),
            translate(
                "Memory",
                "Some weights can be kept once more, in the order the processor reads fastest. "
                "Without that copy, reading a prompt takes longer.",
            ),
        ),
        Kind.LOGITS: (
            translate("Memory", "Results for the last word only"),
            translate(
                "Memory",
                "Only the word that comes next is asked for, so there is room for one row of "
                "results and not for one of each word of a batch.",
            ),
        ),
    }[kind]


def worth(saving: Saving) -> str:
    """What a saving saves, or would."""
    size = numbers.size(abs(saving.saved))
    if not saving.saved:
        return translate("Memory", "changes nothing for this model")
    if saving.saved < 0:
        return translate("Memory", "takes {size} more").format(size=size)
    if saving.kind is Kind.MAPPED:
        words = (
            translate("Memory", "{size} can be taken back")
            if saving.on
            else translate("Memory", "{size} could be taken back")
        )
    else:
        words = (
            translate("Memory", "saves {size}")
            if saving.on
            else translate("Memory", "would save {size}")
        )
    return words.format(size=size)
