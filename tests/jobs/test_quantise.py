"""Smaller files from larger ones, in a real engine process, and every way that goes wrong."""

from __future__ import annotations

import errno
import os
import queue
import shutil
import sys
from pathlib import Path

import psutil
import pytest

from desktop_lm import bootstrap
from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.background import Advanced, BackgroundWork, Ended, Stop
from desktop_lm.jobs.model_files.private_engine import PrivateEngine, StartEngine
from desktop_lm.jobs.model_files.quantise import QuantiseOrder, QuantiseResult, quantise
from desktop_lm.messages import Load, Loaded, LoadOptions, WeightType
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.part_file import NOTE, PART
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.download.remote import Remote
from desktop_lm.models.library.quantisation import quantisation
from desktop_lm.models.model_name import quantised_name
from desktop_lm.models.target_lock import target_lock
from desktop_lm.models.vet import vet
from tests.support.architectures import F16_TYPE, F32_TYPE, Sizes
from tests.support.random_models import write_model
from tests.support.split_files import split_file

PATIENCE = 60.0


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("source"), "llama", Sizes(weights=F16_TYPE))


def order(source: Path, folder: Path, kind: str = "Q4_0", **fields: object) -> QuantiseOrder:
    target = folder / quantised_name(str(source), kind)
    return QuantiseOrder(source, target, WeightType(kind), **fields)  # type: ignore[arg-type]


def make(
    what: QuantiseOrder, start: StartEngine = bootstrap.start_engine, stop: Stop | None = None
) -> QuantiseResult:
    return quantise(what, start, stop or Stop(), lambda _: None)


def refused(what: QuantiseOrder, start: StartEngine = bootstrap.start_engine) -> AppError:
    """The error; and that nothing was left in the target's folder."""
    before = sorted(what.target.parent.iterdir())
    with pytest.raises(AppError) as caught:
        make(what, start)
    assert sorted(what.target.parent.iterdir()) == before
    return caught.value


def test_a_smaller_file_is_made_that_says_what_it_is_and_loads(
    source: Path, tmp_path: Path
) -> None:
    steps: list[float] = []
    what = order(source, tmp_path)

    result = quantise(
        what, bootstrap.start_engine, Stop(), lambda step: steps.append(step.fraction)
    )

    header = vet(result.target)
    assert [path.name for path in tmp_path.iterdir()] == ["llama-random.Q4_0.gguf"]
    assert quantisation(header) == "Q4_0"
    assert result.file_bytes == header.file_bytes < source.stat().st_size / 2
    assert header.text("desktop_lm.made_from.file") == source.name
    assert header.text("desktop_lm.made_from.quantisation") == "F16"
    assert steps == sorted(steps)
    assert steps[-1] == 1
    with bootstrap.start_engine(Stop()) as engine:
        loaded = engine.ask(Load(0, str(result.target), LoadOptions(n_ctx=256)))
    assert isinstance(loaded, Loaded)
    assert "Q4_0" in loaded.model.quantisation


@pytest.mark.parametrize(
    ("architecture", "sizes"),
    [
        ("qwen3moe", Sizes(weights=F16_TYPE)),
        ("llama", Sizes(weights=F32_TYPE, tied=False)),
        ("gemma3", Sizes(weights=F16_TYPE)),
        ("lfm2", Sizes(weights=F16_TYPE)),
        ("mamba", Sizes(weights=F16_TYPE)),
    ],
)
def test_experts_windows_states_and_outputs_of_their_own(
    architecture: str, sizes: Sizes, tmp_path: Path
) -> None:
    result = make(order(write_model(tmp_path, architecture, sizes), tmp_path, "Q4_K_M"))

    assert result.file_bytes < result.source_bytes
    with bootstrap.start_engine(Stop()) as engine:
        loaded = engine.ask(Load(0, str(result.target), LoadOptions(n_ctx=256)))
    assert isinstance(loaded, Loaded)


def test_a_split_source_becomes_one_file(source: Path, tmp_path: Path) -> None:
    first, *rest = split_file(source, tmp_path, 3)
    whole, joined = order(source, tmp_path), order(first, tmp_path)

    make(whole)
    make(joined)

    assert joined.target.name == "parts.Q4_0.gguf"
    assert len(vet(joined.target).tensors) == len(vet(whole.target).tensors)
    assert vet(joined.target).integer("split.count") is None
    assert refused(order(rest[0], tmp_path)).code is Code.SPLIT_FILE
    rest[1].unlink()
    error = refused(order(first, tmp_path, overwrite=True))
    assert error.code is Code.SPLIT_PART_MISSING


def test_a_quantised_source_wants_to_be_asked_for(tmp_path: Path) -> None:
    what = order(write_model(tmp_path, "llama", Sizes()), tmp_path, "Q3_K_M")

    error = refused(what)

    assert error.code is Code.ALREADY_QUANTISED
    assert error.params["quantisation"] == "Q4_0"
    assert make(order(what.source, tmp_path, "Q2_K", allow_requantise=True)).file_bytes


