"""All there is to say of a model that can be fetched, and the fetching of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.catalogue import catalogue_words, download_words
from desktop_lm.ui.models.catalogue.downloads import Download, State
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.facts import Facts
from desktop_lm.ui.widgets.labels import wrapped_label
from desktop_lm.ui.widgets.scroll_column import ScrollColumn
from desktop_lm.ui.widgets.signs import Sign, SignLabel
from desktop_lm.ui.widgets.wide_meter import WideMeter

if TYPE_CHECKING:
    from desktop_lm.models.catalogue import CatalogueModel, Licence

_LINKS = (
    Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
)


class Offered(NamedTuple):
    """A model of the catalogue as it stands now. ``fit`` says in words whether its weights fit;
    ``path`` is where it is, "" where it is not here."""

    model: CatalogueModel
    licence: Licence
    fit: tuple[Sign, str]
    download: Download | None = None
    path: str = ""


class CatalogueDetails(QWidget):
    """Empty until a model is shown. A licence with limits is accepted here before a download."""

    download_asked = Signal()
    pause_asked = Signal()
    cancel_asked = Signal()
    show_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._offered: Offered | None = None
        self._accepted: set[str] = set()  # licences, in this window
        self._name = wrapped_label("verdict")
        self._note = wrapped_label("")
        self._fit = SignLabel(theme)
        self._facts = Facts(theme)
        self._terms = wrapped_label("")
        self._terms.setTextFormat(Qt.TextFormat.RichText)
        self._terms.setTextInteractionFlags(_LINKS)
        self._terms.linkActivated.connect(lambda link: QDesktopServices.openUrl(QUrl(link)))
        theme.changed.connect(self._show_terms)
        self.accept = QCheckBox()
        self.accept.toggled.connect(self._accept)
        self._state = wrapped_label("muted")
        self._meter = WideMeter(theme, self.tr("Download"))
        self._make_buttons()
        self._lay_out()
        self.setVisible(False)

    def show_model(self, offered: Offered | None) -> None:
        """Show this one as it stands, or nothing."""
        before, self._offered = self._offered, offered
        self.setVisible(offered is not None)
        if offered is None:
            return
        if before is None or before.model is not offered.model:
            self._show_what_stays(offered)
        self._fit.show_sign(*offered.fit)
        self._show_download(offered)

    def _show_what_stays(self, offered: Offered) -> None:
        model, licence = offered.model, offered.licence
        self._name.setText(model.name)
        self._note.setText(model.note)
        self._facts.show_rows(catalogue_words.facts(model, licence))
        self._show_terms()
        self.accept.setText(self.tr("I &accept the {licence}").format(licence=licence.name))
        self.accept.setChecked(licence.id in self._accepted)

    def _show_terms(self) -> None:
        """A link takes its colour when its text is set."""
        if self._offered is None:
            return
        licence = self._offered.licence
        text = escape(licence.summary)
        if licence.url:
            words = self.tr("Read it in the browser")
            text = f'{text} <a href="{escape(licence.url)}">{escape(words)}</a>'
        self._terms.setText("")
        self._terms.setText(text)
        self._terms.setToolTip(licence.url)

    def _show_download(self, offered: Offered) -> None:
        download, total = offered.download, offered.model.bytes
        state = download.state if download else None
        busy = state in (State.RUNNING, State.STOPPING)
        self._state.setText(download_words.in_full(download, total) if download else "")
        self._meter.setVisible(download is not None)
        if download is not None:
            self._meter.show_share(download.done / total, self._state.text())
        self.pause.setVisible(busy)
        self.pause.setEnabled(state is State.RUNNING)
        self.cancel.setVisible(download is not None)
        self.cancel.setEnabled(state is not State.STOPPING)
        asked = bool(offered.licence.limits) and download is None and not offered.path
        self.accept.setVisible(asked)
        self.download.setVisible(not busy)
        self.download.setText(self._main_words(offered))
        self._allow()

    def _main_words(self, offered: Offered) -> str:
        if offered.path:
            return self.tr("&Show it")
        if offered.download is None:
            return self.tr("&Download")
        if offered.download.state is State.FAILED:
            return self.tr("&Try again")
        return self.tr("Go &on")

    def _allow(self) -> None:
        offered = self._offered
        if offered is not None:
            free = not offered.licence.limits or offered.licence.id in self._accepted
            begun = offered.download is not None or offered.path
            self.download.setEnabled(bool(free or begun))

    def _accept(self, accepted: bool) -> None:  # noqa: FBT001  as Qt calls it
        if self._offered is not None:
            change = self._accepted.add if accepted else self._accepted.discard
            change(self._offered.licence.id)
            self._allow()

    def _act(self) -> None:
        if self._offered is not None and self._offered.path:
            self.show_asked.emit(self._offered.path)
        else:
            self.download_asked.emit()

    def _make_buttons(self) -> None:
        hint = self.tr("Fetch the file from its publisher")
        self.download = MainButton(self.tr("&Download"), hint, QKeySequence())
        self.download.clicked.connect(self._act)
        self.pause = QuietButton(
            self._theme, "", self.tr("&Pause"), self.tr("Keep what is there and go on later")
        )
        self.pause.clicked.connect(self.pause_asked)
        self.cancel = QuietButton(
            self._theme, "", self.tr("&Cancel"), self.tr("Remove what is there")
        )
        self.cancel.clicked.connect(self.cancel_asked)

    def _lay_out(self) -> None:
        theme = self._theme
        column = ScrollColumn(theme)
        terms = QWidget()
        lines = spaced(QVBoxLayout(terms), theme, gap=GROUP / 2)
        title = wrapped_label("title")
        title.setText(self.tr("Licence"))
        for line in (title, self._terms):
            lines.addWidget(line)
        for part in (self._name, self._note, self._fit, terms, self._facts):
            column.add(part)
        foot = spaced(QHBoxLayout(), theme, gap=GROUP)
        foot.addWidget(self._state, 1)
        for button in (self.cancel, self.pause, self.download):
            foot.addWidget(button)
        bottom = spaced(QVBoxLayout(), theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, SECTION))
        bottom.addWidget(self.accept)
        bottom.addWidget(self._meter)
        bottom.addLayout(foot)
        layout = spaced(QVBoxLayout(self), theme, gap=0)
        layout.addWidget(column, 1)
        layout.addLayout(bottom)
