"""What somebody or a model wrote is shown letter by letter, also where it looks like HTML."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.messages import Alternative, TokenView
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.popup import AlternativesPopup
from desktop_lm.ui.prompt.templates.own_template_dialog import OwnTemplateDialog
from desktop_lm.ui.prompt.templates.template_desk import TemplateDesk
from desktop_lm.ui.widgets.plain_tip import plain_tip
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row

TIP = Qt.ItemDataRole.ToolTipRole


def seen(tip: str) -> str:
    """What of a tool tip can be read."""
    if not tip.startswith("<"):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def read_out(widget: QWidget) -> str:
    """What a screen reader says of a label, which is what it shows."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize(
    "text", ["A <b>bold</b> word", "<br>", "a & b &lt; c", "one  <i>\ntwo", "plain"]
)
def test_a_tip_shows_every_letter(qapp: object, text: str) -> None:
    assert seen(plain_tip(text)) == text


def test_the_tokens_of_an_answer_in_html_can_be_read(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    popup = AlternativesPopup(theme, page)
    view = TokenView(1, "<br>", 0.5, (Alternative(2, "<p>", 0.25),))
    popup.show_for(view, QRect(0, 0, 10, 10), "<br> · 50% · token 1 of 9")
    assert read_out(popup._title) == "<br> · 50% · token 1 of 9"
    tips = [popup.list.model().index(row, 0).data(TIP) for row in range(2)]
    assert [seen(tip) for tip in tips] == ["<br>, 50%, taken", "<p>, 25%"]


def test_names_that_look_like_html_can_be_read(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Conversations")
    qtbot.addWidget(rows)
    rows.show_rows([Row("1", "What does <b> do?", "Today")])
    assert "What does <b> do?" in seen(rows.model().index(0, 0).data(TIP))

    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = OwnTemplateDialog(theme, TemplateDesk(tuple), parent)
    dialog.prompt.text_box.set_text("Explain {<b>}")
    assert read_out(dialog._hint) == "The form will ask for: <b>."
