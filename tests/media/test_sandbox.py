"""The limited processes. What runs in them here are Python's own functions, as a hostile file would have them run."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from consentsvc.demo import scenes
from consentsvc.media import pictures
from consentsvc.media.sandbox import Busy, Crashed, Sandbox, SandboxFailure, TimedOut

pytestmark = pytest.mark.promise("U1")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(2, seconds=5)
    yield sandbox
    sandbox.close()


def _evaluate(sandbox: Sandbox, expression: str) -> object:
    return sandbox.run(eval, expression)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _ends(pid: int) -> bool:
    end = time.monotonic() + 5
    while _is_running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not _is_running(pid)


def test_it_scans_a_picture(sandbox: Sandbox) -> None:
    scene = scenes.draw(2, 3, 800, 600)
    result = sandbox.run(pictures.scan, scene.jpeg)
    assert (result.width, result.height, len(result.faces)) == (800, 600, 3)
    assert result == pictures.scan(scene.jpeg)


def test_a_refusal_comes_back_as_it_was_raised(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(pictures.Refused) as refused:
        sandbox.run(pictures.probe, tmp_path / "empty.jpg")
    assert refused.value.code == "empty"
    assert refused.value.sentence == pictures.REFUSALS["empty"]


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        pytest.param(os._exit, 3, id="exit"),
        pytest.param(signal.raise_signal, signal.SIGKILL, id="killed"),
        pytest.param(ctypes.string_at, 0, id="segfault"),
        pytest.param(bytes, 10**10, id="memory"),
        pytest.param(eval, "1 / 0", id="error"),
        pytest.param(type, 1, id="answers with more than a plain value"),
        pytest.param(bytes, 70_000_000, id="answers at too great length"),
    ],
)
def test_it_survives_what_the_process_does_not(sandbox: Sandbox, function: object, argument: object) -> None:
    with pytest.raises(Crashed):
        sandbox.run(function, argument)  # type: ignore[arg-type]
    assert sandbox.run(abs, -3) == 3


@pytest.mark.parametrize("work", ["__import__('time').sleep(60)", "sum(iter(int, 1))"], ids=["asleep", "busy"])
def test_what_takes_too_long_is_killed(work: str) -> None:
    sandbox = Sandbox(1, seconds=3)
    pid = sandbox.run(os.getpid)
    with pytest.raises(TimedOut):
        _evaluate(sandbox, work)
    assert _ends(pid)
    assert sandbox.run(os.getpid) != pid
    sandbox.close()


def test_a_process_that_died_between_tasks_is_replaced(sandbox: Sandbox) -> None:
    pid = sandbox.run(os.getpid)
    os.kill(pid, signal.SIGKILL)
    assert _ends(pid)
    assert sandbox.run(os.getpid) != pid


def test_it_knows_no_secret_and_holds_no_open_file_of_ours(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    with socket.socket() as ours:
        ours.set_inheritable(True)
        links = _evaluate(sandbox, "[__import__('os').readlink(f'/proc/self/fd/{fd}') for fd in range(4)]")
        files = _evaluate(sandbox, "len(__import__('os').listdir('/proc/self/fd'))")
    names = _evaluate(sandbox, "sorted(__import__('os').environ)")
    assert set(names) <= {"PYTHONPATH", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LC_CTYPE"}  # type: ignore[call-overload]
    assert not [link for link in links if "socket" in link]  # type: ignore[attr-defined]
    assert files == 5  # its three, the answers, and the folder that is being listed


def test_it_can_write_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(Crashed):
        sandbox.run(eval, f"__import__('pathlib').Path({str(tmp_path / 'x')!r}).write_text('x')")
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_what_a_library_prints_does_not_disturb_the_answer(sandbox: Sandbox) -> None:
    assert _evaluate(sandbox, "[print('hello', flush=True), __import__('os').write(1, b'hello'), 7][2]") == 7


def test_many_threads_share_it(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda number: sandbox.run(abs, -number), range(100))) == list(range(100))
        pids = set(pool.map(lambda _: sandbox.run(os.getpid), range(20)))
    assert len(pids) <= 2


def test_a_process_outlives_the_thread_that_started_it(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(1) as pool:
        pid = pool.submit(sandbox.run, os.getpid).result()
    time.sleep(0.2)
    assert sandbox.run(os.getpid) == pid


def test_waiting_for_a_place_has_an_end() -> None:
    sandbox = Sandbox(1, seconds=5, wait_seconds=0.2)
    thread = threading.Thread(target=sandbox.run, args=(time.sleep, 1.5))
    thread.start()
    time.sleep(0.3)
    with pytest.raises(Busy):
        sandbox.run(abs, 1)
    thread.join()
    assert sandbox.run(abs, -1) == 1
    sandbox.close()


def test_a_process_is_replaced_after_many_tasks(sandbox: Sandbox) -> None:
    assert len({sandbox.run(os.getpid) for _ in range(250)}) == 2


def test_closing_ends_every_process() -> None:
    sandbox = Sandbox(1)
    pid = sandbox.run(os.getpid)
    sandbox.close()
    assert _ends(pid)
    with pytest.raises(SandboxFailure):
        sandbox.run(abs, 1)


_PARENT = """
import os, threading, time
from consentsvc.media.sandbox import Sandbox
sandbox = Sandbox(2)
print(sandbox.run(os.getpid), flush=True)
threading.Thread(target=sandbox.run, args=(time.sleep, 60)).start() if {busy} else None
time.sleep(60)
"""


@pytest.mark.parametrize("busy", [False, True])
def test_a_killed_parent_leaves_no_process_behind(busy: bool) -> None:
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, str(Path.cwd())]))}
    with subprocess.Popen([sys.executable, "-c", _PARENT.format(busy=busy)], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        assert _is_running(child)
        parent.kill()
    assert _ends(child)
