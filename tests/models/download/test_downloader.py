"""Downloads from a real server on this machine, which does what servers and networks do."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.disk_space import free_bytes
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import Phase, Progress, Stopped, StopSignal, Wish
from desktop_lm.models.download.remote import Remote, check_address, endpoints
from desktop_lm.models.download.transfer import Patience
from desktop_lm.models.file_lock import FileLock
from tests.models.download.conftest import CALM, CONTENT, IMPATIENT, REVISION, Fetching, remote_of
from tests.support.events import PATIENCE
from tests.support.file_server import PAGE, FileServer, Turn, serving
from tests.support.waiting import wait_for_bytes

HALF = len(CONTENT) // 2
DONE = ["tiny.gguf"]
PAUSED = ["tiny.gguf.part", "tiny.gguf.part.json"]


def refusal(fetch: Fetching, server: FileServer, patience: Patience = CALM) -> AppError:
    with pytest.raises(AppError) as caught:
        fetch(server, patience=patience)
    return caught.value


# --- when all goes well ------------------------------------------------------------------------


def test_a_file_comes_whole_and_nothing_else_is_left(fetch: Fetching) -> None:
    with serving(CONTENT) as server:
        path = fetch(server)

    assert path.read_bytes() == CONTENT
    assert fetch.left() == DONE
    assert server.paths == [f"/someone/tiny/resolve/{REVISION}/tiny.gguf"]
    assert server.ranges == [""]


def test_progress_is_told_and_ends_at_the_whole(fetch: Fetching, progress: list[Progress]) -> None:
    with serving(CONTENT) as server:
        fetch(server)

    assert [p.phase for p in progress if p.phase is not Phase.LOADING] == [
        Phase.CONNECTING,
        Phase.CHECKING,
    ]
    loading = [p.done for p in progress if p.phase is Phase.LOADING]
    assert loading == sorted(loading)
    assert (loading[0], loading[-1]) == (0, len(CONTENT))
    assert {p.total for p in progress} == {len(CONTENT)}


def test_a_file_that_is_there_is_checked_and_not_fetched(fetch: Fetching, folder: Path) -> None:
    folder.mkdir()
    (folder / "tiny.gguf").write_bytes(CONTENT)

    with serving(CONTENT) as server:
        fetch(server)

    assert server.paths == []


def test_another_file_of_that_name_is_left_alone(fetch: Fetching, folder: Path) -> None:
    folder.mkdir()
    (folder / "tiny.gguf").write_bytes(b"mine")

    with serving(CONTENT) as server:
        error = refusal(fetch, server)

    assert error == AppError(Code.OTHER_FILE_THERE, path=str(folder / "tiny.gguf"))
    assert (folder / "tiny.gguf").read_bytes() == b"mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
def test_a_link_that_leads_nowhere_is_the_users_too(fetch: Fetching, folder: Path) -> None:
    folder.mkdir()
    (folder / "tiny.gguf").symlink_to(folder / "a disk that is not plugged in")

    with serving(CONTENT) as server:
        error = refusal(fetch, server)

    assert error.code is Code.FILE_UNREADABLE
    assert (folder / "tiny.gguf").is_symlink()
    assert server.paths == []


class Copier(list[Progress]):
    """Somebody who puts a file at the download's name while the last of it is checked."""

    def __init__(self, path: Path, content: bytes) -> None:
        super().__init__()
        self._path = path
        self._content = content

    def append(self, progress: Progress) -> None:
        if progress.phase is Phase.CHECKING:
            self._path.write_bytes(self._content)


def test_another_file_that_comes_meanwhile_is_left_alone_and_nothing_is_lost(folder: Path) -> None:
    target = folder / "tiny.gguf"
    fetch = Fetching(folder, Copier(target, b"mine"))
    with serving(CONTENT) as server:
        error = refusal(fetch, server)

        assert error == AppError(Code.OTHER_FILE_THERE, path=str(target))
        assert target.read_bytes() == b"mine"
        target.unlink()
        fetch.progress = []
        assert fetch(server).read_bytes() == CONTENT
        assert server.ranges == [""]  # all had come

    assert fetch.left() == DONE


