"""A few limited processes in which hostile files are opened (U1).

A child has no environment, no open files of ours, a limit on its memory and its processor time, and writes no
file. Its parent kills it when it takes too long (an alarm inside would fire seconds late) and starts another.
What it sends back is read as plain values of `media` only: a child that was taken over can't run code here.
"""

import os
import pickle
import resource
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import IO, Any, Final, ParamSpec, TypeVar

from consentsvc.kernel.settings import settings

P = ParamSpec("P")
R = TypeVar("R")

MEMORY_BYTES: Final = 2_500_000_000
SECONDS: Final = 10.0
_LARGEST_ANSWER = 64_000_000
_OPEN_FILES = 64
_TASKS_PER_CHILD = 200


class SandboxFailure(Exception):
    """The work was not done: TimedOut, Crashed or Busy. The file, not the service, is the likely cause."""


class TimedOut(SandboxFailure):
    """It took longer than the limit, and was killed."""


class Crashed(SandboxFailure):
    """The process died, ran out of memory, or raised something that is no answer."""


class Busy(SandboxFailure):
    """All processes were taken for too long. Trying again later may help."""


class Sandbox:
    """Up to `processes` children, started when first needed; `run` may be called from any thread."""

    def __init__(self, processes: int = 2, *, seconds: float = SECONDS, wait_seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._places = threading.BoundedSemaphore(processes)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result. It is a module's own function of `media`; arguments and result are plain values.

        Raises what the function raises, if `media` defines it (Refused, DetectorUnavailable); else SandboxFailure.
        """
        task = pickle.dumps((function, args, kwargs))
        if not self._places.acquire(timeout=self._wait_seconds):
            raise Busy("every process is taken")
        try:
            answer = self._answer(task)
        finally:
            self._places.release()
        if answer.error is not None:
            raise answer.error
        return answer.result  # type: ignore[no-any-return]

    def close(self) -> None:
        """End every child; those at work end with their task."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def _answer(self, task: bytes) -> "_Answer":
        child = self._take()
        is_fresh = child.tasks == 0
        try:
            answer = child.answer(task, self._seconds)
        except BaseException as error:
            child.kill()
            if isinstance(error, Crashed) and not is_fresh:
                return self._answer(task)  # it may have died while it was idle: the file is tried in another child
            raise
        self._give_back(child)
        return answer

    def _take(self) -> "_Child":
        with self._lock:
            if self._closed:
                raise SandboxFailure("the sandbox is closed")
            while self._idle:
                child = self._idle.pop()
                if child.is_alive():
                    return child
        return _Child()

    def _give_back(self, child: "_Child") -> None:
        with self._lock:
            if child.tasks < _TASKS_PER_CHILD and not self._closed:
                self._idle.append(child)
                return
        child.kill()


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any = None
    error: Exception | None = None


class _Child:
    """The parent's side of one process."""

    def __init__(self) -> None:
        self.tasks = 0
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", "from consentsvc.media.sandbox import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders print parts of the file there
            env=_environment(),
            start_new_session=True,  # an interrupt at the terminal is for the parent
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def answer(self, task: bytes, seconds: float) -> _Answer:
        """Raises TimedOut or Crashed, after which the child must not be used again."""
        self.tasks += 1
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            answer = self._exchange(task)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise (TimedOut("took too long") if late.is_set() else Crashed("the process ended")) from None
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            raise TimedOut("took too long")
        return answer

    def kill(self) -> None:
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()

    def _exchange(self, task: bytes) -> _Answer:
        tasks, answers = self._process.stdin, self._process.stdout
        assert tasks is not None
        assert answers is not None
        _send(tasks, task)
        kind, value = _PlainValues(BytesIO(_receive(answers))).load()
        if kind == "crashed":
            raise Crashed(str(value))
        return _Answer(error=value) if kind == "error" else _Answer(result=value)


def _environment() -> dict[str, str]:
    """All that a child gets to know: where the code is, and to use one thread."""
    folders = (os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100
    return {"PYTHONPATH": os.pathsep.join(folders), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


_MODULES_OF_VALUES = tuple(f"consentsvc.media.{name}" for name in ("pictures", "videos", "outgoing", "faces"))


class _PlainValues(pickle.Unpickler):
    """Reads numbers, text, bytes, lists, and the values and errors that `media` defines. Nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("datetime", "timedelta", "timezone"):
            return super().find_class(module, name)
        if module in _MODULES_OF_VALUES:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8) + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    length = int.from_bytes(_exactly(pipe, 8))
    if length > _LARGEST_ANSWER:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


# The child's side.


def serve() -> None:
    """Answer tasks from standard input until the parent is gone."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb the answers
    _limit()
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    while True:
        task = _receive(tasks)
        _allow_processor_time()
        _send(answers, pickle.dumps(_done(task)))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _leave_with_the_parent() -> None:
    hang_up = select.poll()
    hang_up.register(0, 0)
    hang_up.poll()
    os._exit(0)


def _allow_processor_time() -> None:
    """The limit counts from the start of the process, so each task moves it on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + SECONDS) + 1, most))


def _done(task: bytes) -> tuple[str, Any]:
    """How the task ended: ("result", value), ("error", one that media defines) or ("crashed", its kind)."""
    try:
        function, args, kwargs = pickle.loads(task)  # noqa: S301 (the parent's own words)
        return "result", function(*args, **kwargs)
    except Exception as error:
        known = type(error).__module__.startswith("consentsvc.media.")
        return ("error", error) if known else ("crashed", type(error).__name__)


@cache
def sandbox() -> Sandbox:
    """This process's limited processes for opening pictures."""
    return Sandbox(settings().picture_processes)
