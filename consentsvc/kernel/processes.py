"""A process beside this one: started again when it dies, ended with this one, whatever this one's end."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from consentsvc.kernel.logs import log

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
