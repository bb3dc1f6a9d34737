"""One data folder of PostgreSQL: made whole or not at all, launched, asked, shut down. Its callers hold the folder's lock."""

import json
import os
import re
import secrets
import shlex
import shutil
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import psycopg

from consentsvc.kernel.postgres.account import Account, account_for
from consentsvc.kernel.postgres.binaries import copy_for_others, find_binaries, major_version
from consentsvc.kernel.postgres.unavailable import PostgresUnavailable, explain

DATABASE = "consentsvc"
OWNER = "consentsvc_owner"
SERVICE = "consentsvc_app"
ADMIN = "postgres"

# Where root keeps what an unprivileged user must reach, when our own folder lies below a closed one such as /root.
OPEN_TO_OTHERS = Path("/var/lib/consentsvc")
LONGEST_SOCKET_PATH = 103  # bytes: macOS; Linux takes 107
PATIENCE = 600  # seconds: replaying a large log after a crash takes minutes
ROOM_FOR_A_LOG = 64 * 1024  # bytes
AFTERMATH = 20  # seconds that the last processes of a killed server may need to notice

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # Parallel queries need more of /dev/shm than a container has.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    # Errors cite values, and values are people's names: the log keeps what the server says of itself (LOG, FATAL, PANIC).
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Server:
    """How to reach a running server, as SQLAlchemy URLs. They hold passwords: never print them."""

    owner_url: str = field(repr=False)
    """The role that owns the schema: migrations."""
    service_url: str = field(repr=False)
    """The role that owns nothing: the running service."""
    admin_url: str = field(repr=False)
    """The superuser: databases for tests, backups."""

    def at(self, database: str) -> "Server":
        """The same server, another database (the superuser stays in its own)."""
        return replace(
            self,
            owner_url=_in_database(self.owner_url, database),
            service_url=_in_database(self.service_url, database),
        )


