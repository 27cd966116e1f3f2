from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_lm.engine.template_limits import CPU_SECONDS, DATA_BYTES, MAX_TEMPLATE, SECONDS
from desktop_lm.engine.template_renderer import TemplateRenderer, run
from desktop_lm.errors import Stopped, TemplateError
from desktop_lm.tasks.chat.template import ChatFormat, ChatMessage

MESSAGES = [{"role": "user", "content": "hi"}]
render = TemplateRenderer()
POSIX = os.name != "nt"
Messages = Sequence[Mapping[str, Any]]


def rendered(template: str, messages: list[dict[str, Any]] | None = None, **options: Any) -> str:
    return render(template, messages or MESSAGES, bos="<s>", eos="</s>", options=options)


def failure(template: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        rendered(template)
    return caught.value


def test_a_template_is_rendered_in_another_process() -> None:
    template = "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }}{% endfor %}"

    assert rendered(template + "{{ eos_token }}") == "<s>user:hi</s>"


def test_options_and_all_of_unicode_come_through() -> None:
    text = "Ünï 你好 👩‍👩‍👧 \u2028 \x00 नमस्ते"
    messages = [{"role": "user", "content": text}]

    assert rendered("{{ messages[0].content }}{{ extra }}", messages, extra="✓") == text + "✓"


def test_what_hugging_face_offers_is_there() -> None:
    template = """\
{% for i in [1, 2, 3] %}
    {% if i == 2 %}{% continue %}{% endif %}
    {% generation %}{{ i }}{% endgeneration %}
{% endfor %}
{{ strftime_now('%Y') | length }}{{ messages | tojson }}{{ {'a': '<é>'} | tojson(indent=1) }}
{{- tools is none }}{{ documents is none }}"""

    assert rendered(template) == ('134[{"role": "user", "content": "hi"}]{\n "a": "<é>"\n}TrueTrue')


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{% if %}", "syntax"),
        ("{{ raise_exception('turns must alternate') }}", "raised"),
        ("{{ 1 // 0 }}", "error"),
        ("{{ missing.name }}", "error"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "error"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "error"),
        ("{{ range(10**9) | list }}", "error"),
        ("{% include '/etc/passwd' %}", "error"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__.os.environ }}", "unsafe"),
        ("{{ messages.append(1) }}", "unsafe"),
        ("{{ '\\ud800' }}", "error"),
        ("x" * (MAX_TEMPLATE + 1), "output"),
        ("{% for i in range(99999) %}{{ 'x' * 99 }}{% endfor %}", "output"),
    ],
)
def test_failures_are_told_apart(template: str, reason: str) -> None:
    assert failure(template).reason == reason


def test_what_the_template_says_is_kept_for_the_log() -> None:
    assert failure("{{ raise_exception('turns must alternate') }}").detail == "turns must alternate"


DOUBLE = "{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'x' * 10**10 }}",
        "{{ '%99999999999d' % 1 }}",
        "{% set n = namespace(x='xx') %}" + DOUBLE,
        "{% set n = namespace(x=[0]) %}" + DOUBLE,
    ],
)
@pytest.mark.slow
def test_gigabytes_are_not_had(template: str) -> None:
    before = psutil.Process().memory_info().rss

    assert failure(template).reason in ("memory", "cpu")

    assert psutil.Process().memory_info().rss - before < 100 << 20


ENDLESS = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def test_a_process_that_says_nothing_is_ended_by_the_clock() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    started = time.monotonic()

    with pytest.raises(TemplateError) as caught:
        run(command, {}, seconds=0.5)

    assert caught.value.reason == "time"
    assert 0.5 <= time.monotonic() - started < 5


def test_a_template_nobody_waits_for_any_more_is_left_at_once() -> None:
    asked = iter([False, False, True])
    started = time.monotonic()

    with pytest.raises(Stopped):
        run([sys.executable, "-c", "import time; time.sleep(600)"], {}, stopped=lambda: next(asked))

    assert time.monotonic() - started < SECONDS


@pytest.mark.slow
def test_a_process_that_burns_the_processor_is_ended_where_the_system_has_no_limit() -> None:
    started = time.monotonic()

    with pytest.raises(TemplateError) as caught:
        run([sys.executable, "-c", "while True: pass"], {})

    assert caught.value.reason == "cpu"
    assert time.monotonic() - started >= CPU_SECONDS


@pytest.mark.slow
def test_a_process_that_takes_much_memory_is_ended_where_the_system_has_no_limit() -> None:
    hog = "import time; x = bytearray(700 << 20); time.sleep(600)"

    with pytest.raises(TemplateError) as caught:
        run([sys.executable, "-c", hog], {})

    assert caught.value.reason == "memory"


def test_a_process_that_never_stops_talking_fills_no_memory() -> None:
    flood = "import os\nwhile True: os.write(1, b'x' * 65536)"
    before = psutil.Process().memory_info().rss

    with pytest.raises(TemplateError):
        run([sys.executable, "-c", flood], {})

    assert psutil.Process().memory_info().rss - before < 100 << 20


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise SystemExit(3)", "crash"),
        ("print('no json')", "crash"),
        ("print('[]')", "crash"),
        ("print('{}')", "crash"),
        ("import os; os.abort()", "crash"),
    ],
)
def test_a_process_that_breaks_down_is_a_failure_like_others(code: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        run([sys.executable, "-c", code], {"template": "x" * 200_000})

    assert caught.value.reason == reason


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        run([str(tmp_path / "nothing")], {})

    assert caught.value.reason == "start"


def test_the_user_s_environment_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    show = "import json, os; print(json.dumps({'text': ' '.join(sorted(os.environ))}))"

    names = run([sys.executable, "-c", show], {}).split()

    assert "SECRET_TOKEN" not in names
    assert "HOME" not in names


@pytest.mark.skipif(not POSIX, reason="Windows has no such limits")
def test_the_limits_hold_in_the_real_child() -> None:
    # The limits of the process as the template child leaves them, told from inside.
    tell = """
import json, os, resource
from desktop_lm.engine import template_child
template_child._limit_process()
names = ("RLIMIT_CPU", "RLIMIT_DATA", "RLIMIT_CORE", "RLIMIT_FSIZE")
limits = {name: resource.getrlimit(getattr(resource, name))[0] for name in names}
print(json.dumps({"text": json.dumps({**limits, "nice": os.nice(0)})}))
"""
    told = json.loads(run([sys.executable, "-c", tell], {}))

    assert told["RLIMIT_CPU"] == CPU_SECONDS
    assert told["RLIMIT_CORE"] == told["RLIMIT_FSIZE"] == 0
    assert told["nice"] > os.nice(0)
    if sys.platform == "linux":
        assert told["RLIMIT_DATA"] == DATA_BYTES


@pytest.mark.slow
def test_a_hostile_template_is_given_up_and_the_chat_goes_on() -> None:
    waits: list[str] = []

    def counted(template: str, messages: Messages, *, bos: str, eos: str, options: Any) -> str:
        waits.append(template)
        return render(template, messages, bos=bos, eos=eos, options=options)

    format_ = ChatFormat(ENDLESS + "<|im_start|>", "", "", "llama", counted)

    for _ in range(4):
        parts = format_.parts([ChatMessage("user", "Hi")])

    assert len(waits) == 1
    assert format_.fallback_reason == "cpu"
    assert "".join(part.text for part in parts) == (
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    )
