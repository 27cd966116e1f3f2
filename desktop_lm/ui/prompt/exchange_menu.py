"""What can be done with one prompt and its answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QMenu

from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.markdown.code_copy import code_of
from desktop_lm.ui.prompt.marked_up import words_of
from desktop_lm.ui.widgets.clipboard import copy


class Acts(Protocol):
    """What the menu has done."""

    def answer_again(self, exchange: Exchange) -> None: ...
    def edit_prompt(self, exchange: Exchange) -> None: ...
    def go_on(self, exchange: Exchange) -> None: ...
    def show_version(self, message: int) -> None: ...


class Exports(Protocol):
    """Takes answers out."""

    def export(self, conversation: int, answer: int = 0) -> None: ...
    def save_receipt(self, answer: int) -> None: ...


class Compares(Protocol):
    """What shows two answers side by side."""

    def compare(self, exchange: Exchange) -> None: ...
    def offer_models(self, exchange: Exchange) -> None: ...


class ExchangeMenu(QMenu):
    """Over ``page``; ``exchange`` is None beside all of them. While the model is at work
    (``busy``) nothing can be answered again."""

    def __init__(
        self, acts: Acts, page: AnswerPage, exchange: Exchange | None, *, busy: bool
    ) -> None:
        super().__init__(page)
        self._busy = busy
        has_selection = page.textCursor().hasSelection()
        self._add(self.tr("&Copy the selection"), page.copy, enabled=has_selection)
        self._add(self.tr("Select &all"), page.selectAll)
        if exchange is None:
            return
        self.addSeparator()
        has_answer = bool(exchange.text)
        self._add(
            self.tr("Copy this ans&wer as text"),
            lambda: copy(words_of(exchange.text)),
            enabled=has_answer,
        )
        self._add(self.tr("Copy it as Mark&down"), partial(copy, exchange.text), enabled=has_answer)
        self._add_code(page)
        self._add(self.tr("A&nswer again"), partial(acts.answer_again, exchange), enabled=not busy)
        self._add(
            self.tr("&Edit the prompt"), partial(acts.edit_prompt, exchange), enabled=not busy
        )
        if exchange.note and exchange.text:
            self._add(
                self.tr("Continue from &here"), partial(acts.go_on, exchange), enabled=not busy
            )
        entry = exchange.entry
        if entry is not None:
            self._add_versions(
                self.tr("Version of the &prompt"), entry.prompt, exchange.prompt_versions, acts
            )
            self._add_versions(
                self.tr("&Version of the answer"), entry.answer, exchange.answer_versions, acts
            )

    def _add_code(self, page: AnswerPage) -> None:
        """The code that the menu was asked over."""
        if code := code_of(page.menu_block):
            self._add(self.tr("Copy th&is code"), partial(copy, code))

    def add_exports(self, exports: Exports, conversation: int, exchange: Exchange | None) -> None:
        """Ways out for the exchange the menu is about, and for its conversation."""
        self.addSeparator()
        answer = exchange.entry.answer if exchange and exchange.entry else 0
        kept = bool(answer) and not self._busy
        self._add(
            self.tr("E&xport this answer…"),
            partial(exports.export, conversation, answer),
            enabled=kept,
        )
        self._add(
            self.tr("Save its &receipt…"), partial(exports.save_receipt, answer), enabled=kept
        )
        self._add(
            self.tr("Exp&ort the conversation…"),
            partial(exports.export, conversation),
            enabled=bool(conversation),
        )

    def add_comparing(self, compares: Compares, exchange: Exchange) -> None:
        """Two answers side by side: of two versions, or of two models."""
        self.addSeparator()
        self._add(
            self.tr("Co&mpare two versions"),
            partial(compares.compare, exchange),
            enabled=len(exchange.answer_versions) > 1,
        )
        self._add(
            self.tr("As&k another model too…"),
            partial(compares.offer_models, exchange),
            enabled=not self._busy,
        )

    def _add_versions(self, name: str, present: int, versions: tuple[int, ...], acts: Acts) -> None:
        if len(versions) <= 1:
            return
        menu = self.addMenu(name)
        for number, message in enumerate(versions, start=1):
            action = menu.addAction(
                self.tr("{number} of {count}").format(number=number, count=len(versions))
            )
            action.setCheckable(True)
            action.setChecked(message == present)
            action.setEnabled(not self._busy)
            action.triggered.connect(partial(_act, partial(acts.show_version, message)))

    def _add(self, text: str, act: Callable[[], object], *, enabled: bool = True) -> None:
        action = self.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(partial(_act, act))


def _act(act: Callable[[], object], _checked: object = None) -> None:
    act()
