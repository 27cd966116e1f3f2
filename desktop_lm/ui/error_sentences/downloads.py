"""Sentences about downloads."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.LICENCE_NOT_ACCEPTED: translate(
            "Errors", "The licence of {id} has limits. Agree to it before the download."
        ),
        Code.DOWNLOADING_ELSEWHERE: translate(
            "Errors", "{path} is being downloaded or made already, here or by the command line."
        ),
        Code.OTHER_FILE_THERE: translate(
            "Errors", "There is another file {path} in the models folder. Move it away first."
        ),
        Code.HASH_MISMATCH: translate(
            "Errors",
            "What came is not the file it should be. It is kept as {kept} and never loaded. "
            "Download it again.",
        ),
        Code.SIGN_IN_PAGE: translate(
            "Errors",
            "{host} answered with a web page instead of the model. This network may want you to "
            "sign in with a browser first.",
        ),
        Code.WRONG_SIZE: translate(
            "Errors",
            "{host} has {file} with a size of {actual}, and it should have {expected}. Nothing of "
            "it was used.",
        ),
        Code.NOT_AT_HOST: translate("Errors", "{host} does not give out {file} (status {status})."),
        Code.HOST_UNREACHABLE: translate(
            "Errors", "{host} cannot be reached ({reason}). Check the connection and try again."
        ),
        Code.HOST_BUSY: translate(
            "Errors", "{host} is busy. Try again later; what has come is kept."
        ),
        Code.CONNECTION_LOST: translate(
            "Errors",
            "The connection to {host} broke off ({reason}). What has come is kept; go on when "
            "you like.",
        ),
        Code.CONNECTION_NOT_TRUSTED: translate(
            "Errors",
            "{host} cannot show that it is what it says ({reason}). Nothing was downloaded.",
        ),
        Code.INSECURE_ADDRESS: translate(
            "Errors", "{host} is not asked, because only https addresses are safe."
        ),
        Code.INSECURE_REDIRECT: translate(
            "Errors",
            "The download was sent on to {host} without encryption and was stopped. This network "
            "may want you to sign in with a browser first.",
        ),
    }
