"""The worker thread and a real engine process that plays a script."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest

from desktop_lm.child_command import child_command, child_environment
from desktop_lm.engine import wire
from desktop_lm.engine.client import EngineClient
from desktop_lm.engine.process import EngineLog, EngineProcess
from desktop_lm.engine.worker import Worker
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Cancel,
    Count,
    Counted,
    Done,
    Failed,
    Generate,
    Hello,
    Load,
    Loaded,
    PromptPart,
    Reply,
    State,
    StopReason,
    Text,
)
from tests.support.events import PATIENCE, Collected
from tests.support.little_memory import little_memory
from tests.support.scripts import write_script
from tests.support.waiting import wait_for_bytes


class Engine:
    """A client with its events, and work done on its thread."""

    def __init__(
        self, log: Path, worker: Worker | None = None, command: Sequence[str] = ()
    ) -> None:
        self.replies: Collected[Reply] = Collected()
        self.ends: Collected[AppError] = Collected()
        self.on_reply = self.replies
        self.on_engine_end = self.ends
        self.worker = worker or Worker()
        command = command or child_command("--scripted-engine")
        self.client = EngineClient(self.worker, command, log, self)
        if worker is None:
            self.worker.start()

    def close(self) -> None:
        self.worker.close(self.client.stop_process, self.client.force_end)

    def on_worker(self, action: Callable[[], object]) -> object:
        """Run on the worker thread and wait for what it gives."""
        result: list[object] = []
        done = threading.Event()

        def run() -> None:
            try:
                result.append(action())
            finally:
                done.set()

        self.worker.post(run)
        assert done.wait(PATIENCE)
        return result[0] if result else None

    def load(self, path: str) -> None:
        self.on_worker(self.client.start_process)
        self.send(Load(0, path))
        self.replies.wait_for(lambda reply: isinstance(reply, Loaded | Failed))

    def send(self, *requests: Load | Generate | Cancel | Count) -> None:
        for request in requests:
            self.on_worker(partial(self.client.send, request))

    def pid(self) -> int:
        pid = self.on_worker(lambda: self.client.pid)
        assert isinstance(pid, int)
        return pid

    def done(self, request_id: int) -> Done:
        reply = self.replies.wait_for(lambda r: isinstance(r, Done) and r.id == request_id)
        assert isinstance(reply, Done)
        return reply

    def text(self, request_id: int) -> str:
        texts = self.replies.of(Text)
        return "".join(t.text for t in texts if isinstance(t, Text) and t.id == request_id)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "logs" / "engine.log")
    yield engine
    engine.close()


def generate(request_id: int, text: str = "Hi", **fields: object) -> Generate:
    return Generate(id=request_id, parts=(PromptPart(text),), **fields)  # type: ignore[arg-type]


def test_the_first_words_are_hello_and_the_state_is_told(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path))
    hello = engine.replies.all()[0]
    assert isinstance(hello, Hello)
    assert hello.pid == engine.pid()
    assert hello.backend == "scripted"
    before = len(engine.replies)
    engine.send(generate(1))
    engine.replies.wait_for(lambda r: r == State(busy=False), start=before)
    states = [r.busy for r in engine.replies.of(State) if isinstance(r, State)]
    assert states[-2:] == [True, False]


def test_an_answer_streams_and_ends(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path, answer=["You said ", "{prompt}", " 你好👋"]))
    engine.send(generate(1, "a\nb"))
    assert engine.done(1).stop_reason is StopReason.END
    assert engine.text(1) == "You said a\nb 你好👋"
    assert engine.done(1).token_ids == (0, 1, 2)


def test_a_stop_string_ends_the_answer(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path, answer=["one E", "ND two"]))
    engine.send(generate(1, stop=("END",)))
    assert engine.done(1).stop_reason is StopReason.STOP_STRING
    assert engine.text(1) == "one "
    assert engine.done(1).token_ids == (0, 1)


def test_a_cancel_ends_what_runs_and_what_waits(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path, token_seconds=0.02, repeat=10_000))
    engine.send(generate(1), generate(2))
    engine.replies.wait_for(lambda r: isinstance(r, Text) and r.id == 1)
    engine.send(Cancel(2), Cancel(1))
    assert engine.done(1).stop_reason is StopReason.CANCELLED
    assert engine.done(2).stop_reason is StopReason.CANCELLED
    assert engine.text(2) == ""
    engine.send(Count(3, (PromptPart("a b c"),)))
    engine.replies.wait_for(lambda r: r == Counted(3, 3))


STRANGER = """
import sys
from desktop_lm.engine import wire
from desktop_lm.messages import Hello
sys.stdout.buffer.write(wire.encode(Hello(wire.PROTOCOL + "1", 1, "other")))
sys.stdout.flush()
sys.stdin.read()
"""


def test_an_engine_of_another_version_is_told_and_ended(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "log", command=[sys.executable, "-c", STRANGER])
    engine.on_worker(engine.client.start_process)
    process = psutil.Process(engine.pid())
    assert engine.ends.wait_for(lambda _: True) == AppError(
        Code.ENGINE_PROTOCOL, theirs=wire.PROTOCOL + "1", ours=wire.PROTOCOL
    )
    assert len(engine.replies) == 0
    assert not process.is_running()
    engine.close()


def test_two_engines_live_on_one_worker(engine: Engine, tmp_path: Path) -> None:
    other = Engine(tmp_path / "log", engine.worker)
    engine.load(write_script(tmp_path, "one", answer=["one"]))
    other.load(write_script(tmp_path, "two", answer=["two"]))
    for each in (engine, other):
        each.send(generate(1))
    assert engine.done(1).stop_reason is other.done(1).stop_reason is StopReason.END
    assert (engine.text(1), other.text(1)) == ("one", "two")
    other.on_worker(other.client.kill_process)
    engine.send(generate(2))
    assert engine.done(2).stop_reason is StopReason.END
    assert len(engine.ends) == len(other.ends) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGKILL, Code.ENGINE_KILLED),
        (signal.SIGILL, Code.CPU_UNSUPPORTED),
        (signal.SIGSEGV, Code.ENGINE_CRASHED),
        (signal.SIGBUS, Code.MODEL_FILE_CHANGED),
    ],
)
def test_a_death_by_signal_is_told_with_its_reason(
    engine: Engine, tmp_path: Path, number: int, code: Code
) -> None:
    engine.load(write_script(tmp_path, answer=["a", "b"], crash_at_token=1, crash_signal=number))
    engine.send(generate(1))
    assert engine.ends.wait_for(lambda _: True).code is code
    assert engine.text(1) == "a"
    assert engine.on_worker(lambda: engine.client.pid) is None


@pytest.mark.skipif(shutil.which("true") is None, reason="no program that does nothing")
def test_one_that_dies_at_once_is_told_each_time(tmp_path: Path) -> None:
    """One of six was not, where the reader of its pipe came before all threads had begun."""
    for _ in range(60):
        ends: Collected[int] = Collected()
        EngineProcess(["true"], EngineLog(tmp_path / "log"), lambda _: None, ends)
        assert ends.wait_for(lambda _: True) == 0


def test_one_that_the_kernel_ended_for_want_of_memory_is_told_so(
    engine: Engine, tmp_path: Path
) -> None:
    engine.load(write_script(tmp_path))
    with little_memory(engine.pid()):
        engine.send(generate(1, "many words " * 2_000_000))
        assert engine.ends.wait_for(lambda _: True).code is Code.ENGINE_OUT_OF_MEMORY


def test_after_a_death_another_process_serves(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path, "bad", crash_at_token=0))
    first = engine.pid()
    engine.send(generate(1))
    assert engine.ends.wait_for(lambda _: True) == AppError(
        Code.ENGINE_CRASHED, reason="exit status 3"
    )
    seen = len(engine.replies)
    engine.on_worker(engine.client.start_process)
    engine.send(Load(0, write_script(tmp_path, "good")))
    engine.replies.wait_for(lambda reply: isinstance(reply, Loaded), start=seen)
    assert engine.pid() != first
    engine.send(generate(2))
    assert engine.done(2).stop_reason is StopReason.END


@pytest.mark.slow
def test_a_process_that_is_stopped_gives_no_sign_of_death(engine: Engine, tmp_path: Path) -> None:
    engine.load(write_script(tmp_path, token_seconds=0.02, repeat=10_000))
    process = psutil.Process(engine.pid())
    engine.send(generate(1))
    engine.on_worker(engine.client.stop_process)
    assert not process.is_running()
    assert len(engine.ends) == 0


def test_a_failed_load_says_why(engine: Engine, tmp_path: Path) -> None:
    path = write_script(tmp_path, load_error="tensor missing")
    engine.load(path)
    reply = engine.replies.wait_for(lambda reply: isinstance(reply, Failed))
    assert reply == Failed(0, Code.LOAD_FAILED.value, {"path": path, "reason": "tensor missing"})


def test_timers_run_on_the_worker_thread_in_their_order(engine: Engine) -> None:
    order: Collected[tuple[str, str]] = Collected()

    def note(name: str) -> Callable[[], None]:
        return lambda: order((name, threading.current_thread().name))

    engine.on_worker(lambda: engine.worker.after(0.05, note("later")))
    engine.on_worker(lambda: engine.worker.after(0.01, note("sooner")))
    order.wait_for(lambda entry: entry[0] == "later")
    assert [name for name, _ in order.all()] == ["sooner", "later"]
    assert {thread for _, thread in order.all()} == {"engine-worker"}


@pytest.mark.allow_log("The worker thread met an error")
def test_an_error_in_one_action_does_not_end_the_thread(engine: Engine) -> None:
    def broken() -> None:
        raise RuntimeError("bug")

    engine.worker.post(broken)
    assert engine.on_worker(lambda: 42) == 42


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_under_the_log_costs_only_the_log(tmp_path: Path) -> None:
    engine = Engine(Path("/dev/full"))
    engine.load(write_script(tmp_path))
    engine.send(generate(1))
    assert engine.done(1).stop_reason is StopReason.END
    engine.close()


SHORT_OF_MEMORY = """
import sys
from desktop_lm.engine import child
from desktop_lm.engine.scripted_backend import ScriptedBackend

