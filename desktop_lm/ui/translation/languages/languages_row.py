"""The row above the panes: from which language into which, and in what way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_lm.messages import ModelInfo
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.prompt import (
    Direction,
    takes_context,
    takes_style,
    wanted_beams,
)
from desktop_lm.tasks.translation.style import Style
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import name_of
from desktop_lm.ui.translation.languages import favourites
from desktop_lm.ui.translation.languages.choices import FAVOURITES, Choices
from desktop_lm.ui.translation.languages.detection import Found
from desktop_lm.ui.translation.languages.language_box import LanguageBox
from desktop_lm.ui.translation.languages.options_button import OptionsButton
from desktop_lm.ui.translation.languages.source_box import SourceBox
from desktop_lm.ui.translation.languages.style_button import StyleButton
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.flow import Flow

_ENGLISH, _OTHER = "en", "fr"
_TOP = Qt.AlignmentFlag.AlignTop


class LanguagesRow(QWidget):
    """``choices`` is the one value behind all of it, and ``changed`` follows it. ``moved`` comes
    where other languages were chosen, ``restyled`` where the same are to be written otherwise.
    ``options_button`` stands elsewhere."""

    changed = Signal()
    moved = Signal()
    restyled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.choices = Choices(target=_first_target())
        self._info: ModelInfo | None = None
        self.source = SourceBox(self.tr("From"), self._usual_source())
        self.target = LanguageBox(self.tr("To"))
        self.target.choose(self.choices.target)
        self.swap_button = QuietButton(
            theme,
            "arrow-left-right",
            self.tr("Swap"),
            self.tr("Swap the languages, and the texts with them (Ctrl+Shift+S)"),
            icon_only=True,
        )
        self.target_side = Flow(theme, GROUP)
        self.favourites = favourites.buttons(theme, self.target_side)
        self.style_button = StyleButton(theme)
        self.options_button = OptionsButton(theme)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def pair(self) -> tuple[str, str]:
        """The codes of both languages, whether the first was chosen or found."""
        return self.source.language.code, self.target.code

    def put(self, choices: Choices) -> None:
        """Show other choices. The pair may be another though the same are chosen: what a text
        counts as follows what was used."""
        pair, before, self.choices = self.pair, self.choices, choices
        self.source.otherwise = self._usual_source()
        chosen = (before.source, before.target) != (choices.source, choices.target)
        if chosen:
            for box, code in ((self.source, choices.source), (self.target, choices.target)):
                box.blockSignals(True)
                box.choose(code)
                box.blockSignals(False)
        if chosen or self.pair != pair:
            self._show()
            self.moved.emit()
        else:
            self._show()
            if _way(before) != _way(choices):
                self.restyled.emit()
        self.changed.emit()

    def show_found(self, found: Found) -> None:
        """What the text was detected to be."""
        before, known = self.pair, self.source.known
        self.source.show_found(found)
        if self.source.known != known:
            self._show()
        if self.pair != before:
            self.moved.emit()

    def remember_pair(self) -> None:
        """These two languages are being used."""
        self.put(self.choices.used(self.pair))

    def suit(self, info: ModelInfo) -> None:
        """Offer what this model takes; what it does not is greyed, with the reason."""
        self._info = info
        self._show()

    def _reasons(self) -> tuple[str, str]:
        """Why there is no wish about style, and none about what stands before; "" where there
        is."""
        if self._info is None:
            return "", ""
        direction = Direction(*self.pair)
        style, context = takes_style(self._info, direction), takes_context(self._info, direction)
        name = name_of(self._info)
        return (
            "" if style else self.tr("{model} takes no wish about style").format(model=name),
            ""
            if context
            else self.tr("{model} translates each sentence by itself").format(model=name),
        )

    def other_than(self, language: str) -> str:
        """A language to translate ``language`` into: the one it was translated with last."""
        usual = (self.choices.partner_of(language), *self.choices.favourites, _ENGLISH, _OTHER)
        return next(code for code in usual if code not in ("", language))

    def favourite(self, number: int) -> None:
        """Translate into this one."""
        code = self.favourites[number].code
        if code:
            self.put(replace(self.choices, target=code))

    # --- inside ---

    def _usual_source(self) -> str:
        """What a text counts as whose language cannot be told."""
        used = (source for source, _target in self.choices.pairs)
        target = self.choices.target
        usual = (self.choices.partner_of(target), *used, _ENGLISH, _first_target(), _OTHER)
        return next(code for code in usual if code not in ("", target))

    def _lay_out(self) -> None:
        self.target_side.add(self.target)
        self.target_side.add(self.style_button)
        for button in self.favourites:
            self.target_side.add(button)
            button.hide()
        layout = spaced(QHBoxLayout(self), self._theme, gap=GROUP, margins=(EDGE, SECTION, EDGE, 0))
        layout.addWidget(self._at_start(self.source), 1)
        layout.addWidget(self.swap_button, 0, _TOP)  # where large letters need a second line
        layout.addWidget(self.target_side, 1)

    def _at_start(self, widget: QWidget) -> QWidget:
        """``widget`` at the start of a place as wide as can be."""
        place = QWidget()
        layout = spaced(QHBoxLayout(place), self._theme, gap=0)
        layout.addWidget(widget, 0, _TOP)
        layout.addStretch(1)
        return place

    def _connect(self) -> None:
        self.source.chosen.connect(lambda code: self.put(replace(self.choices, source=code)))
        self.target.chosen.connect(lambda code: self.put(replace(self.choices, target=code)))
        self.style_button.chosen.connect(self._take_style)
        self.options_button.beams_chosen.connect(
            lambda beams: self.put(replace(self.choices, beams=beams))
        )
        self.options_button.context_chosen.connect(
            lambda pairs: self.put(replace(self.choices, context_pairs=pairs))
        )
        for number, button in enumerate(self.favourites):
            button.clicked.connect(partial(self.favourite, number))
            button.kept_asked.connect(self._keep)

    def _take_style(self, style: Style) -> None:
        self.put(self.choices.with_style(style))

    def _keep(self, code: str, kept: bool) -> None:  # noqa: FBT001  a signal's
        others = tuple(other for other in self.choices.kept if other != code)
        self.put(replace(self.choices, kept=((code, *others) if kept else others)[:FAVOURITES]))

    def _show(self) -> None:
        choices = self.choices
        offered = (*choices.favourites_for(self.source.known), *("",) * FAVOURITES)[:FAVOURITES]
        for button, code in zip(self.favourites, offered, strict=True):
            button.offer(code, kept=code in choices.kept)
        no_style, no_context = self._reasons()
        self.style_button.show_for(choices.target, choices.style, no_style)
        wanted = wanted_beams(self._info, Direction(*self.pair)) if self._info else 0
        self.options_button.show_chosen(choices.beams, choices.context_pairs, no_context, wanted)
        self.target_side.refresh()


def _first_target() -> str:
    own = QLocale.system().name().partition("_")[0]
    return own if own in BY_CODE and own != _ENGLISH else _OTHER


def _way(choices: Choices) -> tuple[object, ...]:
    return choices.style, choices.beams, choices.context_pairs
