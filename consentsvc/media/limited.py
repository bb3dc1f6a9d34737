"""Becomes another program, within limits: `python -I -S limited.py PARENT MEMORY SECONDS FILE program arguments…`.

A file of its own that needs nothing but Python, so that it starts in a few milliseconds. Memory and the largest file that may be
written are in bytes, the seconds are of processor time. The program ends when the thread that started it ends, even by kill -9.
"""

import ctypes
import os
import resource
import signal
import sys

_OPEN_FILES = 64
_PR_SET_PDEATHSIG = 1


def become(parent: int, memory: int, seconds: int, largest_file: int, program: list[str]) -> None:
    """Never returns; exits where the parent is gone already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    os.execv(program[0], program)  # noqa: S606 (the operator's own ffmpeg)


if __name__ == "__main__":
    parent, memory, seconds, largest_file = map(int, sys.argv[1:5])
    become(parent, memory, seconds, largest_file, sys.argv[5:])
