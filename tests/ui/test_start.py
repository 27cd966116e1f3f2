"""What the window's start is spared, so that the window comes soon."""

from __future__ import annotations

import json
import subprocess
import sys

CHILD = """
import json, linecache, sys
from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtWidgets import QApplication
from desktop_lm.ui import app
from desktop_lm.ui.look.theme import qt_arguments

qt = QApplication(qt_arguments("desktop-lm"))
window = app.make_window(qt)

window.show()
window.grab()  # all is painted
namespaces = [*vars(QtCore), *vars(QtGui), *vars(QtWidgets)]
print(json.dumps({"modules": list(sys.modules), "namespaces": namespaces,
    "sources": list(linecache.cache)}))
window.close()
"""


def test_what_the_first_picture_does_not_need_is_not_loaded_before_it() -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, check=True, timeout=60
    )

    loaded = json.loads(child.stdout)

    heavy = {"psutil", "jinja2", "msgspec", "sentencex", "logging.handlers", "llama_cpp"}
    assert not heavy & set(loaded["modules"])
    # Nothing was done yet that could fail, and the buttons get their icons after the window.
    later = {"bootstrap", "errors", "ui.error_text", "ui.look.icons", "ui.models.model_panel"}
    assert not {f"desktop_lm.{name}" for name in later} & set(loaded["modules"])
    assert "PySide6.QtSvg" not in loaded["modules"]
    # Classes are made when they are first named, and each brings its enumerations.
    dialogs = {"QFileDialog", "QFormLayout", "QSystemTrayIcon", "QStandardPaths"}
    formats = {"QTextFormat", "QTextCharFormat"}  # with a hundred properties
    assert not (dialogs | formats) & set(loaded["namespaces"])
    # Fifty frozen dataclasses: a tenth of the start.
    assert "desktop_lm.messages" not in loaded["modules"]
    # Building Python's picture of this namespace takes longer than all the window's parts.
    assert "Qt" not in loaded["namespaces"]
    # PySide would read the source of each module that is imported after it.
    assert not [source for source in loaded["sources"] if "main_window" in source]