def test_a_result_that_is_no_smaller_wants_to_be_asked_for(tmp_path: Path) -> None:
    small = write_model(tmp_path, "llama", Sizes())

    error = refused(order(small, tmp_path, "Q8_0", allow_requantise=True))

    assert error.code is Code.NOT_SMALLER
    assert error.params["before"] < error.params["after"]
    larger = make(order(small, tmp_path, "Q8_0", allow_requantise=True, allow_larger=True))
    assert larger.file_bytes > larger.source_bytes


def test_a_target_that_exists_is_kept_until_told_otherwise(source: Path, tmp_path: Path) -> None:
    what = order(source, tmp_path)
    what.target.write_text("precious")

    assert refused(what).code is Code.TARGET_EXISTS
    assert what.target.read_text() == "precious"
    assert make(order(source, tmp_path, overwrite=True)).file_bytes == what.target.stat().st_size


def test_a_file_is_never_written_over_itself(source: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(source)

    for overwrite in (False, True):
        error = refused(QuantiseOrder(source, link, WeightType.Q4_0, overwrite=overwrite))
        assert error == AppError(Code.TARGET_IS_SOURCE, path=str(link))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"not a model at all", Code.NOT_GGUF),
        (b"GGUF\x03\0\0\0", Code.FILE_TRUNCATED),
    ],
)
def test_a_source_that_is_no_model(content: bytes, code: Code, tmp_path: Path) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)

    assert refused(order(path, tmp_path)).code is code


