from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.widgets.save_dialog import ask_where_to_save


def asked(qtbot: QtBot, typed: Path, *, always: bool = False) -> tuple[str, list[str]]:
    """Types a name and says no to a question about it, which comes back as well."""
    parent = QWidget()
    qtbot.addWidget(parent)
    questions: list[str] = []

    def name_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(typed))
        QTimer.singleShot(0, parent, partial(say_no, dialog))
        dialog.accept()  # which waits for an answer to a question

    def say_no(dialog: QFileDialog) -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            questions.append(question.text())
            QTimer.singleShot(0, parent, dialog.reject)
            question.button(QMessageBox.StandardButton.No).click()

    QTimer.singleShot(0, parent, name_it)
    return ask_where_to_save(parent, "Export", "terms.csv", "csv", always=always), questions


def test_a_name_without_an_ending_gets_the_usual_one(qtbot: QtBot, tmp_path: Path) -> None:
    assert asked(qtbot, tmp_path / "terms") == (str(tmp_path / "terms.csv"), [])
    assert asked(qtbot, tmp_path / "terms.tsv")[0] == str(tmp_path / "terms.tsv")


def test_what_has_that_name_with_its_ending_is_asked_about(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("bank,Ufer")
    chosen, questions = asked(qtbot, tmp_path / "terms")
    assert chosen == ""
    assert "terms.csv already exists" in questions[0]


def test_what_has_that_name_with_one_more_ending_is_asked_about(
    qtbot: QtBot, tmp_path: Path
) -> None:
    new = asked(qtbot, tmp_path / "chapter 1.2", always=True)
    assert new == (str(tmp_path / "chapter 1.2.csv"), [])
    (tmp_path / "chapter 1.2.csv").write_text("bank,Ufer")
    chosen, questions = asked(qtbot, tmp_path / "chapter 1.2", always=True)
    assert chosen == ""
    assert questions == ["chapter 1.2.csv already exists. Do you want to replace it?"]
