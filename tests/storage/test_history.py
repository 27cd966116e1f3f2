"""No word is lost: conversations and their tree of versions."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_lm.storage.history.conversation import Kind, Message, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import search


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [message.text for message in messages]


def test_a_conversation_comes_back_as_it_was(history: History, path: Path) -> None:
    number = history.begin(Kind.CHAT, "Sea", {"temperature": 0.3})
    asked = history.add(number, None, Role.USER, "Why is the sea salty? 🌊")
    answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
    history.grow(answer, "Rivers")
    history.finish(answer, TextState.COMPLETE, "Rivers carry salt.", {"seed": 7})
    history.close()

    with closing(History(path)) as again:
        (conversation,) = again.conversations()
        assert (conversation.title, conversation.settings) == ("Sea", {"temperature": 0.3})
        messages = again.shown(number)
        assert texts(messages) == ["Why is the sea salty? 🌊", "Rivers carry salt."]
        assert messages[1].about == {"seed": 7}
        assert messages[1].state is TextState.COMPLETE


def test_every_version_stays_and_one_moves_among_them(history: History) -> None:
    number = history.begin()
    first = history.add(number, None, Role.USER, "first")
    answer = history.add(number, first, Role.ASSISTANT, "answer one")
    other = history.add(number, first, Role.ASSISTANT, "answer two")
    further = history.add(number, other, Role.USER, "and then?")
    edited = history.add(number, None, Role.USER, "first, edited")

    assert texts(history.shown(number)) == ["first, edited"]
    assert history.shown(number)[0].versions == (first, edited)

    history.show(number, first)
    assert texts(history.shown(number)) == ["first", "answer two", "and then?"]
    assert history.shown(number)[1].versions == (answer, other)
    history.show(number, answer)
    assert texts(history.shown(number)) == ["first", "answer one"]
    assert history.message(further).parent == other


def test_an_answer_that_was_broken_off_grows_again(history: History) -> None:
    number = history.begin()
    asked = history.add(number, None, Role.USER, "why?")
    answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
    history.finish(answer, TextState.STOPPED, "Because harbours")

    history.resume(answer)
    assert search(history, "harbours") == ()
    history.grow(answer, "Because harbours freeze")
    history.finish(answer, TextState.COMPLETE, "Because harbours freeze.")
    assert not history.resume(answer, "Because harbours".startswith)  # another window went on

    assert history.message(answer).state is TextState.COMPLETE
    assert len(search(history, "freeze")) == 1


def test_pinned_ones_come_first_then_the_last_used_whatever_the_clock_says(path: Path) -> None:
    times = iter([50.0, 40.0, 30.0, 20.0, 10.0, 5.0])
    with closing(History(path, clock=lambda: next(times))) as history:
        old, middle, new = history.begin(), history.begin(), history.begin()
        history.add(old, None, Role.USER, "again")
        history.pin(middle, pinned=True)
        assert [one.id for one in history.conversations()] == [middle, old, new]
        assert history.conversation(old).changed == 50.0


def test_tags_gather_conversations(history: History) -> None:
    one, two = history.begin(), history.begin()
    history.set_tags(one, ("work", "sea"))
    history.set_tags(two, ("sea",))
    history.set_tags(one, ("work", "draft"))

    assert history.tags() == ("draft", "sea", "work")
    assert [each.id for each in history.conversations(tag="sea")] == [two]
    assert history.conversation(one).tags == ("draft", "work")


def test_a_deleted_conversation_comes_back_until_it_is_purged(history: History) -> None:
    number = history.begin()
    history.add(number, None, Role.USER, "the harbour at night")
    history.delete(number)
    assert history.conversations() == ()
    assert search(history, "harbour") == ()

    history.restore(number)
    assert len(search(history, "harbour")) == 1
    history.purge((number,))
    assert len(history.conversations()) == 1, "only what is deleted can be purged"

    history.delete(number)
    history.purge((number,))
    history.restore(number)
    assert history.conversations() == ()
    assert search(history, "harbour") == ()


def test_a_conversation_that_another_window_deleted_comes_back_with_a_new_prompt(
    history: History,
) -> None:
    number = history.begin()
    asked = history.add(number, None, Role.USER, "Hello")
    history.delete(number)
    history.add(number, asked, Role.ASSISTANT, "Hi", state=TextState.GROWING)
    assert history.conversations() == (), "an answer that was under way is no reason"
    history.add(number, asked, Role.USER, "Are you there?")
    assert [each.id for each in history.conversations()] == [number]


def test_a_long_conversation_is_purged_whole_and_no_other(history: History) -> None:
    numbers = [history.begin(), history.begin()]
    for number in numbers:
        above = history.add(number, None, Role.USER, "the harbour at night")
        with history.connection:
            history.connection.execute("BEGIN")
            for depth in range(1, 2500):  # SQLite deletes a thousand of each other's children
                row = history.connection.execute(
                    "INSERT INTO message (conversation, parent, depth, role, state, text, created)"
                    " VALUES (?, ?, ?, 'user', 'complete', 'more', 0)",
                    (number, above, depth),
                )
                above = row.lastrowid or 0
    history.delete(numbers[0])
    history.purge(tuple(numbers))

    [(left, of, to)] = history.connection.execute(
        "SELECT count(*), min(conversation), max(conversation) FROM message"
    ).fetchall()
    assert (left, of, to) == (2500, numbers[1], numbers[1])
    assert len(search(history, "harbour")) == 1


def test_half_a_surrogate_pair_does_not_lose_the_rest(history: History) -> None:
    number = history.begin(title="\ud83d")
    message = history.add(number, None, Role.USER, "before \ud83d after \0 end")

    assert history.message(message).text == "before \ufffd after \0 end"
    assert history.conversation(number).title == "\ufffd"


class Tree(RuleBasedStateMachine):
    """The file against a plain tree in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History(Path(":memory:"))
        self.number = self.history.begin()
        self.parents: dict[int, int | None] = {}
        self.shown: int | None = None

    def teardown(self) -> None:
        self.history.close()

    @rule(data=st.data(), role=st.sampled_from(Role))
    def add(self, data: st.DataObject, role: Role) -> None:
        parent = data.draw(st.sampled_from([None, *self.parents]))
        self.shown = self.history.add(self.number, parent, role, f"text {len(self.parents)}")
        self.parents[self.shown] = parent

    @precondition(lambda self: self.parents)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.parents)))
        self.history.show(self.number, chosen)
        while below := [one for one, parent in self.parents.items() if parent == chosen]:
            chosen = max(below)
        self.shown = chosen

    @invariant()
    def the_way_to_the_leaf_is_shown(self) -> None:
        way: list[int] = []
        at = self.shown
        while at is not None:
            way.insert(0, at)
            at = self.parents[at]
        messages = self.history.shown(self.number)
        assert [message.id for message in messages] == way
        for message in messages:
            assert message.id in message.versions
            assert all(self.parents[one] == message.parent for one in message.versions)


TestTree = Tree.TestCase
