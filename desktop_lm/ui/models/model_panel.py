"""What there is to know about a loaded model, in the panel of the button at the top right."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop_lm.messages import ModelInfo
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import name_of
from desktop_lm.ui.models.model_words import parameters
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.labels import plain_label


class ModelPanel(QWidget):
    """What there is to know about a loaded model."""

    def __init__(self, theme: Theme, info: ModelInfo) -> None:
        super().__init__()
        form = spaced(
            QFormLayout(self), theme, gap=GROUP / 2, margins=(SECTION, GROUP, SECTION, GROUP)
        )
        title = plain_label(name_of(info))
        title.setProperty("role", "title")
        form.addRow(title)
        for name, value in (
            (self.tr("Parameters"), parameters(info.parameters)),
            (self.tr("Stored as"), info.quantisation),
            (self.tr("File"), numbers.size(info.file_bytes)),
            (self.tr("Kind"), info.architecture),
            (
                self.tr("Context"),
                self.tr("{size} tokens, trained on {trained}").format(
                    size=numbers.whole(info.n_ctx), trained=numbers.whole(info.n_ctx_train)
                ),
            ),
        ):
            label = QLabel(name)
            label.setProperty("role", "muted")
            form.addRow(label, plain_label(value))
        self.setToolTip(info.path)
