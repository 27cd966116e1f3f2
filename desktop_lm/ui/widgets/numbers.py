"""Numbers as the reader's language writes them."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale

_WHOLE_FROM = 10
_MOST = 2**63 - 1  # what Qt counts to
_GIGA = 1e9
_MINUTE, _HOUR = 60, 3600


def whole(number: float) -> str:
    """12345.6 as 12,346. A damaged file may claim numbers of any size."""
    rounded = round(number)
    return QLocale().toString(rounded) if abs(rounded) <= _MOST else f"{rounded:,}"


def counted(number: float, one: str, many: str, /, **fields: object) -> str:
    """``one`` where there is exactly one of something and ``many`` otherwise, with the number as
    {count} and ``fields`` in their places. Every count inside a sentence goes through here, or it
    stands behind a colon, where no word depends on it."""
    return (one if number == 1 else many).format(count=whole(number), **fields)


def rate(per_second: float) -> str:
    """A speed: one decimal below 10, none above."""
    if per_second >= _WHOLE_FROM:
        return whole(per_second)
    return QLocale().toString(per_second, "f", 1)


def decimal(number: float) -> str:
    """A small number that somebody set, such as 0.75."""
    return QLocale().toString(float(number), "g", 4)


def percent(share: float) -> str:
    """0.784 as 78%."""
    return f"{whole(share * 100)}%"


def size(number: float) -> str:
    """Bytes in units of 1000, as file managers count."""
    return QLocale().formattedDataSize(
        max(0, min(round(number), _MOST)),
        1 if number >= _GIGA else 0,
        QLocale.DataSizeFormat.DataSizeSIFormat,
    )


def duration(seconds: float) -> str:
    """Hours and minutes, or minutes and seconds."""
    whole_seconds = round(seconds)
    hours, minutes = whole_seconds // _HOUR, whole_seconds % _HOUR // _MINUTE
    if hours:
        words = QCoreApplication.translate("Numbers", "{hours} h {minutes} min")
        return words.format(hours=hours, minutes=minutes)
    return f"{minutes}:{whole_seconds % _MINUTE:02}"


def file_name(path: str) -> str:
    """The last part of a path of any system."""
    return PurePath(path.replace("\\", "/")).name or path
