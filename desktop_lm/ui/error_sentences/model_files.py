"""Sentences about model files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.NO_MODEL: translate("Errors", "No model is open. Open a model file (GGUF) first."),
        Code.FILE_MISSING: translate("Errors", "The file {path} is not there any more."),
        Code.FILE_UNREADABLE: translate("Errors", "The file {path} cannot be read: {reason}."),
        Code.FILE_EMPTY: translate("Errors", "The file {path} is empty."),
        Code.NOT_GGUF: translate(
            "Errors",
            "{path} is not a model in the GGUF format, or it is damaged. Choose another file, or "
            "download it again.",
        ),
        Code.SET_ASIDE: translate(
            "Errors",
            "{path} came with another content than it should have, and is never loaded. Download "
            "the model again.",
        ),
        Code.GGUF_VERSION: translate(
            "Errors",
            "{path} is a GGUF file of version {version}, which this program does not know.",
        ),
        Code.FILE_TRUNCATED: translate(
            "Errors",
            "{path} is not complete: {actual} of at least {expected} are there. Download it again.",
        ),
        Code.HEADER_ABSURD: translate(
            "Errors",
            "{path} is damaged or not to be trusted: its {what} is {value}, and no more than "
            "{limit} makes sense.",
        ),
        Code.HEADER_BROKEN: translate("Errors", "{path} is damaged: its {what} cannot be read."),
        Code.ARCHITECTURE_UNSUPPORTED: translate(
            "Errors",
            "{path} is a model of the kind “{architecture}”, which this program cannot run.",
        ),
        Code.NOT_A_TEXT_MODEL: translate(
            "Errors", "{path} is no model that writes text. It is a companion file of one ({kind})."
        ),
        Code.TENSOR_TYPE_UNSUPPORTED: translate(
            "Errors",
            "{path} is stored in a way this program does not know (type {type} in {tensor}).",
        ),
        Code.SPLIT_FILE: translate(
            "Errors",
            "{path} is part {part} of {parts} of a model. Open the first part instead.",
        ),
        Code.SPLIT_PART_MISSING: translate(
            "Errors",
            "{path} is the first part of a model, and its part {missing} is missing. Put all "
            "parts into one folder.",
        ),
        Code.MODEL_KILLED_ENGINE: translate(
            "Errors",
            "{path} has brought the engine down {times} times. Nothing is lost if it does so "
            "again. Load it anyway?",
        ),
        Code.MODEL_TOO_LARGE: translate(
            "Errors",
            "{path} needs {needed} of memory, and {limit} may be used. Choose a smaller model, or "
            "allow more under File, Models and memory.",
        ),
        Code.CONTEXT_TOO_LARGE: translate(
            "Errors",
            "{path} needs {needed} of memory with a context of {context} tokens, and {limit} may "
            "be used. With {fitting} tokens and a cache of type {cache_type} it fits.",
        ),
        Code.COPIES_TOO_LARGE: translate(
            "Errors",
            "{path} needs {needed} of memory with a context of {context} tokens, and {limit} may "
            "be used. Lean, without the copies for speed, it fits with {fitting} tokens and a "
            "cache of type {cache_type}.",
        ),
        Code.MODEL_FILE_CHANGED: translate(
            "Errors",
            "The model file changed while it was in use. The text so far is kept, and the next "
            "request loads the file again.",
        ),
        Code.MODEL_NOT_LOADED: translate(
            "Errors", "{path} could not be loaded, so it gave no answer. Choose another model."
        ),
        Code.LOAD_FAILED: translate("Errors", "{path} cannot be loaded: {reason}."),
        Code.CACHE_TYPE_REFUSED: translate(
            "Errors",
            "{path} cannot keep its cache as {cache_type}. Choose f16 for the cache.",
        ),
        Code.FILE_CHANGED: translate(
            "Errors", "{path} has changed since it was added. Verify it or add it again."
        ),
        Code.STARTER_MISSING: translate(
            "Errors",
            "The starter model is not installed. Install the program again, or open a model "
            "file of your own.",
        ),
        Code.STARTER_DAMAGED: translate(
            "Errors",
            "The starter model is damaged. Install the program again, or open a model file of "
            "your own.",
        ),
        Code.TRANSLATOR_MISSING: translate(
            "Errors",
            "The built-in translator is missing, so the general model translates. Install the "
            "program again to have it back.",
        ),
        Code.TRANSLATOR_DAMAGED: translate(
            "Errors",
            "The built-in translator is damaged, so the general model translates. Install the "
            "program again to have it back.",
        ),
    }
