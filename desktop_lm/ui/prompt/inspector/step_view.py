"""One step of an answer: what stood to choose from and what the sampler did with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_lm.messages import Cut, Sampling, TokenView
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector import token_words
from desktop_lm.ui.prompt.inspector.probability_list import ProbabilityList, lines_of
from desktop_lm.ui.prompt.inspector.token_words import exact, shown, translate
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.facts import Facts


class StepView(QWidget):
    """``taken`` carries an alternative to go on from."""

    taken = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._hint = QLabel(
            self.tr("With Probabilities on, go to a word of an answer to see how it was chosen.")
        )
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self.list = ProbabilityList(theme, self.tr("The model's probabilities at this step"))
        self.facts = Facts(theme)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        for widget in (self._hint, self.list, self.facts):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.list.taken.connect(self.taken)
        self.show_step(None, 0)

    def show_step(self, trace: TokenTrace | None, index: int) -> None:
        """Show token ``index`` of a trace; nothing for None."""
        known = trace is not None and index < len(trace.views)
        self._hint.setVisible(not known)
        self.list.setVisible(known)
        self.facts.setVisible(known)
        if trace is None or not known:
            return
        view = trace.views[index]
        self.list.show_rows(lines_of(view))
        self.list.setFixedHeight(self.list.sizeHint().height())
        self.facts.show_rows(_facts(trace, view, index))


def _facts(trace: TokenTrace, view: TokenView, index: int) -> list[tuple[str, str]]:
    place = translate("Step", "{number} of {count}, id {id}").format(
        number=numbers.whole(index + 1), count=numbers.whole(len(trace.views)), id=view.token
    )
    taken = translate("Step", "{token}, number {rank} of the likeliest").format(
        token=shown(view.text), rank=numbers.whole(view.rank)
    )
    rows = [(translate("Step", "Token"), place), (translate("Step", "Taken"), taken)]
    if view.penalised or any(other.penalised for other in view.alternatives):
        rows.append((translate("Step", "Repeat penalty"), _penalties(trace.sampling, view)))
    rows += [
        (
            _step_name(step.cut, trace.sampling),
            translate("Step", "{count} left").format(count=numbers.whole(step.left)),
        )
        for step in view.steps
    ]
    if trace.sampling.temperature > 0:
        rows.append((translate("Step", "Temperature"), numbers.decimal(trace.sampling.temperature)))
        drawn = translate("Step", "with {probability} after the cut").format(
            probability=exact(view.after)
        )
        rows.append((translate("Step", "Drawn"), drawn))
    return rows


def _step_name(cut: Cut, sampling: Sampling) -> str:
    return {
        Cut.GRAMMAR: translate("Step", "Grammar"),
        Cut.TOP_K: translate("Step", "Top-k {value}").format(value=sampling.top_k),
        Cut.TOP_P: translate("Step", "Top-p {value}").format(value=numbers.decimal(sampling.top_p)),
        Cut.MIN_P: translate("Step", "Min-p {value}").format(value=numbers.decimal(sampling.min_p)),
        Cut.GREEDY: translate("Step", "Temperature 0"),
    }.get(cut, "")


def _penalties(sampling: Sampling, view: TokenView) -> str:
    words = [token_words.shown(other.text) for other in view.alternatives if other.penalised]
    if view.penalised:
        words.insert(0, shown(view.text))
    return translate("Step", "{value} held against {tokens}").format(
        value=numbers.decimal(sampling.repeat_penalty), tokens=", ".join(words)
    )