class Backend(ScriptedBackend):
    def when_idle(self, *, ending=False):
        print("no memory to save with", file=sys.stderr)
        raise MemoryError

child.main(Backend)
"""


def test_an_engine_without_memory_for_what_can_wait_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    engine = Engine(log, command=[sys.executable, "-c", SHORT_OF_MEMORY])
    engine.load(write_script(tmp_path))
    wait_for_bytes(log, 1)
    engine.send(generate(1))
    assert engine.done(1).stop_reason is StopReason.END
    engine.close()


TALKER = """
import sys
for number in range(50_000):
    print("a line that nobody needs, number", number, "x" * 40, file=sys.stderr)
print("the last words", file=sys.stderr)
"""


def test_the_log_of_an_engine_that_talks_for_long_is_not_long(tmp_path: Path) -> None:
    log = tmp_path / "log"
    engine = Engine(log, command=[sys.executable, "-c", TALKER])
    engine.on_worker(engine.client.start_process)
    engine.ends.wait_for(lambda _: True)
    assert log.stat().st_size < 3 << 20
    assert log.read_text().endswith("the last words\n")
    engine.close()


@pytest.mark.slow
def test_an_engine_whose_parent_dies_ends_by_itself(tmp_path: Path) -> None:
    """The parent here is a process of its own, killed without a chance to say goodbye."""
    script = write_script(tmp_path, token_seconds=0.02, repeat=100_000)
    parent = subprocess.Popen(
        [sys.executable, "-P", "-c", PARENT, script, str(tmp_path / "log")],
        env=child_environment(dict(**_environment())),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    engine = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert engine.wait(PATIENCE) is not False
    assert not engine.is_running()


PARENT = """
import sys, threading
from pathlib import Path
from desktop_lm.engine import wire
from desktop_lm.child_command import child_command
from desktop_lm.engine.client import EngineClient
from desktop_lm.engine.worker import Worker
from desktop_lm.messages import Generate, Load, Loaded, PromptPart, Text

class Listener:
    def on_reply(self, reply):
        if isinstance(reply, Loaded):
            client.send(Generate(id=1, parts=(PromptPart("x"),), max_tokens=100_000))
        if isinstance(reply, Text) and reply.tokens < 3:
            print(client.pid, flush=True)
    def on_engine_end(self, error):
        pass

worker = Worker()
client = EngineClient(worker, child_command("--scripted-engine"), Path(sys.argv[2]), Listener())
worker.start()
worker.post(client.start_process)
worker.post(lambda: client.send(Load(0, sys.argv[1])))
threading.Event().wait()
"""


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