def test_a_part_goes_once_the_whole_has_come_from_elsewhere(folder: Path) -> None:
    fetch = Fetching(folder, Copier(folder / "tiny.gguf", CONTENT))
    with serving(CONTENT) as server:
        assert refusal(fetch, server).code is Code.OTHER_FILE_THERE
        fetch.progress = []

        assert fetch(server).read_bytes() == CONTENT

    assert fetch.left() == DONE


def test_a_redirect_on_this_machine_is_followed_with_the_range(fetch: Fetching) -> None:
    with serving(CONTENT) as store:
        there = Turn(302, headers=(("Location", f"{store.endpoint}/blob"),), body=b"")
        store.turns = [Turn(cut_after=HALF)]
        with serving(CONTENT, there, there) as server:
            assert fetch(server).read_bytes() == CONTENT

    assert store.ranges == ["", f"bytes={HALF}-"]
    assert store.paths == ["/blob", "/blob"]


# --- when the connection breaks ----------------------------------------------------------------


def test_a_cut_goes_on_where_it_was(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), Turn(cut_after=1000)) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-", f"bytes={HALF + 1000}-"]
    assert server.asked[1]["if-range"] == '"one"'
    assert fetch.left() == DONE


@pytest.mark.slow
def test_a_silence_ends_a_try_and_another_goes_on(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        assert fetch(server, patience=IMPATIENT).read_bytes() == CONTENT

    assert server.ranges[:2] == ["", f"bytes={HALF}-"]


def test_tries_in_vain_come_to_an_end_and_keep_what_came(fetch: Fetching) -> None:
    cuts = [Turn(cut_after=HALF), *[Turn(cut_after=0)] * 20]
    with serving(CONTENT, *cuts) as server:
        error = refusal(fetch, server)

        assert (error.code, error.params["host"]) == (Code.CONNECTION_LOST, "127.0.0.1")
        assert len(server.asked) == CALM.tries
        assert fetch.left() == PAUSED
        server.turns.clear()
        assert fetch(server).read_bytes() == CONTENT
        assert server.ranges[-1] == f"bytes={HALF}-"


def test_tries_that_bring_something_are_not_counted(fetch: Fetching) -> None:
    with serving(CONTENT, *[Turn(cut_after=90_000)] * 10) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert len(server.asked) == 11


def test_a_server_that_is_not_there(fetch: Fetching, progress: list[Progress]) -> None:
    with serving(CONTENT) as server:
        pass

    error = refusal(fetch, server)

    assert (error.code, error.params["host"]) == (Code.HOST_UNREACHABLE, "127.0.0.1")
    assert [p.phase for p in progress].count(Phase.WAITING) == CALM.knocks - 1
    assert fetch.left() == []


def test_a_name_nobody_knows(fetch: Fetching, folder: Path) -> None:
    downloader = Downloader(folder, ("https://models.invalid",), CALM)
    remote = Remote("a/b", REVISION, "tiny.gguf", 10, "0" * 64)

    with pytest.raises(AppError) as caught:
        downloader.fetch(remote, StopSignal(), lambda _: None)

    assert (caught.value.code, caught.value.params["host"]) == (
        Code.HOST_UNREACHABLE,
        "models.invalid",
    )


# --- when the server says something else -------------------------------------------------------


def test_a_200_to_a_range_starts_anew(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), Turn(ignore_range=True)) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-"]


def test_a_tag_that_changed_between_two_parts_starts_anew(fetch: Fetching) -> None:
    # The first half is not the file's: it would be found out only at the end.
    with serving(CONTENT, Turn(cut_after=HALF, etag='"old"', flip=7)) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.asked[1]["if-range"] == '"old"'


def test_a_server_that_does_not_look_at_the_tag_starts_anew_too(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF, etag='"old"', flip=7)) as server:
        server.etag = '"old"'  # so that If-Range fits ...
        server.turns.append(Turn(headers=(("ETag", '"new"'),)))  # ... and the answer does not
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-", ""]


