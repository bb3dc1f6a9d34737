"""Processes beside this one: one that is kept running and ends with this one, and one for a single long piece of work."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from consentsvc.kernel import logs
from consentsvc.kernel.errors import Unavailable
from consentsvc.kernel.logs import log

P = ParamSpec("P")
R = TypeVar("R")

PAUSE = 1.0  # seconds before a process that died is started again


@contextmanager
def kept_running(arguments: Sequence[str]) -> Iterator[None]:
    """Run `arguments` beside this process. It must call `end_with_parent`."""
    ending = threading.Event()
    current: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not ending.is_set():
            with subprocess.Popen(arguments, stdin=subprocess.PIPE) as process:  # noqa: S603 (our own program)
                current[:] = [process]
                if ending.is_set():
                    process.terminate()
                status = process.wait()
            if not ending.wait(PAUSE):
                log.warning("process_started_again", status=status)

    keeper = threading.Thread(target=keep, name="keeper")
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        for process in current:
            process.terminate()
        keeper.join()


def end_with_parent() -> None:
    """Stop (SIGTERM) when the parent that started us by `kept_running` has ended: its pipe to us closes, even on kill -9."""

    def watch() -> None:
        # Not sys.stdin: its lock, held at exit, would make Python abort.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def apart(work: Callable[P, R]) -> Callable[P, R]:
    """`work`, done in a process of its own each time: an interpreter that is busy for seconds keeps nobody else waiting.

    It raises what `work` raises, and Unavailable where the process was ended. It takes about two seconds to start.
    """

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_get_ready) as pool:
                return pool.submit(work, *args, **kwargs).result()
        except BrokenProcessPool:
            raise Unavailable("This was ended in the middle. Nothing was changed. Try again in a minute.") from None

    return run


def _get_ready() -> None:
    logs.configure()
    import_module("consentsvc.tables")  # by name, since it stands above: the metadata must be whole before the first query