def conninfo(url: str) -> str:
    """The same address as libpq (psycopg, pg_dump) writes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


@dataclass(frozen=True)
class Cluster:
    """A data folder (`home`/data), with the programs of one major version and the user that runs them."""

    home: Path
    binaries: Path
    major: int
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def stop_command(self) -> list[str]:
        """Ends every connection, writes all to disk, and comes back when the server is gone."""
        how = ("stop", "-m", "fast", "-w", "-t", str(PATIENCE), "-s")
        return [str(self.binaries / "pg_ctl"), *how, "-D", str(self.data)]

    def server(self) -> Server:
        """Its addresses. Raises PostgresUnavailable when the passwords are gone."""
        try:
            passwords = json.loads((self.data / "passwords.json").read_text())
            urls = {role: _url(role, passwords[role], self.home / "run") for role in (OWNER, SERVICE, ADMIN)}
        except (OSError, ValueError, KeyError):
            raise PostgresUnavailable(
                f"The database's passwords in {self.data / 'passwords.json'} can't be read: restore that file from a backup."
            ) from None
        return Server(urls[OWNER], urls[SERVICE], _in_database(urls[ADMIN], ADMIN))

    def ensure_running(self, lock: int) -> None:
        """Make the data folder where there is none, and launch the server where none answers."""
        if not self.data.exists():
            self._create(lock)
        self._refuse_other_version()
        if not self._answers():
            self._launch()
            if not self._answers():
                raise explain(self._words(), f"PostgreSQL in {self.home}")

    def shut_down(self) -> None:
        """Stop the server, if one runs."""
        if not is_alive(self.data):
            return
        result = self.account.run(*self.stop_command)
        if result.returncode != 0 and is_alive(self.data):
            raise explain(result.stderr, f"Stopping PostgreSQL in {self.home}")

    def _create(self, lock: int) -> None:
        """Prepare everything under another name; the last step gives it its own."""
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        self._make("initdb", "-D", new, *self._choices(), keep_open=(lock,))
        (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        passwords = {role: secrets.token_urlsafe(32) for role in (OWNER, SERVICE, ADMIN)}
        _write_durably(new / "passwords.json", json.dumps(passwords))
        self.account.owns(new / "passwords.json")
        single_user = ("postgres", "--single", "-D", new, "-c", "exit_on_error=on", "template1")
        self._make(*single_user, words=_setup(passwords), keep_open=(lock,))
        new.rename(self.data)
        _sync(self.home)

    def _make(self, program: str, *arguments: str | Path, words: str = "", keep_open: tuple[int, ...] = ()) -> None:
        # The program inherits the lock: when only we are killed, nobody else begins before it has ended.
        result = self.account.run(self.binaries / program, *arguments, words=words, keep_open=keep_open)
        if result.returncode != 0:
            raise explain(result.stdout + result.stderr, f"Preparing the database in {self.home}")

    def _choices(self) -> list[str]:
        """How a new cluster is made. The built-in locale sorts alike on every machine, so that indexes survive a move."""
        locale = ["--locale=C.UTF-8"]
        if self.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["-U", ADMIN, "--auth=reject", "--data-checksums", "--encoding=UTF8", *locale]

    def _refuse_other_version(self) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text().strip()
        except OSError:
            raise explain("is not a valid data directory", f"PostgreSQL in {self.home}") from None
        if made_by != str(self.major):
            raise PostgresUnavailable(
                f"The data in {self.data} was made by PostgreSQL {made_by}, and {self.binaries} is version {self.major}:"
                f" set PG_BIN to a PostgreSQL {made_by}, or restore a backup into a new folder."
            )

    def _answers(self) -> bool:
        """True when it takes connections, False when none runs. Waits out start, recovery and shutdown."""
        admin = conninfo(self.server().admin_url)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                psycopg.connect(admin, connect_timeout=10).close()
                return True
            except psycopg.OperationalError as refusal:
                words = str(refusal)
            if "FATAL:" not in words and not is_alive(self.data):
                return False
            if "FATAL:" in words and "the database system is" not in words:
                raise explain(words, f"Joining the PostgreSQL that runs in {self.home}")
            time.sleep(0.05)
        raise PostgresUnavailable(f"PostgreSQL in {self.home} runs but doesn't answer: end it and start again.")

    def _launch(self) -> None:
        self._prepare_socket_folder()
        _forget_dead(self.data / "postmaster.pid")
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + AFTERMATH
        while complaint := self._complaint_at_start():
            if "pre-existing shared memory block" in complaint and time.monotonic() < deadline:
                time.sleep(0.2)
            elif self._answers():  # a launch whose process was killed came through after all
                return
            else:
                raise explain(complaint, f"Starting PostgreSQL in {self.home}")

    def _complaint_at_start(self) -> str:
        """Launch the server; give what it said when it didn't come up, and nothing when it did."""
        settings = SETTINGS | {"unix_socket_directories": str((self.home / "run").resolve())}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        launch = ("start", "-D", self.data, "-w", "-t", str(PATIENCE), "-s", "-l", self.log, "-o", options)
        result = self.account.run(self.binaries / "pg_ctl", *launch)
        if result.returncode == 0:
            return ""
        # On a full disk the log is empty, too.
        full = shutil.disk_usage(self.home).free < ROOM_FOR_A_LOG
        return self._words() + ("No space left on device" if full else result.stderr)

    def _prepare_socket_folder(self) -> None:
        """A private folder; where its path is too long for a socket, a link to one in the system's temporary folder."""
        run = self.home / "run"
        if run.is_symlink() and not self.account.has_private(run.readlink()):
            run.unlink()
        if run.exists():
            _forget_dead(run / ".s.PGSQL.5432.lock")
        elif len(os.fsencode(run / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            run.mkdir()
            self.account.owns(run)
        else:
            short = Path(tempfile.mkdtemp(prefix="consentsvc-"))
            self.account.owns(short)
            run.symlink_to(short)

    def _words(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def cluster_at(folder: Path) -> Cluster:
    """The cluster that lives in our folder, or is about to. Raises PostgresUnavailable, OSError."""
    link = folder / "server"
    account = account_for(link if link.exists() else folder)
    binaries = find_binaries()
    try:
        major = major_version(binaries, account)
    except PermissionError:
        OPEN_TO_OTHERS.mkdir(mode=0o755, parents=True, exist_ok=True)
        binaries = copy_for_others(binaries, OPEN_TO_OTHERS)
        major = major_version(binaries, account)
    return Cluster(_home(link, account), binaries, major, account)


def is_alive(data: Path) -> bool:
    """Whether the process that the data folder's pid file names is the PostgreSQL of this folder."""
    pid = _pid(data / "postmaster.pid")
    return pid is not None and _is_postgres(pid, of=data.resolve())


def has_crashed(data: Path) -> bool:
    """Whether it ended without clearing up. A server that was stopped takes its pid file with it."""
    return (data / "postmaster.pid").exists() and not is_alive(data)


def _home(link: Path, account: Account) -> Path:
    """The folder of PostgreSQL's own; as root possibly elsewhere, then ours holds a link to it."""
    if link.is_symlink() and not link.exists():
        raise PostgresUnavailable(
            f"The database was kept in {link.readlink()}, which is gone: restore it, or remove the link {link} to begin anew."
        )
    if not link.exists():
        _make_home(link, account)
    home = link.resolve()
    if not account.can_enter(home):
        raise PostgresUnavailable(
            f"PostgreSQL can't enter {home}, because it doesn't run as root and a folder above is closed to others:"
            " open that folder, or start the service as the folder's owner."
        )
    return home


def _make_home(link: Path, account: Account) -> None:
    if account.gid is not None and link.parent.stat().st_uid == 0:
        os.chown(link.parent, 0, account.gid)
        link.parent.chmod(0o710)
    if account.can_enter(link.parent):
        link.mkdir(mode=0o700)
        account.owns(link)
        return
    OPEN_TO_OTHERS.mkdir(mode=0o755, parents=True, exist_ok=True)
    elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=OPEN_TO_OTHERS))
    account.owns(elsewhere)
    link.symlink_to(elsewhere)


def _setup(passwords: dict[str, str]) -> str:
    """One statement a line, as the single-user server reads them. Extensions go to the template: new databases have them."""
    return "\n".join(
        (
            "CREATE EXTENSION pg_trgm",
            "CREATE EXTENSION unaccent",
            f"ALTER ROLE {ADMIN} PASSWORD '{passwords[ADMIN]}'",
            f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD '{passwords[OWNER]}'",
            f"CREATE ROLE {SERVICE} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD '{passwords[SERVICE]}'",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {DATABASE} TO {SERVICE}",
            "",
        )
    )


def _url(role: str, password: str, run: Path) -> str:
    socket = quote(str(run.resolve()), safe="")
    return f"postgresql+psycopg://{role}:{password}@/{DATABASE}?host={socket}&port={SETTINGS['port']}"


def _in_database(url: str, database: str) -> str:
    return re.sub(r"@/[^?]*", f"@/{quote(database, safe='')}", url)


def _forget_dead(lock_file: Path) -> None:
    """Remove a lock file whose process is gone, or is not PostgreSQL: after a restart its number may be anybody's."""
    pid = _pid(lock_file)
    if pid is None or not _is_postgres(pid):
        lock_file.unlink(missing_ok=True)


def _pid(lock_file: Path) -> int | None:
    try:
        return int(lock_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_postgres(pid: int, of: Path | None = None) -> bool:
    """Whether a process is a PostgreSQL (of this data folder). Where there is no /proc, any process counts as one."""
    if Path("/proc/self/cmdline").exists():
        program, *arguments = _command(pid)
        return program.name.startswith("postgres") and (of is None or of in arguments)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command(pid: int) -> list[Path]:
    """A process's program and arguments; an empty one for a process that has ended, even one not yet waited for."""
    try:
        return [Path(os.fsdecode(word)) for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    except OSError:
        return [Path()]


def _write_durably(path: Path, words: str) -> None:
    with path.open("x") as file:
        path.chmod(0o600)
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
