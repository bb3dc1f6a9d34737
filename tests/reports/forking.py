"""The service over HTTP in processes that are there at once, to be killed: forked from one that has loaded and built everything.

Run by itself: each line of the input is a port; a process that serves there is forked, and its id printed. The end of the input ends all.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from tests.blackbox.service import ANSWERS_WITHIN, free_port
from tests.conftest import REPOSITORY


@dataclass(frozen=True)
class Forked:
    """A process that serves, and can be killed."""

    url: str
    pid: int

    def kill(self) -> None:
        """kill -9."""
        os.kill(self.pid, signal.SIGKILL)


@contextmanager
def forks() -> Iterator[Callable[[], Forked]]:
    """Each call inside gives one more process, that answers; after the block none is left."""
    command = [sys.executable, "-m", __name__]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=REPOSITORY, **pipes) as parent:  # type: ignore[call-overload]

        def another() -> Forked:
            port = free_port()
            print(port, file=parent.stdin, flush=True)
            return _ready(Forked(f"http://127.0.0.1:{port}", int(parent.stdout.readline())))

        yield another


def _ready(forked: Forked) -> Forked:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        try:
            httpx2.get(f"{forked.url}/health", timeout=ANSWERS_WITHIN)
            return forked
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError("it did not get ready")


def main() -> None:
    from starlette.testclient import TestClient

    from consentsvc.app import create_app

    app = create_app()
    TestClient(app).get("/nothing-here")  # the first request builds every route
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pids = []
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            _serve(app, int(line))
        pids.append(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for pid in pids:
        _end(pid)


def _serve(app: object, port: int) -> None:
    import uvicorn

    try:
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)  # type: ignore[arg-type]
    finally:
        os._exit(0)


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main()