def test_a_weak_tag_is_not_sent_back(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF, etag='W/"one"')) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert "if-range" not in server.asked[1]


def test_another_range_than_was_asked_for_starts_anew(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), Turn(shift=5)) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-", ""]


def test_a_range_that_is_refused_starts_anew(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), Turn(416, body=b"")) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-", ""]


@pytest.mark.parametrize("lie", [-1000, 1000])
def test_a_length_that_is_not_the_files_is_told_before_a_byte_is_kept(
    fetch: Fetching, lie: int
) -> None:
    with serving(CONTENT, Turn(told_length=lie)) as server:
        error = refusal(fetch, server)

    assert error.code is Code.WRONG_SIZE
    assert error.params["actual"] == len(CONTENT) + lie
    assert error.params["expected"] == len(CONTENT)


def test_more_bytes_than_told_are_not_read(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(extra=b"x" * 5000)) as server:
        assert fetch(server).read_bytes() == CONTENT


def test_a_length_of_thousands_of_digits_is_a_wrong_one(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(headers=(("Content-Length", "9" * 5000),), body=b"")) as server:
        assert refusal(fetch, server).code is Code.WRONG_SIZE


def test_a_range_of_thousands_of_digits_is_another_part(fetch: Fetching) -> None:
    far = Turn(
        206, headers=(("Content-Range", f"bytes {HALF}-{len(CONTENT) - 1}/{'9' * 5000}"),), body=b""
    )
    with serving(CONTENT, Turn(cut_after=HALF), far) as server:
        assert fetch(server).read_bytes() == CONTENT


def test_more_bytes_than_expected_where_no_length_was_told(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(untold_length=True, extra=b"x")) as server:
        error = refusal(fetch, server)

    assert error.code is Code.WRONG_SIZE


def test_fewer_bytes_than_expected_where_no_length_was_told(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(untold_length=True, cut_after=HALF)) as server:
        assert fetch(server).read_bytes() == CONTENT


def test_a_flipped_byte_is_found_and_the_file_kept_aside(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(flip=HALF)) as server:
        error = refusal(fetch, server)

        kept = folder / "tiny.gguf.damaged"
        assert error == AppError(Code.HASH_MISMATCH, path=str(folder / "tiny.gguf"), kept=str(kept))
        assert fetch.left() == ["tiny.gguf.damaged"]
        assert len(kept.read_bytes()) == len(CONTENT)
        assert fetch(server).read_bytes() == CONTENT


def test_a_flipped_byte_before_a_pause_is_found_after_it(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), *[Turn(cut_after=0)] * 3) as server:
        refusal(fetch, server)
        part = folder / "tiny.gguf.part"
        spoilt = bytearray(part.read_bytes())
        spoilt[100] ^= 1
        part.write_bytes(spoilt)

        assert refusal(fetch, server).code is Code.HASH_MISMATCH


@pytest.mark.parametrize(
    "page",
    [
        Turn(body=PAGE, headers=(("Content-Type", "text/html; charset=utf-8"),)),
        Turn(body=PAGE + bytes(len(CONTENT) - len(PAGE))),  # a page of just that size
        Turn(body=PAGE),
        Turn(511, body=PAGE),
    ],
    ids=["by its type", "by its beginning", "before its size", "by its status"],
)
def test_a_captive_portal_is_recognised(fetch: Fetching, page: Turn) -> None:
    with serving(CONTENT, page) as server:
        error = refusal(fetch, server)

    assert error == AppError(Code.SIGN_IN_PAGE, host="127.0.0.1")
    assert "tiny.gguf" not in fetch.left()


def test_a_captive_portal_does_not_cost_what_has_come(fetch: Fetching) -> None:
    page = Turn(body=PAGE, ignore_range=True, headers=(("Content-Type", "text/html"),))
    with serving(CONTENT, Turn(cut_after=HALF), page) as server:
        assert refusal(fetch, server).code is Code.SIGN_IN_PAGE
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges[-1] == f"bytes={HALF}-"


