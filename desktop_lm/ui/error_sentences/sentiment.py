"""Sentences about tables of texts and classifiers that were taught."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def table_sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.TABLE_KIND_UNKNOWN: translate(
            "Errors", "{path} is no table that can be read here. Known are {kinds}."
        ),
        Code.TABLE_EMPTY: translate("Errors", "{path} has no rows."),
        Code.TABLE_ENCODING: translate(
            "Errors", "{path} cannot be read in the encoding {encoding}."
        ),
        Code.TABLE_NOT_TEXT: translate("Errors", "{path} is no text, whatever its name says."),
        Code.TABLE_BROKEN: translate(
            "Errors", "{path} cannot be read as the table it says it is: {reason}."
        ),
        Code.TABLE_LOCKED: translate(
            "Errors",
            "{path} is protected by a password. Open it in your spreadsheet and save it without "
            "one, then try again.",
        ),
        Code.TABLE_OLD_EXCEL: translate(
            "Errors", "{path} is in the format of Excel 97. Save it as xlsx first."
        ),
        Code.TABLE_CHANGED: translate(
            "Errors",
            "{path} has changed since it was read. The results are of the former rows; start "
            "again to judge the new ones.",
        ),
        Code.SHEET_MISSING: translate(
            "Errors", "There is no sheet “{sheet}”. There are: {sheets}."
        ),
        Code.COLUMN_MISSING: translate(
            "Errors", "There is no column “{column}”. There are: {columns}."
        ),
        Code.RUN_UNFINISHED: translate(
            "Errors", "{path} holds a run that is not finished. Continue it, or start again."
        ),
        Code.RUN_DIFFERENT: translate(
            "Errors", "{path} was begun with another {what}. Start again, or choose what it was."
        ),
        Code.RUN_OF_ANOTHER: translate(
            "Errors",
            "{path} holds a run over {source} that is not finished. Choose another place for the "
            "results.",
        ),
        Code.RUN_CLASSIFIER_MISSING: translate(
            "Errors",
            "{path} was begun with the program's own classifier, of which a file is missing or "
            "damaged now. Install the program again, or start again to judge all without it.",
        ),
        Code.RUN_DAMAGED: translate("Errors", "{path} is damaged ({reason}). Start again."),
        Code.RUN_IN_USE: translate(
            "Errors", "{path} is being written by another run of this program."
        ),
        Code.TARGET_IS_SOURCE: translate(
            "Errors", "{path} is the file that is read. Give the results another name."
        ),
    }


def teaching_sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.TEACH_ROWS: translate("Errors", "Labelled rows: {rows}. It takes {least} to {most}."),
        Code.TEACH_LABELS: translate(
            "Errors", "Different labels in the rows: {labels}. It takes {least} to {most}."
        ),
        Code.TEACH_LABEL_RARE: translate(
            "Errors",
            "Rows with the label “{label}”: {rows}. Add some: it takes {least}.",
        ),
        Code.TEACH_LABEL_LONG: translate(
            "Errors", "The label “{label}” is longer than {most} characters. Choose a shorter one."
        ),
        Code.TEACH_LABEL_TAKEN: translate(
            "Errors", "The label “{label}” has a meaning of its own in the results. Use another."
        ),
        Code.PROFILE_NAME: translate(
            "Errors",
            "A profile cannot be called “{name}”. Use letters, digits, spaces, - and _.",
        ),
        Code.PROFILE_MISSING: translate(
            "Errors", "There is no profile “{name}” any more. There are: {names}."
        ),
        Code.PROFILE_EXISTS: translate(
            "Errors", "There is a profile “{name}” already. Choose another name."
        ),
        Code.PROFILE_DAMAGED: translate(
            "Errors", "The profile “{name}” cannot be used ({reason}). Teach it again."
        ),
        Code.PROFILE_OTHER_MODEL: translate(
            "Errors",
            "The profile “{name}” was taught with {model} and fits no other model. Open that "
            "model, or teach it again.",
        ),
        Code.ADAPTER_MISSING: translate(
            "Errors",
            "The profile cannot be used: a file of the program that it reads through is missing or "
            "damaged. Install the program again.",
        ),
    }
