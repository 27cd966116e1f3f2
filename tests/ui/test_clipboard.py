"""What was copied, when the program ends."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_lm.ui import app
from desktop_lm.ui.look.theme import qt_arguments

def copy_and_close():
    box = window.prompt.composer.box
    box.set_text("All of it.")
    box.selectAll()
    box.copy()
    window.close()

qt = QApplication(qt_arguments("desktop-lm"))
window = app.make_window(qt)
window.seen.connect(lambda: QTimer.singleShot(0, copy_and_close))
window.show()
qt.exec()
print(qt.clipboard().text())
"""


def test_where_the_system_has_no_clipboard_what_was_copied_does_not_crash_the_end() -> None:
    """Qt's own outlives Python, and with it the object that a view of ours made for it."""
    command = [sys.executable, "-c", CHILD]
    child = subprocess.run(command, capture_output=True, check=False, timeout=60)

    assert child.returncode == 0, child.stderr
    assert child.stdout.decode().strip() == "All of it."