@pytest.mark.parametrize("address", ["http://example.invalid/x", "ftp://127.0.0.1/x"])
def test_a_redirect_to_an_unsafe_address_is_not_followed(fetch: Fetching, address: str) -> None:
    with serving(CONTENT, Turn(302, headers=(("Location", address),), body=b"")) as server:
        error = refusal(fetch, server)

    assert error.code is Code.INSECURE_REDIRECT


def test_redirects_without_end_come_to_one(fetch: Fetching) -> None:
    with serving(CONTENT) as server:
        server.turns = [Turn(302, headers=(("Location", server.endpoint + "/x"),), body=b"")] * 50
        assert refusal(fetch, server).code is Code.NOT_AT_HOST


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    fetch: Fetching, progress: list[Progress], status: int
) -> None:
    with serving(CONTENT, Turn(status, headers=(("Retry-After", "0"),), body=b"")) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert [p.wait_seconds for p in progress if p.phase is Phase.WAITING] == [CALM.first_wait]


@pytest.mark.slow
def test_the_wait_a_server_asks_for_is_kept_and_told(
    fetch: Fetching, progress: list[Progress]
) -> None:
    soon = Turn(429, headers=(("Retry-After", "1"),), body=b"")
    with serving(CONTENT, soon) as server:
        patience = Patience(silence=60, first_wait=0.01, longest_wait=2)
        assert fetch(server, patience=patience).read_bytes() == CONTENT

    assert [p.wait_seconds for p in progress if p.phase is Phase.WAITING] == [1]


@pytest.mark.parametrize("value", ["3600", "Wed, 21 Oct 2065 07:28:00 GMT"])
def test_a_wait_that_is_too_long_is_told_at_once(fetch: Fetching, value: str) -> None:
    with serving(CONTENT, Turn(503, headers=(("Retry-After", value),), body=b"")) as server:
        error = refusal(fetch, server)

    assert error.code is Code.HOST_BUSY
    assert error.params["seconds"] >= 3600
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "value",
    [
        *("soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9", ""),
        f"Wed, 21 Oct 2065 07:28:00 +{'9' * 20}",
    ],
)
def test_a_wait_that_makes_no_sense_is_no_wait(fetch: Fetching, value: str) -> None:
    with serving(CONTENT, Turn(503, headers=(("Retry-After", value),), body=b"")) as server:
        assert fetch(server).read_bytes() == CONTENT


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_file_that_is_not_given_out_is_not_asked_for_again(fetch: Fetching, status: int) -> None:
    with serving(CONTENT, Turn(status, body=b"no")) as server:
        error = refusal(fetch, server)

    assert (error.code, error.params["status"]) == (Code.NOT_AT_HOST, status)
    assert len(server.asked) == 1


# --- mirrors, addresses, proxies ---------------------------------------------------------------


def test_a_mirror_goes_on_where_the_first_host_stopped(fetch: Fetching) -> None:
    with serving(CONTENT) as mirror:
        cuts = [Turn(cut_after=HALF), *[Turn(404, body=b"")]]
        with serving(CONTENT, *cuts) as server:
            assert fetch(server, mirror.endpoint).read_bytes() == CONTENT

    assert mirror.ranges == [f"bytes={HALF}-"]
    assert "if-range" not in mirror.asked[0]  # the tag is another host's


def test_where_no_mirror_helps_the_first_error_is_told(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(404, body=b"")) as server, pytest.raises(AppError) as caught:
        fetch(server, "http://example.invalid")

    assert caught.value.code is Code.NOT_AT_HOST


def test_the_endpoint_is_the_environments() -> None:
    assert endpoints({}) == ("https://huggingface.co",)
    assert endpoints({"HF_ENDPOINT": " "}) == ("https://huggingface.co",)
    given = {"HF_ENDPOINT": "https://a.example/", "DESKTOP_LM_MIRRORS": "https://b https://c"}
    assert endpoints(given) == ("https://a.example/", "https://b", "https://c")
    assert Remote("o/r", REVISION, "a b.gguf", 1, "").url("https://a.example/") == (
        f"https://a.example/o/r/resolve/{REVISION}/a%20b.gguf"
    )


