from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.endtoend.conftest import User
from tests.ui.hands import CONTROL, click, press, type_text

pytestmark = pytest.mark.model


def test_a_prompt_asked_while_the_model_loads_waits_says_so_and_is_answered(user: User) -> None:
    tab = user.window.prompt
    tab.composer.options.restore({"seed": 3, "length": 40, "temperature": 0})
    type_text(tab.composer.box, "Write one sentence about the sea.")

    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)

    user.until_status("Waiting for ")
    user.until_status("Finished: ")
    answer = tab.page.last_answer
    assert "sea" in answer.lower() or "ocean" in answer.lower()
    assert answer in tab.page.plain_text()
    assert tab.composer.box.text() == ""
    assert " tokens/s" in user.status
    gauge = user.window.status_line._context_gauge
    used = int(gauge.text.split()[1].replace(",", ""))
    assert 40 < used < 1024


def test_the_same_seed_gives_the_same_answer(ready_user: User) -> None:
    tab = ready_user.window.prompt
    tab.composer.options.restore({"seed": 7, "length": 24, "temperature": 1.2})
    answers = []
    for _ in range(2):
        tab.clear()  # what is on the page would go along
        tab.composer.box.set_text("Tell me a story.")
        tab.start()
        ready_user.until(lambda: tab.jobs.current == tab.jobs.waiting == 0)
        answers.append(tab.page.last_answer)

    assert answers[0] == answers[1]
    assert "Ended at the chosen length of 24 tokens" in tab.page.plain_text()


def test_friendly_and_angry_sentences_are_told_apart(ready_user: User) -> None:
    ready_user.window.open_tab(1)
    tab = ready_user.window.sentiment
    tab.box.set_text("What a wonderful, lovely evening! The food was disgusting and awful.")

    click(tab.judge_button)

    ready_user.until_status("Finished")
    friendly, angry = tab.view.list.sentences.rows
    assert friendly.verdict.label == "positive"
    assert angry.verdict.label == "negative"
    verdict = tab.view.verdict
    assert verdict is not None
    assert sum(verdict.probabilities) == pytest.approx(1)


def test_a_translation_keeps_lines_and_partners(ready_user: User) -> None:
    ready_user.window.open_tab(2)
    tab = ready_user.window.translation
    tab.source_language.choose("en")
    tab.target_language.choose("fr")
    source = "Good morning.\n\n- The house is big.\n- I like it."
    tab.box.set_text(source)

    press(tab.box, Qt.Key.Key_Return, CONTROL)

    ready_user.until_status("Finished: 3 parts")
    translated = tab.pane.view.plain_text()
    assert [bool(line) for line in translated.split("\n")] == [True, False, True, True]
    assert translated.split("\n")[2].startswith("- ")
    assert [row.part.source for row in tab.translated.sheet.rows] == [
        "Good morning.",
        "The house is big.",
        "I like it.",
    ]


def test_one_tab_waits_for_the_other_and_both_are_answered(ready_user: User) -> None:
    window = ready_user.window
    window.prompt.composer.options.restore({"length": 100, "temperature": 0})
    window.prompt.composer.box.set_text("Write a long letter to a friend.")
    window.prompt.start()
    ready_user.until_status("Writing")
    window.open_tab(1)
    window.sentiment.box.set_text("I love it.")

    window.sentiment.start()

    ready_user.until_status("Waiting for the answer to the prompt")
    ready_user.until_status("Finished")
    assert window.sentiment.view.verdict is not None
    assert window.prompt.page.last_answer
