"""How far a download is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.models.download.progress import Phase
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.models.catalogue.downloads import Download, State
from desktop_lm.ui.models.model_words import JOINT
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate
_MINUTE, _HOUR = 60, 3600


def in_a_row(download: Download, total: int) -> str:
    """For a row of the list: the share and the speed, or why it stands still."""
    share = numbers.percent(download.done / total)
    if download.state is not State.RUNNING:
        return {
            State.FAILED: translate("Downloads", "not finished"),
            State.PAUSED: translate("Downloads", "paused at {percent}").format(percent=share),
            State.STOPPING: translate("Downloads", "stopping"),
        }[download.state]
    progress = download.progress
    if progress is not None and progress.phase is Phase.LOADING:
        return share + (JOINT + _speed(progress.rate) if progress.rate else "")
    return {
        Phase.CONNECTING: translate("Downloads", "connecting"),
        Phase.CHECKING: translate("Downloads", "checking"),
        Phase.WAITING: translate("Downloads", "waiting"),
    }[progress.phase if progress else Phase.CONNECTING]


def in_full(download: Download, total: int) -> str:
    """One sentence about it."""
    if download.error is not None:
        return sentence(download.error)
    there = translate("Downloads", "{done} of {total}").format(
        done=numbers.size(download.done), total=numbers.size(total)
    )
    if download.state is State.PAUSED:
        return translate("Downloads", "Paused: {there} are here.").format(there=there)
    if download.state is State.STOPPING:
        return translate("Downloads", "Stopping…")
    return _running(download, there)


def duration(seconds: float) -> str:
    """A time in its largest unit, as people say it."""
    if seconds < _MINUTE:
        return translate("Downloads", "{count} s").format(count=numbers.whole(max(seconds, 1)))
    if seconds < _HOUR:
        return translate("Downloads", "{count} min").format(count=numbers.whole(seconds / _MINUTE))
    return translate("Downloads", "{count} h").format(count=numbers.rate(seconds / _HOUR))


def _running(download: Download, there: str) -> str:
    progress = download.progress
    if progress is None or progress.phase is Phase.CONNECTING:
        return translate("Downloads", "Connecting…")
    if progress.phase is Phase.CHECKING:
        return translate("Downloads", "Checking that every byte is right…")
    if progress.phase is Phase.WAITING:
        return translate("Downloads", "{there}. Trying again in {time}.").format(
            there=there, time=duration(progress.wait_seconds)
        )
    parts = [there]
    if progress.rate:
        parts.append(_speed(progress.rate))
    if progress.seconds_left is not None:
        left = duration(progress.seconds_left)
        parts.append(translate("Downloads", "{time} left").format(time=left))
    return JOINT.join(parts)


def _speed(rate: float) -> str:
    return translate("Downloads", "{size}/s").format(size=numbers.size(rate))
