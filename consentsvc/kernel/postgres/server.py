"""Starting, joining and leaving the embedded PostgreSQL; safe for several processes and threads at once.

Two files in the folder carry it. `lock` is held while somebody starts or stops. `users` is locked, shared, by every process
that uses the server; who gets it for itself alone knows to be the last, and stops the server.
"""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from consentsvc.kernel.logs import log, where
from consentsvc.kernel.postgres import watchdog
from consentsvc.kernel.postgres.account import Account, environment
from consentsvc.kernel.postgres.cluster import (
    OWNER,
    SERVICE,
    Cluster,
    Server,
    cluster_at,
    conninfo,
    has_crashed,
)
from consentsvc.kernel.postgres.unavailable import PostgresUnavailable

GUARD_SECONDS = 0.5


@dataclass(frozen=True)
class Use:
    """That this process uses the server: its shared lock, and the watchdog that acts when it is killed."""

    users: int
    watchdog: "subprocess.Popen[bytes]"


_uses: dict[Path, Use] = {}


def start(folder: Path) -> Server:
    """Start the server of this folder, or join the one that runs. It stops when the last process that did so has ended.

    The folder is the server's alone; it is made when missing. Call it as often as you like, from any thread or process:
    after a crash it starts the server again. Raises PostgresUnavailable.
    """
    folder = folder.resolve()
    with _alone_in(folder) as lock:
        cluster = cluster_at(folder)
        _use(folder, cluster)
        try:
            cluster.ensure_running(lock)
            return cluster.server()
        except BaseException:
            _end_use(folder)
            raise


def stop(folder: Path) -> None:
    """Stop the server of this folder at once, whoever uses it. Nothing happens where none runs."""
    folder = folder.resolve()
    if (folder / "server").exists():
        with _alone_in(folder):
            _end_use(folder)
            cluster_at(folder).shut_down()


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Use the server: started or joined, started again when it crashes, stopped at the end by the last who used it."""
    folder = folder.resolve()
    server = start(folder)
    done = threading.Event()
    guard = threading.Thread(target=_guard, args=(folder, done), name="postgres-guard", daemon=True)
    guard.start()
    try:
        yield server
    finally:
        done.set()
        guard.join()
        _leave(folder)


def create_database(server: Server, name: str, template: str = "template1") -> Server:
    """A database with the same owner and access as the service's own, copied from `template` (which nobody may be using)."""
    database, owner, service = Identifier(name), Identifier(OWNER), Identifier(SERVICE)
    with psycopg.connect(conninfo(server.admin_url), autocommit=True) as admin:
        admin.execute(SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, Identifier(template)))
        admin.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        admin.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, service))
    return server.at(name)


def drop_database(server: Server, name: str) -> None:
    """Remove a database, and end whatever is connected to it."""
    with psycopg.connect(conninfo(server.admin_url), autocommit=True) as admin:
        admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _guard(folder: Path, done: threading.Event) -> None:
    while not done.wait(GUARD_SECONDS):
        if has_crashed(folder / "server" / "data"):
            log.warning("postgres_crashed")
            try:
                start(folder)
            except PostgresUnavailable as error:
                log.error("postgres_restart_failed", **where(error))


def _leave(folder: Path) -> None:
    with _alone_in(folder):
        users = _end_watch(folder)
        if users is not None:
            if _is_last(users):
                cluster_at(folder).shut_down()
            os.close(users)


def _is_last(users: int) -> bool:
    """Whether nobody else uses the server. Waits while somebody's watchdog is stopping it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_SH)
        return False


def _use(folder: Path, cluster: Cluster) -> None:
    use = _uses.get(folder)
    if use is None or use.watchdog.poll() is not None:
        users = use.users if use else _open(folder / "users")
        fcntl.flock(users, fcntl.LOCK_SH)
        _uses[folder] = Use(users, _watch(folder, cluster))


def _watch(folder: Path, cluster: Cluster) -> "subprocess.Popen[bytes]":
    account: Account = cluster.account
    uid, gid = ("-", "-") if account.uid is None else (str(account.uid), str(account.gid))
    users = _open(folder / "users")
    try:
        return subprocess.Popen(  # noqa: S603
            (sys.executable, "-I", "-S", watchdog.__file__, str(users), uid, gid, *cluster.stop_command),
            pass_fds=(users,),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment(),
        )
    finally:
        os.close(users)


def _end_use(folder: Path) -> None:
    users = _end_watch(folder)
    if users is not None:
        os.close(users)


def _end_watch(folder: Path) -> int | None:
    """Dismiss our watchdog; give the descriptor that still locks `users`."""
    use = _uses.pop(folder, None)
    if use is None:
        return None
    use.watchdog.terminate()
    use.watchdog.wait()
    return use.users


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    """Nobody else starts or stops this folder's server meanwhile. Gives the lock's descriptor."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _open(folder / "lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield lock
        finally:
            os.close(lock)
    except OSError as problem:
        raise PostgresUnavailable(
            f"The database's folder {folder} can't be used: {problem.strerror or problem} ({problem.filename})."
        ) from problem


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
