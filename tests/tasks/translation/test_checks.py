"""What a check finds, and what it leaves in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.messages import StopReason
from desktop_lm.tasks.translation.checks import FAILED, Finding, Flag, check, doubt, flags_of
from desktop_lm.tasks.translation.glossary import Term

GOOD = [
    ("I would like a cup of coffee, please.", "Je voudrais une tasse de café, s'il vous plaît."),
    ("Tom", "Tom"),
    ("It costs 1,250.50 dollars.", "Cela coûte 1 250,50 dollars."),
    ("The train leaves at 12:30.", "Le train part à 12 h 30."),
    ("No, no, no, no!", "Non, non, non, non !"),
    ("Yes.", "Oui."),
]


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_good_translations_are_left_in_peace(source: str, target: str) -> None:
    assert check(source, target, ("en", "fr")) == ()


def test_chinese_says_in_few_characters_what_takes_many_letters() -> None:
    english, chinese = "I like the spring in Beijing very much.", "我非常喜欢北京的春天。"

    assert check(english, chinese, ("en", "zh")) == ()
    assert check(chinese, english, ("zh", "en")) == ()


@pytest.mark.parametrize(
    ("source", "target", "flag"),
    [
        ("A cup of coffee.", "", Flag.EMPTY),
        ("A cup of coffee.", " … ", Flag.EMPTY),
        ("A cup of coffee.", "A cup of coffee", Flag.SAME),
        (
            "He said that it was late.",
            "He told them that it was already rather late.",
            Flag.LANGUAGE,
        ),
        ("我喜欢北京。", "北京我很喜欢。", Flag.LANGUAGE),
        ("A cup of coffee.", "Une tasse de " + "café de " * 9, Flag.REPETITION),
        ("She sleeps.", "她她睡觉" * 6, Flag.REPETITION),
        ("He has seen three of them in the old garden today.", "Oui.", Flag.LENGTH),
        ("Call 555 1234 before 9.", "Appelez avant 9 heures.", Flag.NUMBERS),
        ("It weighs 5 kg.", "Il pèse 5 livres (5 lb).", Flag.UNITS),
        (
            "He has seen three old men in the garden.",
            "Er hat heute drei alte Männer im großen Garten gesehen.",
            Flag.LANGUAGE,
        ),
    ],
)
def test_what_is_doubtful_is_named(source: str, target: str, flag: Flag) -> None:
    languages = ("zh", "en") if source[0] > "\u3000" else ("en", "fr")
    if target[:1] == "她":
        languages = ("en", "zh")
    assert flag in flags_of(check(source, target, languages))


def test_what_others_found_is_named() -> None:
    found = check(
        "The {a} cup",
        "La tasse",
        ("en", "fr"),
        missing=("{a}",),
        terms=(Term("cup", "coupe"),),
        talks=True,
    )

    assert set(found) == {
        Finding(Flag.PARTS, ("{a}",)),
        Finding(Flag.TERM, ("cup", "coupe")),
        Finding(Flag.CHATTER),
    }
    assert doubt(found) > doubt((Finding(Flag.TERM), Finding(Flag.CHATTER), Finding(Flag.EMPTY)))


def test_a_translation_the_model_did_not_end_is_cut() -> None:
    assert check("Yes, sir.", "Oui,", ("en", "fr"), StopReason.LENGTH) == (Finding(Flag.CUT),)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_odd(source: str, target: str) -> None:
    flags = check(source, target, ("en", "zh"))

    assert len(flags) == len(set(flags))


@pytest.mark.parametrize(
    ("target", "variety", "others"),
    [
        ("这个国家很漂亮。", "Traditional Chinese", ("这", "个", "国")),
        ("這個國家很漂亮。", "Simplified Chinese", ("這", "個", "國")),
        ("這個国家很漂亮。", "Traditional Chinese", ("国",)),
        ("火车里面有一台电话。", "Traditional Chinese", ("车", "电", "话")),
    ],
)
def test_chinese_of_the_other_variety_is_named(
    target: str, variety: str, others: tuple[str, ...]
) -> None:
    found = check("This country is beautiful.", target, ("en", "zh"), variety=variety)
    assert found == (Finding(Flag.VARIETY, others),)
    assert Flag.VARIETY in FAILED


@pytest.mark.parametrize(
    ("target", "variety"),
    [
        ("这个国家很漂亮。", "Simplified Chinese"),
        ("這個國家很漂亮。", "Traditional Chinese"),
        ("這個國家很漂亮。", ""),
        # What both write: an empress, a mile, a face, a stage.
        ("皇后走了一里面向台上的人。", "Traditional Chinese"),
        ("皇后走了一里面向台上的人。", "Simplified Chinese"),
        # The name is as the text has it.
        ("他叫马英九。", "Traditional Chinese"),
    ],
)
def test_chinese_of_the_variety_asked_for_is_left_in_peace(target: str, variety: str) -> None:
    assert check("His name is 马英九, I say.", target, ("en", "zh"), variety=variety) == ()
