"""The window the program's own is measured against: three tabs and nothing in them."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget


def main() -> int:
    """Show it until the process is ended."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    tabs = QTabWidget()
    for name in ("1", "2", "3"):
        tabs.addTab(QWidget(), name)
    window.setCentralWidget(tabs)
    window.resize(1000, 700)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
