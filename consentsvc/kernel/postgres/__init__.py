"""The embedded PostgreSQL: a real server in a folder of ours, started, joined, guarded and stopped by the service itself.

It listens on no network, only on a socket in a private folder, and asks every role for its password (scram-sha-256).
It runs as long as any process uses it: `start` makes this process a user, and a watchdog outside of it stops the server
when the last user has ended, by whatever end (kill -9 too).

| module | holds |
| --- | --- |
| `server` | `start`, `stop`, `running`, and databases for tests: who uses the server |
| `cluster` | one data folder: made whole or not at all, launched, asked, shut down |
| `watchdog` | the small process that outlives us |
| `binaries` | where PostgreSQL's programs are |
| `account` | the unprivileged user that they run as when we are root |
| `unavailable` | what is wrong, in one sentence |
"""

from consentsvc.kernel.postgres.binaries import find_binaries
from consentsvc.kernel.postgres.cluster import Server, conninfo
from consentsvc.kernel.postgres.server import create_database, drop_database, running, start, stop
from consentsvc.kernel.postgres.unavailable import PostgresUnavailable

__all__ = [
    "PostgresUnavailable",
    "Server",
    "conninfo",
    "create_database",
    "drop_database",
    "find_binaries",
    "running",
    "start",
    "stop",
]
