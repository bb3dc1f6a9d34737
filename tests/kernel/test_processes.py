"""A process beside ours is started again when it dies, and never outlives us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consentsvc.kernel.errors import Conflict, Unavailable
from consentsvc.kernel.processes import apart, kept_running
from tests.conftest import REPOSITORY


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "pids"


@pytest.fixture
def keeper(notes: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-m", "tests.kernel.beside", "keeper", str(notes)], cwd=REPOSITORY) as process:
        yield process
        process.kill()


def test_it_is_started_again_when_it_is_killed(keeper: subprocess.Popen[bytes], notes: Path) -> None:
    first = _started(notes, 1)
    os.kill(first, signal.SIGKILL)
    second = _started(notes, 2)
    assert second != first
    assert _runs(second)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_us_however_we_end(keeper: subprocess.Popen[bytes], notes: Path, how: signal.Signals) -> None:
    kept = _started(notes, 1)
    keeper.send_signal(how)
    keeper.wait(timeout=60)
    _until(lambda: not _runs(kept))


def test_it_ends_when_we_are_done_with_it(notes: Path) -> None:
    with kept_running([sys.executable, "-m", "tests.kernel.beside", "kept", str(notes)]):
        kept = _started(notes, 1)
        assert _runs(kept)
    assert not _runs(kept)
    assert len(notes.read_text().split()) == 1, "and is not started again"


def _started(notes: Path, count: int) -> int:
    """The id of the process that was started as the `count`th."""
    _until(lambda: notes.exists() and len(notes.read_text().splitlines()) >= count)
    return int(notes.read_text().splitlines()[count - 1])


def _runs(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _until(condition: Callable[[], object], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_long_work_is_done_in_another_process() -> None:
    assert apart(os.getpid)() != os.getpid()


def test_what_long_work_refuses_is_refused_in_the_same_words() -> None:
    with pytest.raises(Conflict) as refused:
        apart(_refuse)("Say how many.")
    assert refused.value.detail == "Say how many."
    assert refused.value.type == "/problems/confirm-left"


def test_long_work_that_is_ended_says_that_nothing_was_changed() -> None:
    with pytest.raises(Unavailable, match="unavailable"):
        apart(_die)()


def _refuse(detail: str) -> None:
    raise Conflict(detail, slug="confirm-left")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