@pytest.mark.parametrize(
    "url",
    ["https://example.invalid/x", "http://localhost:1/x", "http://127.9.9.9/x", "http://[::1]/"],
)
def test_safe_addresses(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.invalid/x",
        "http://127.0.0.1.example.invalid/x",
        "http://localhost@example.invalid/",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "models",
        "",
    ],
)
def test_unsafe_addresses(url: str) -> None:
    with pytest.raises(AppError) as caught:
        check_address(url)

    assert caught.value.code is Code.INSECURE_ADDRESS


@pytest.mark.parametrize(
    "endpoint",
    [
        *("https://hugging..face.co", f"https://{'a' * 70}.com", "https://xn--\u2024"),
        "https://127.0.0.1:99999",
    ],
)
def test_an_address_that_is_none_is_told_and_another_is_asked(
    fetch: Fetching, endpoint: str
) -> None:
    with serving(CONTENT) as server:
        with pytest.raises(AppError) as caught:
            Downloader(fetch.folder, (endpoint,), CALM).fetch(
                remote_of(server), StopSignal(), fetch.progress.append
            )
        assert caught.value.code is Code.HOST_UNREACHABLE
        fetched = Downloader(fetch.folder, (endpoint, server.endpoint), CALM).fetch(
            remote_of(server), StopSignal(), fetch.progress.append
        )
        assert fetched.path.read_bytes() == CONTENT


@pytest.mark.parametrize("proxy", ["http:/proxy:80", "http://a..b:80", "socks5://127.0.0.1:1"])
def test_a_proxy_that_is_none_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", proxy)
    remote = Remote("someone/tiny", REVISION, "tiny.gguf", 9, "0" * 64)
    with pytest.raises(AppError) as caught:
        Downloader(folder, ("https://example.invalid",), CALM).fetch(
            remote, StopSignal(), lambda _progress: None
        )
    assert caught.value.code is Code.HOST_UNREACHABLE
    assert "proxy" in str(caught.value.params["reason"])
    assert ("SOCKS" in str(caught.value.params["reason"])) == proxy.startswith("socks")