def test_a_source_cut_short_and_one_that_is_not_there(source: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(source.read_bytes()[:-4096])

    assert refused(order(cut, tmp_path)).code is Code.FILE_TRUNCATED
    assert refused(order(tmp_path / "none.gguf", tmp_path)).code is Code.FILE_MISSING


def test_a_source_whose_weights_are_no_numbers(source: Path, tmp_path: Path) -> None:
    header = vet(source)
    data = bytearray(source.read_bytes())
    matrix = next(tensor for tensor in header.tensors if tensor.type == F16_TYPE)
    start = header.data_offset + matrix.offset
    data[start : start + matrix.nbytes] = b"\xff\xff" * (matrix.nbytes // 2)  # NaN in 16 bits
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(data)

    error = refused(order(broken, tmp_path))

    assert error.code in (Code.QUANTISE_FAILED, Code.ENGINE_CRASHED)
    assert "NaN" in str(error) or "valid" in str(error) or "ASSERT" in str(error)


def test_a_disk_that_fills_up_leaves_nothing(source: Path, tmp_path: Path) -> None:
    def limited(stop: Stop) -> PrivateEngine:
        """An engine that may write a megabyte a file: the system then refuses more."""
        code = (
            "import resource, runpy, sys;"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
            "sys.argv = ['desktop_lm', '--engine'];"
            "runpy.run_module('desktop_lm', run_name='__main__')"
        )
        return PrivateEngine([sys.executable, "-P", "-c", code], tmp_path.parent / "log", stop)

    error = refused(order(source, tmp_path, "Q8_0"), limited)  # 2 MB and more

    assert error.code is Code.WRITE_FAILED
    assert error.params["reason"] == os.strerror(errno.EFBIG)
    assert str(error.params["path"]).endswith(".Q8_0.gguf")  # not the part's name


def test_a_device_that_is_always_full(source: Path, tmp_path: Path) -> None:
    full = tmp_path / "full.gguf.making"
    full.symlink_to("/dev/full")

    with pytest.raises(AppError) as caught:
        make(QuantiseOrder(source, tmp_path / "full.gguf", WeightType.Q4_0))

    assert caught.value.code in (Code.DISK_FULL, Code.WRITE_FAILED)
    assert list(tmp_path.iterdir()) == []


def test_a_target_below_a_file_and_one_with_too_long_a_name(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for name in ("file/x.gguf", "x" * 250 + ".gguf"):
        with pytest.raises(AppError) as caught:
            make(QuantiseOrder(source, tmp_path / name, WeightType.Q4_0))
        assert caught.value.code is Code.WRITE_FAILED
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_folder_that_takes_no_file(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    # Root may write anywhere on a disk, and nobody makes files in /proc.
    target = Path("/proc/x.gguf") if os.geteuid() == 0 else folder / "x.gguf"
    folder.chmod(0o500)

    with pytest.raises(AppError) as caught:
        make(QuantiseOrder(source, target, WeightType.Q4_0))

    assert caught.value.code is Code.WRITE_FAILED


def test_two_runs_of_one_target(source: Path, tmp_path: Path) -> None:
    what = order(source, tmp_path)

    lock = target_lock(what.target)
    with lock, pytest.raises(AppError) as caught:
        make(what)

    assert caught.value.code is Code.TARGET_BUSY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("refuse", [False, True])
def test_a_paused_download_onto_the_same_name_is_left_alone(
    source: Path,
    tmp_path: Path,
    refuse: bool,
) -> None:
    what = order(source, tmp_path)
    paused = {
        what.target.with_name(what.target.name + ending): content
        for ending, content in ((PART, b"half of a download"), (NOTE, b"{}"))
    }
    for path, content in paused.items():
        path.write_bytes(content)

    if refuse:
        with pytest.raises(AppError):
            make(order(source, tmp_path, importance=tmp_path / "none"))
        with pytest.raises(Stopped):
            make(what, stop=asked_to_stop())
    else:
        make(what)

    assert {path: path.read_bytes() for path in paused} == paused


def test_a_download_waits_until_the_name_is_free(source: Path, tmp_path: Path) -> None:
    what = order(source, tmp_path)
    remote = Remote("a/b", "0" * 40, what.target.name, 10, "0" * 64)
    downloader = Downloader(tmp_path, ())

    def download(_: Advanced) -> None:
        with pytest.raises(AppError) as caught:
            downloader.fetch(remote, StopSignal(), lambda _: None)
        refusals.append(caught.value.code)

    refusals: list[Code] = []
    quantise(what, bootstrap.start_engine, Stop(), download)

    assert set(refusals) == {Code.DOWNLOADING_ELSEWHERE}


def asked_to_stop() -> Stop:
    stop = Stop()
    stop.ask()
    return stop


def test_stopping_midway_leaves_nothing(source: Path, tmp_path: Path) -> None:
    stop, what = Stop(), order(source, tmp_path)
    parts: list[str] = []

    def stop_at_once(_: Advanced) -> None:
        parts.extend(path.name for path in tmp_path.iterdir())
        stop.ask()

    with pytest.raises(Stopped):
        quantise(what, bootstrap.start_engine, stop, stop_at_once)

    assert "llama-random.Q4_0.gguf.making" in parts
    assert list(tmp_path.iterdir()) == []


def test_stopped_before_it_began(source: Path, tmp_path: Path) -> None:
    stop = Stop()
    stop.ask()

    with pytest.raises(Stopped):
        make(order(source, tmp_path), stop=stop)

    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_is_ended_from_outside(source: Path, tmp_path: Path) -> None:
    def doomed(stop: Stop) -> PrivateEngine:
        engine = bootstrap.start_engine(stop)
        psutil.Process(engine.pid).kill()
        return engine

    assert refused(order(source, tmp_path), doomed).code in (
        Code.ENGINE_KILLED,
        Code.ENGINE_OUT_OF_MEMORY,
    )


def test_a_source_that_is_written_to_midway(source: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(source, tmp_path))

    with pytest.raises(AppError) as caught:
        quantise(order(copy, tmp_path), bootstrap.start_engine, Stop(), lambda _: os.utime(copy))

    assert caught.value.code is Code.FILE_CHANGED
    assert list(tmp_path.iterdir()) == [copy]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_source_whose_name_goes_midway_is_still_read(source: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(source, tmp_path))
    what = order(copy, tmp_path)

    quantise(what, bootstrap.start_engine, Stop(), lambda _: copy.unlink(missing_ok=True))

    assert list(tmp_path.iterdir()) == [what.target]
    assert quantisation(vet(what.target)) == "Q4_0"


def test_in_the_background_with_an_end_of_each_kind(source: Path, tmp_path: Path) -> None:
    def ended(what: QuantiseOrder, *, stop: bool = False) -> Ended[QuantiseResult]:
        heard: queue.SimpleQueue[Advanced | Ended[QuantiseResult]] = queue.SimpleQueue()
        work = BackgroundWork(
            lambda stop, tell: quantise(what, bootstrap.start_engine, stop, tell), heard.put
        )
        if stop:
            work.stop()
        work.start()
        while isinstance(event := heard.get(timeout=PATIENCE), Advanced):
            pass
        assert work.close()
        return event

    assert ended(order(source, tmp_path), stop=True) == Ended()
    made = ended(order(source, tmp_path))
    assert made.result is not None
    assert made.error is None
    again = ended(order(source, tmp_path))
    assert again.error == AppError(Code.TARGET_EXISTS, path=str(made.result.target))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/m/SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct.Q4_0.gguf"),
        ("/m/model-F16.gguf", "model.Q4_0.gguf"),
        ("/m/model-q8_0.GGUF", "model.Q4_0.gguf"),
        ("/m/big-BF16-00001-of-00003.gguf", "big.Q4_0.gguf"),
        ("/m/plain.gguf", "plain.Q4_0.gguf"),
        ("C:\\models\\modell für Größe.gguf", "modell für Größe.Q4_0.gguf"),
    ],
)
def test_the_name_of_what_is_made(path: str, name: str) -> None:
    assert quantised_name(path, "Q4_0") == name
