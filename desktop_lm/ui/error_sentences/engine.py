"""Sentences about the engine."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.ENGINE_START_FAILED: translate("Errors", "The engine could not be started: {reason}."),
        Code.ENGINE_PROTOCOL: translate(
            "Errors",
            "The engine is of version {theirs}, this window of {ours}: the program was updated "
            "while it was open. Close it and start it again; nothing is lost.",
        ),
        Code.ENGINE_KILLED: translate(
            "Errors",
            "The engine was ended from outside the program. The text so far is kept, and the "
            "next request starts it again.",
        ),
        Code.ENGINE_OUT_OF_MEMORY: translate(
            "Errors",
            "There is not enough memory for this model. Close other programs or open a smaller "
            "model. The text so far is kept.",
        ),
        Code.ENGINE_CRASHED: translate(
            "Errors",
            "The engine stopped by itself ({reason}). The text so far is kept, and the next "
            "request starts it again.",
        ),
        Code.ENGINE_UNRESPONSIVE: translate(
            "Errors",
            "The engine did not answer for {seconds} seconds and was ended. The text so far is "
            "kept.",
        ),
        Code.CPU_UNSUPPORTED: translate(
            "Errors",
            "This computer's processor lacks instructions the engine was built for. A build for "
            "older processors is needed.",
        ),
        Code.DECODE_FAILED: translate(
            "Errors",
            "The engine could not go on with this text (status {status}). The text so far is kept.",
        ),
        Code.WIRE_BROKEN: translate(
            "Errors",
            "The engine gave an answer that cannot be read ({reason}). The text so far is kept, "
            "and the next request starts it again.",
        ),
    }
