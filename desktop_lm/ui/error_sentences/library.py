"""Sentences about the library of models, and files that are made."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def library_sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.NOT_IN_LIBRARY: translate("Errors", "The model {name} is not in the list any more."),
        Code.NAME_NOT_UNIQUE: translate("Errors", "The name {name} stands for {count} models."),
        Code.NOT_OURS_TO_DELETE: translate(
            "Errors",
            "{path} was put into the models folder by somebody else and is not deleted. Delete it "
            "in your file manager.",
        ),
        Code.SHIPPED_STAYS: translate("Errors", "{path} comes with the program and goes with it."),
        Code.DELETE_FAILED: translate("Errors", "{path} cannot be deleted: {reason}."),
        Code.CONTENT_CHANGED: translate(
            "Errors",
            "The content of {path} is not what it was or should be. Do not use it; fetch or add "
            "it again.",
        ),
        Code.NOT_IN_CATALOGUE: translate("Errors", "The catalogue has no model {id}."),
        Code.CATALOGUE_BROKEN: translate(
            "Errors", "The catalogue {path} cannot be read ({reason}). Install the program again."
        ),
        Code.LIBRARY_NEWER: translate(
            "Errors",
            "The list of models was written by a newer version of this program and stays as it "
            "is. Change it with that version.",
        ),
        Code.FOLDER_UNWRITABLE: translate(
            "Errors", "Nothing can be kept in the folder {path}: {reason}."
        ),
    }


def making_sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.DISK_FULL: translate(
            "Errors", "The disk is full: {path} needs {needed}, and {free} are free."
        ),
        Code.WRITE_FAILED: translate("Errors", "{path} cannot be written: {reason}."),
        Code.TARGET_EXISTS: translate(
            "Errors", "{path} exists already. Choose another name, or replace it."
        ),
        Code.TARGET_BUSY: translate("Errors", "{path} is being made already."),
        Code.ALREADY_QUANTISED: translate(
            "Errors",
            "{path} is quantised already ({quantisation}). Made from the original, the result "
            "would be better. Go on all the same?",
        ),
        Code.NOT_SMALLER: translate(
            "Errors",
            "{path} has {before} and would not become smaller as {quantisation}: {after}. "
            "Go on all the same?",
        ),
        Code.QUANTISE_FAILED: translate("Errors", "{path} could not be quantised: {reason}."),
        Code.NO_IMPORTANCE: translate(
            "Errors", "{path} does not say how much the inputs of a model matter."
        ),
    }
