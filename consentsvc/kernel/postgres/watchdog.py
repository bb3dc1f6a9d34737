"""Stops PostgreSQL when no process uses it any more, however those processes ended.

A script of its own, with the standard library alone: each process that uses the server holds a shared lock on one file for
as long as it lives, and the kernel gives it back whatever kills that process. This one waits for the exclusive lock.
Arguments: the file's descriptor, the user and group to become (or '-'), the command that stops the server.
"""

import fcntl
import os
import sys
import time

TRIES = 3


def watch(users: int, uid: str, gid: str, stop: list[str]) -> None:
    """Wait for the end of the last user, then stop the server."""
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    # A server that was being launched has no pid file yet, and pg_ctl finds nothing to stop: look again.
    for _ in range(TRIES):
        fcntl.flock(users, fcntl.LOCK_EX)
        if os.spawnv(os.P_WAIT, stop[0], stop) == 0:  # noqa: S606
            return
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(1)


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
