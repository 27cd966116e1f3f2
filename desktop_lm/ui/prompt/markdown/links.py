"""Links in answers: nothing happens with one until the reader asks for it, seeing the address."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_lm.ui.widgets.clipboard import copy

translate = QCoreApplication.translate
_SCHEMES = ("http", "https", "mailto")


def ask_to_open(parent: QWidget, address: str) -> None:
    """Show the whole address and open it in the browser if that is wanted. What is no page on the
    web can only be copied: a model must not open files or programs."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    can_open = url.isValid() and url.scheme().lower() in _SCHEMES
    box = QMessageBox(parent)
    box.setWindowTitle(translate("Links", "Link"))
    box.setTextFormat(box.textFormat().PlainText)
    box.setText(
        translate("Links", "Open this address in the browser? The model wrote it.")
        if can_open
        else translate("Links", "This is no address on the web. It can be copied.")
    )
    box.setInformativeText(address)
    if can_open:
        opening = box.addButton(translate("Links", "&Open"), QMessageBox.ButtonRole.AcceptRole)
    copying = box.addButton(translate("Links", "&Copy"), QMessageBox.ButtonRole.ActionRole)
    leaving = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(leaving)
    box.setEscapeButton(leaving)
    box.exec()
    if can_open and box.clickedButton() is opening:
        QDesktopServices.openUrl(url)
    elif box.clickedButton() is copying:
        copy(address)
    box.deleteLater()
