"""Every message survives the wire; nothing else gets through it."""

from __future__ import annotations

import io
import json
from dataclasses import fields, is_dataclass
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.engine import wire
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    ContinuationScore,
    Generate,
    PromptPart,
    Reply,
    Request,
    Sampling,
    Scored,
    Text,
)

ALL = (*get_args(Request), *get_args(Reply))
texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
st.register_type_strategy(str, texts)
st.register_type_strategy(float, numbers)
st.register_type_strategy(int, st.integers(-(2**31), 2**31))
params = st.dictionaries(texts, st.one_of(texts, st.integers(-100, 100)))


def messages() -> st.SearchStrategy[object]:
    return st.one_of(
        *(st.builds(kind, **({"params": params} if has_params(kind) else {})) for kind in ALL)
    )


def has_params(kind: type) -> bool:
    assert is_dataclass(kind)
    return any(field.name == "params" for field in fields(kind))


@given(messages())
def test_a_message_comes_back_as_it_went(message: Request | Reply) -> None:
    line = wire.encode(message)
    assert line.count(b"\n") == 1
    assert wire.decode(line) == message


@given(st.binary())
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(AppError) as caught:
        wire.decode(line)
    assert caught.value.code is Code.WIRE_BROKEN


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "Nonsense", "body": {}},
        {"type": "Text", "body": {"id": "1", "text": "x", "tokens": 1}},
        {"type": "Text", "body": {"id": 1, "tokens": 1}},
        {"type": "Done", "body": {"id": 1, "stop_reason": "bored"}},
        {"type": "Text"},
        ["Text"],
    ],
)
def test_frames_of_the_wrong_shape_are_refused(frame: object) -> None:
    with pytest.raises(AppError) as caught:
        wire.decode(json.dumps(frame).encode())
    assert caught.value.code is Code.WIRE_BROKEN


def test_a_lone_surrogate_is_refused_before_it_is_sent() -> None:
    request = Generate(id=1, parts=(PromptPart("\ud800"),), sampling=Sampling())
    with pytest.raises(AppError) as caught:
        wire.encode(request)
    assert caught.value.code is Code.WIRE_BROKEN


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
@pytest.mark.parametrize("text", ["plain", "with null in it"])
def test_a_number_json_does_not_have_is_refused_before_it_is_sent(number: float, text: str) -> None:
    scored = Scored(1, ((ContinuationScore(number, 1),),), 1, 0, 0.0)
    request = Generate(id=1, parts=(PromptPart(text),), sampling=Sampling(temperature=number))
    for message in (scored, request):
        with pytest.raises(AppError) as caught:
            wire.encode(message)
        assert caught.value.code is Code.WIRE_BROKEN
        assert "no number" in caught.value.params["reason"]


def test_the_word_null_in_a_text_is_no_number() -> None:
    assert wire.decode(wire.encode(Text(1, "null", 1))) == Text(1, "null", 1)


def test_a_message_over_the_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(AppError) as caught:
        wire.encode(Text(1, "x" * wire.MAX_FRAME_BYTES, 1))
    assert caught.value.code is Code.MESSAGE_TOO_LARGE
    assert caught.value.params["bytes"] > caught.value.params["limit"] == wire.MAX_FRAME_BYTES


def test_an_endless_line_is_given_up_at_the_limit() -> None:
    stream = io.BytesIO(b"x" * (wire.MAX_FRAME_BYTES + 10))
    with pytest.raises(AppError) as caught:
        list(wire.read_frames(stream))
    assert caught.value.code is Code.MESSAGE_TOO_LARGE


@given(st.lists(messages(), max_size=5), st.integers(0, 20))
def test_a_stream_gives_its_whole_lines(sent: list[Request | Reply], cut: int) -> None:
    data = b"".join(map(wire.encode, sent))
    assert [wire.decode(line) for line in wire.read_frames(io.BytesIO(data))] == sent
    shorter = data[: len(data) - cut]
    whole = list(wire.read_frames(io.BytesIO(shorter)))
    assert whole == data.splitlines(keepends=True)[: shorter.count(b"\n")]