@pytest.mark.parametrize("names", [("http_proxy", "https_proxy"), ("all_proxy",), ("ALL_PROXY",)])
def test_the_environments_proxy_is_asked_but_not_for_this_machine(
    fetch: Fetching, folder: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    with serving(CONTENT) as server, serving(b"") as proxy:
        for kind in ("no", "http", "https", "all"):
            for name in (f"{kind}_proxy", f"{kind}_proxy".upper()):
                monkeypatch.delenv(name, raising=False)
        for name in names:
            monkeypatch.setenv(name, proxy.endpoint)
        fetch(server)
        assert proxy.paths == []
        remote = Remote("a/b", REVISION, "other.gguf", 10, "0" * 64)
        downloader = Downloader(folder, ("https://models.invalid",), CALM)

        with pytest.raises(AppError) as caught:
            downloader.fetch(remote, StopSignal(), lambda _: None)

    assert proxy.paths[0] == "models.invalid:443"
    assert caught.value.code is Code.CONNECTION_LOST
    assert "403" in caught.value.params["reason"]


# --- pause, cancel, two at once ----------------------------------------------------------------


def stopped_while_stalled(
    fetch: Fetching, server: FileServer, stop: StopSignal, wish: Wish
) -> None:
    """Ask for the end from another thread, once all came that the server sends."""

    def ask() -> None:
        wait_for_bytes(fetch.folder / "tiny.gguf.part", HALF)
        stop.pause() if wish is Wish.PAUSE else stop.cancel()

    thread = threading.Thread(target=ask)
    thread.start()
    with pytest.raises(Stopped) as caught:
        fetch(server, stop=stop)
    thread.join()
    assert caught.value.wish is wish


def test_a_pause_keeps_what_came_and_another_program_goes_on(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        stopped_while_stalled(fetch, server, StopSignal(), Wish.PAUSE)
        assert fetch.left() == PAUSED
        anew = Downloader(folder, (server.endpoint,), CALM)
        (waiting,) = anew.unfinished()
        assert waiting.remote == remote_of(server)
        assert waiting.done == HALF
        anew.fetch(waiting.remote, StopSignal(), lambda _: None)
        assert anew.unfinished() == ()

    assert server.ranges == ["", f"bytes={waiting.done}-"]
    assert (folder / "tiny.gguf").read_bytes() == CONTENT


def test_a_cancel_leaves_nothing(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        stopped_while_stalled(fetch, server, StopSignal(), Wish.CANCEL)

    assert fetch.left() == []


def test_a_pause_ends_a_wait(fetch: Fetching, progress: list[Progress]) -> None:
    stop = StopSignal()
    downloader_patience = Patience(first_wait=PATIENCE, longest_wait=PATIENCE)

    class Watching(list[Progress]):
        def append(self, told: Progress) -> None:
            if told.phase is Phase.WAITING:
                stop.pause()

    fetch.progress = Watching()
    with serving(CONTENT, Turn(503, body=b"")) as server, pytest.raises(Stopped):
        fetch(server, patience=downloader_patience, stop=stop)


@pytest.mark.skipif(sys.platform == "win32", reason="queues of another length")
@pytest.mark.slow
def test_a_pause_does_not_wait_for_a_host_that_says_nothing(folder: Path) -> None:
    """A host that takes no more connections; connecting to it would last an hour."""
    stop = StopSignal()
    with socket.create_server(("127.0.0.1", 0), backlog=0) as host:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(host.getsockname())
        remote = Remote("a/b", REVISION, "tiny.gguf", 10, "0" * 64)
        endpoint = f"http://127.0.0.1:{host.getsockname()[1]}"
        downloader = Downloader(folder, (endpoint,), Patience(silence=3600))
        pausing = threading.Timer(0.3, stop.pause)  # also right while it is not connecting yet
        pausing.start()

        with pytest.raises(Stopped):
            downloader.fetch(remote, stop, lambda _: None)

        pausing.join()
        for each in waiting:
            each.close()
    left = [thread for thread in threading.enumerate() if thread.name == "download-open"]
    for thread in left:  # ends with the host
        thread.join(PATIENCE)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("wish", Wish)
def test_an_end_is_heard_behind_a_redirect_to_a_host_that_says_nothing(
    folder: Path, wish: Wish
) -> None:
    """One that takes the connection and then no part in the encryption, which would last long."""
    stop, ended = StopSignal(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as host, serving(CONTENT) as server:
        address = f"https://127.0.0.1:{host.getsockname()[1]}/x"
        server.turns = [Turn(302, headers=(("Location", address),), body=b"")]
        downloader = Downloader(folder, (server.endpoint,), Patience(silence=3600))

        def fetch() -> None:
            with pytest.raises(Stopped):
                downloader.fetch(remote_of(server), stop, lambda _: None)
            ended.set()

        thread = threading.Thread(target=fetch)
        thread.start()
        host.settimeout(PATIENCE)
        connection, _ = host.accept()
        with connection:
            stop.pause() if wish is Wish.PAUSE else stop.cancel()
            heard = ended.wait(PATIENCE)
        thread.join()
    assert heard


def test_an_end_asked_for_before_the_start(fetch: Fetching) -> None:
    stop = StopSignal()
    stop.pause()
    with serving(CONTENT) as server, pytest.raises(Stopped):
        fetch(server, stop=stop)

    assert server.paths == []


def test_an_unfinished_download_can_be_discarded(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        stopped_while_stalled(fetch, server, StopSignal(), Wish.PAUSE)
        downloader = Downloader(folder, (server.endpoint,))

    downloader.discard("tiny.gguf")

    assert fetch.left() == []


def test_a_file_that_is_being_downloaded_is_not_downloaded_twice(
    fetch: Fetching, folder: Path
) -> None:
    with serving(CONTENT) as server, FileLock(folder / "tiny.gguf.lock"):
        error = refusal(fetch, server)

    assert error == AppError(Code.DOWNLOADING_ELSEWHERE, path=str(folder / "tiny.gguf"))
    assert server.paths == []


@pytest.mark.parametrize(
    "note", [None, b"", b"{}", b"[1]", b'{"url": "\xff"}', b'{"remote": {"size": "x"}}']
)
def test_a_part_without_its_note_is_not_trusted(
    fetch: Fetching, folder: Path, note: bytes | None
) -> None:
    folder.mkdir()
    (folder / "tiny.gguf.part").write_bytes(b"something else")
    if note is not None:
        (folder / "tiny.gguf.part.json").write_bytes(note)

    with serving(CONTENT) as server:
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == [""]


def test_a_part_of_another_revision_is_not_gone_on_with(fetch: Fetching) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        stopped_while_stalled(fetch, server, StopSignal(), Wish.PAUSE)
        later = Remote("someone/tiny", "f" * 40, "tiny.gguf", len(CONTENT), server.sha256)
        fetch(server, remote=later)

    assert server.ranges == ["", ""]


def test_a_part_that_is_whole_is_only_checked(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(stall_after=HALF)) as server:
        stopped_while_stalled(fetch, server, StopSignal(), Wish.PAUSE)
        (folder / "tiny.gguf.part").write_bytes(CONTENT)
        fetch(server)

    assert len(server.asked) == 1
    assert fetch.left() == DONE


# --- disks -------------------------------------------------------------------------------------


def test_space_is_looked_for_before_anything_is_asked(folder: Path) -> None:
    with serving(CONTENT) as server:
        downloader = Downloader(folder, (server.endpoint,), CALM, free=lambda _: len(CONTENT))
        with pytest.raises(AppError) as caught:
            downloader.fetch(remote_of(server), StopSignal(), lambda _: None)

    assert caught.value.code is Code.DISK_FULL
    assert caught.value.params["free"] == len(CONTENT)
    assert caught.value.params["needed"] > len(CONTENT)
    assert server.paths == []
    assert list(folder.iterdir()) == []


def test_what_has_come_stays_where_there_is_no_more_space(fetch: Fetching, folder: Path) -> None:
    with serving(CONTENT, Turn(cut_after=HALF), *[Turn(404, body=b"")]) as server:
        refusal(fetch, server)
        downloader = Downloader(folder, (server.endpoint,), CALM, free=lambda _: 0)
        with pytest.raises(AppError) as caught:
            downloader.fetch(remote_of(server), StopSignal(), lambda _: None)

    assert caught.value.code is Code.DISK_FULL
    assert fetch.left() == PAUSED


def test_free_bytes_are_told_of_a_real_disk(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) > 0


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from desktop_lm.errors import AppError
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.download.remote import Remote
folder, endpoint, revision, size, sha256, limit = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
remote = Remote("someone/tiny", revision, "tiny.gguf", int(size), sha256)
try:
    Downloader(Path(folder), (endpoint,)).fetch(remote, StopSignal(), lambda _: None)
except AppError as error:
    print(error.code.value)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_disk_that_gets_full_keeps_what_fitted_and_goes_on(fetch: Fetching, folder: Path) -> None:
    """The system itself refuses to write on: a limit of a real child process."""
    with serving(CONTENT) as server:
        arguments = [folder, server.endpoint, REVISION, len(CONTENT), server.sha256, HALF]
        done = subprocess.run(
            [sys.executable, "-c", _LIMITED, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "disk_full\n"
        assert fetch.left() == PAUSED
        assert (folder / "tiny.gguf.part").stat().st_size == HALF
        assert fetch(server).read_bytes() == CONTENT

    assert server.ranges == ["", f"bytes={HALF}-"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with serving(CONTENT) as server, pytest.raises(AppError) as caught:
        Downloader(tmp_path / "file", (server.endpoint,)).fetch(
            remote_of(server), StopSignal(), lambda _: None
        )

    assert caught.value.code is Code.FOLDER_UNWRITABLE


def test_nothing_unfinished_where_there_is_no_folder(tmp_path: Path) -> None:
    assert Downloader(tmp_path / "none", ()).unfinished() == ()
