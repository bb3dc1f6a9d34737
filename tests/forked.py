"""Our programs, there at once: forked from one process that has loaded everything, since loading takes seconds of a core each time.

`program(code)` is `subprocess.Popen([sys.executable, "-c", code])` without that. Beside each process of tests runs one parent of them.
In `code`, `app` is the service over HTTP, its routes built.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import REPOSITORY

COMMAND = "from consentsvc import cli; cli.app()"
"""What `consentsvc` runs, with its arguments."""

PAUSE = 0.02  # seconds between two looks whether one has ended


class Program:
    """A process of ours, with the verbs of `subprocess.Popen` that tests use."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, negative for a signal; None while it runs."""
        if self.returncode is None:
            self.returncode = _parent().asked({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f"program {self.pid}", timeout or 0)
            time.sleep(PAUSE)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()


def program(
    code: str,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdout: Path | None = None,
    stderr: Path | None = None,
) -> Program:
    """Run `code`, with `arguments` as sys.argv[1:]; what it prints is added to the files, or stands where the tests' errors do."""
    named = {"stdout": stdout and str(stdout), "stderr": stderr and str(stderr)}
    return Program(_parent().asked({"code": code, "arguments": arguments, "env": dict(env or os.environ), **named}))


class _Parent:
    """The process that has loaded everything. It ends, with all that it forked, when this one ends."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
        self._lock = threading.Lock()

    def asked(self, question: Mapping[str, Any]) -> Any:
        with self._lock:
            print(json.dumps(question), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())  # type: ignore[union-attr]


@cache
def _parent() -> _Parent:
    return _Parent()


def main() -> None:
    from starlette.testclient import TestClient

    from consentsvc import cli, worker  # noqa: F401 (loaded for those who come)
    from consentsvc.app import create_app

    app = create_app()
    TestClient(app).get("/nothing-here")  # the first request builds every route
    statuses: dict[int, int | None] = {}
    while line := sys.stdin.readline():
        question = json.loads(line)
        if "ended" in question:
            _answer(_status(question["ended"], statuses))
        elif pid := os.fork():
            statuses[pid] = None
            _answer(pid)
        else:
            os._exit(_become(question, app))
    for pid in statuses:
        if _status(pid, statuses) is None:
            os.kill(pid, signal.SIGKILL)


def _status(pid: int, statuses: dict[int, int | None]) -> int | None:
    """How it ended, however often and by how many threads it is asked."""
    if statuses[pid] is None and (ended := os.waitpid(pid, os.WNOHANG))[0]:
        statuses[pid] = os.waitstatus_to_exitcode(ended[1])
    return statuses[pid]


def _answer(value: int | None) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


def _become(question: dict[str, Any], app: object) -> int:
    """Its exit status. Python's own end is done here: a library's, after it, would wait for threads that no fork has."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in ((2, question["stderr"]), (1, question["stdout"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if path else 2, number)
    os.environ.clear()
    os.environ.update(question["env"])
    sys.argv = ["-c", *question["arguments"]]
    status = _status_of(question["code"], app)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _status_of(code: str, app: object) -> int:
    try:
        exec(code, {"__name__": "__main__", "app": app})
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
