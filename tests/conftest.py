"""What every test stands on: a real PostgreSQL, a school that everybody knows, and a service to ask.

`tx` is rolled back after the test; whatever opens a transaction meanwhile joins it. `committed` gives a database of its own, for
tests that need real commits, several connections or several processes.
"""

import gc
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from pathlib import Path

import imageio_ffmpeg
import psycopg
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.accounts.tries import WrongTries
from consentsvc.families.notice_pages import OptOutsSent
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.kernel import blobs, database, postgres, schema
from consentsvc.kernel.settings import settings
from tests.people import Cast, Person, cast_at

REPOSITORY = Path(__file__).parents[1]
WORK = REPOSITORY / "var" / "test"
PLAYS = 200  # tests in one transaction: what they leave behind is swept up only after it
MOST_BYTES = 25_000_000  # of a database that is used again: what took up more would be slow to read through

os.environ["CONSENTSVC_PUBLIC_URL"] = "http://testserver"
os.environ["CONSENTSVC_PASSWORD_MEGABYTES"] = "1"  # what takes time to guess takes time to test
os.environ["CONSENTSVC_FFMPEG"] = imageio_ffmpeg.get_ffmpeg_exe()  # the product has none of its own


def pytest_collection() -> None:
    """Thousands of collected tests stay until the end: the garbage collector needn't walk through them again and again."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The PostgreSQL of all tests; it stays warm between runs' processes and ends with the last of them."""
    with postgres.running(WORK / "postgres") as running:
        with _admin(running) as admin:  # what a power cut would take is made anew: no test waits for the disk
            for setting in ("fsync", "full_page_writes"):
                admin.execute(f"alter system set {setting} = off")
            admin.execute("select pg_reload_conf()")
        yield running


@pytest.fixture(scope="session")
def template(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated, empty database to copy: made once for each state of the migrations."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((schema.MIGRATIONS / "versions").glob("*.py"))))
    name = f"template_{digest.hexdigest()[:16]}"
    with _one_at_a_time(), _admin(server) as admin:
        if not admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            postgres.drop_database(server, f"{name}_new")  # one that was left half made
            fresh = postgres.create_database(server, f"{name}_new")
            schema.migrate(fresh.owner_url, fresh.service_url)
            admin.execute(f"alter database {name}_new rename to {name}")
    return name


@pytest.fixture(scope="session")
def worker_database(server: postgres.Server, template: str) -> Iterator[postgres.Server]:
    """This test process's own database."""
    name = f"test_{os.getpid()}"
    with _one_at_a_time():
        own = postgres.create_database(server, name, template)
    yield own
    database.engine.cache_clear()
    postgres.drop_database(server, name)


@pytest.fixture(scope="session")
def own_engine(worker_database: postgres.Server) -> Iterator[Engine]:
    """One connection to it, kept from test to test (Rehearsal): a fresh one learns every table anew, which takes longest."""
    engine = create_engine(
        worker_database.service_url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args={"prepare_threshold": None}
    )
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def idle(server: postgres.Server) -> Iterator[list[postgres.Server]]:
    """This process's databases that no test uses just now: empty, as after a migration."""
    databases: list[postgres.Server] = []
    yield databases
    for each in databases:
        postgres.drop_database(server, _name(each))


@pytest.fixture
def committed(
    server: postgres.Server, template: str, idle: list[postgres.Server], monkeypatch: pytest.MonkeyPatch
) -> Iterator[postgres.Server]:
    """A database where commits are commits; the settings of this process point at it during the test."""
    own = idle.pop() if idle else _copied(server, template)
    monkeypatch.setenv("CONSENTSVC_DATABASE_URL", own.service_url)
    monkeypatch.setenv("CONSENTSVC_DATABASE_OWNER_URL", own.owner_url)
    _forget_process_state()
    yield own
    database.engine().dispose()
    _forget_process_state()
    if _emptied(own) < MOST_BYTES:
        idle.append(own)
    else:
        postgres.drop_database(server, _name(own))


def _copied(server: postgres.Server, template: str) -> postgres.Server:
    with _one_at_a_time():
        return postgres.create_database(server, f"committed_{os.getpid()}_{os.urandom(4).hex()}", template)


def _emptied(own: postgres.Server) -> int:
    """Take every row out, which is far quicker than another copy. Gives the bytes that it still has on disk."""
    with psycopg.connect(postgres.conninfo(own.admin_url), dbname=_name(own), autocommit=True) as admin:
        # A process that was killed may still have work under way in there.
        admin.execute(
            "select pg_terminate_backend(pid, 60000) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        admin.execute("set session_replication_role = replica")  # no trigger minds
        tables = "select oid::regclass::text from pg_class where relkind = %s and relnamespace = 'public'::regnamespace"
        for (table,) in admin.execute(tables, ("r",)).fetchall():
            if table != "alembic_version":
                admin.execute(f"delete from {table}".encode())
        for (sequence,) in admin.execute(tables, ("S",)).fetchall():
            admin.execute("select setval(%s::regclass, 1, false)", (sequence,))
        (size,) = admin.execute("select pg_database_size(current_database())").fetchone() or (MOST_BYTES,)
        return int(size)


def _name(of: postgres.Server) -> str:
    return make_url(of.service_url).database or ""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where this test's pictures lie."""
    with pictures_in(tmp_path / "var") as folder:
        yield folder


@contextmanager
def pictures_in(folder: Path) -> Iterator[Path]:
    """Pictures lie in there as long as the block lasts."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONSENTSVC_FOLDER", str(folder))
        settings.cache_clear()
        blobs.blobs.cache_clear()
        yield folder
    settings.cache_clear()
    blobs.blobs.cache_clear()


@pytest.fixture
def nearby() -> Iterator[None]:
    """Servers on this machine may be asked, as if they were outside (kernel.outside)."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONSENTSVC_REACHABLE_NETWORKS", '["127.0.0.0/8"]')
        settings.cache_clear()
        yield
    settings.cache_clear()


class Rehearsal:
    """Where tests play that are rolled back: the one connection, and on it the cast, for as long as tests that know it follow."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._cast: Cast | None = None
        self._played = 0

    @contextmanager
    def of_test(self, *, with_cast: bool) -> Iterator[Session]:
        """A session whose changes are taken back; every other transaction of the block becomes a savepoint beside it."""
        if (self._cast is not None) != with_cast or self._played >= PLAYS:
            self.clear()
        connection = self._connection or self._begun(with_cast)
        self._played += 1
        before = connection.begin_nested()
        with database.bound_to(connection), _joining(connection) as session:
            yield session
        before.rollback()

    def cast(self, tx: Session) -> Cast:
        """Everybody, as this session's own rows."""
        assert self._cast is not None
        there = {each.name: getattr(self._cast, each.name) for each in fields(Cast)}
        return Cast(**{name: tx.merge(row, load=False) if isinstance(row, SQLModel) else row for name, row in there.items()})

    def clear(self) -> None:
        """Nothing is there any more, and the connection is free."""
        if self._connection:
            self._connection.close()  # which rolls its transaction back
        self._connection, self._cast, self._played = None, None, 0

    def _begun(self, with_cast: bool) -> Connection:
        self._connection = self._engine.connect()
        self._connection.begin()
        if with_cast:
            with _joining(self._connection) as session:
                self._cast = cast_at(session)
        return self._connection


def _joining(connection: Connection) -> Session:
    return Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


@pytest.fixture(scope="session")
def rehearsal(own_engine: Engine) -> Iterator[Rehearsal]:
    rehearsal = Rehearsal(own_engine)
    yield rehearsal
    rehearsal.clear()


@pytest.fixture
def tx(rehearsal: Rehearsal, folder: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session in a transaction that is rolled back; every other transaction of the test becomes a savepoint in it."""
    with rehearsal.of_test(with_cast="people" in request.fixturenames) as tx:
        yield tx


@pytest.fixture
def people(tx: Session, rehearsal: Rehearsal) -> Cast:
    """The cast that everyone knows (tests/people.py). The test's session sees Oakfield."""
    cast = rehearsal.cast(tx)
    database.act_for(tx, cast.oakfield.id)
    return cast


@pytest.fixture(scope="session")
def service() -> FastAPI:
    """The service, made once for each test process: its first request builds every route, which takes longer than most tests."""
    return whole_service()


@cache
def whole_service() -> FastAPI:
    """The same, for what is asked of it while tests are collected."""
    from consentsvc.app import create_app

    return create_app()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The loop in which every client's requests run: else each request makes a loop and threads of its own."""
    with start_blocking_portal() as running:
        yield running


@pytest.fixture
def new_client(tx: Session, service: FastAPI, portal: BlockingPortal) -> Callable[[], TestClient]:
    """Another browser, signed out. Redirects are not followed."""

    return lambda: browser(service, portal)


def browser(service: FastAPI, portal: BlockingPortal) -> TestClient:
    """Signed out. Redirects are not followed."""
    client = TestClient(service, follow_redirects=False, raise_server_exceptions=False)
    client.portal = portal
    return client


@pytest.fixture
def anyone(new_client: Callable[[], TestClient], service: FastAPI) -> TestClient:
    """A client nobody is signed in with. What the service counts of wrong tries begins anew."""
    service.state.wrong_tries, service.state.wrong_codes = WrongTries(), WrongCodes()
    service.state.opt_outs_sent = OptOutsSent()
    return new_client()


@pytest.fixture
def client_for(anyone: TestClient, new_client: Callable[[], TestClient]) -> Callable[[Person], TestClient]:
    """A client signed in as somebody of the cast."""
    return lambda person: signed_in(new_client(), person)


def signed_in(client: TestClient, person: Person) -> TestClient:
    """The client, with a session of this person's."""
    from consentsvc.accounts import service as accounts

    with database.begin(person.school_id) as own:
        cookie = accounts.open_session(own, person.id, person.school_id)
    client.cookies.set(accounts.cookie_name(), cookie)
    return client


def _forget_process_state() -> None:
    for remembered in (settings, database.engine, blobs.blobs):
        remembered.cache_clear()


def _admin(server: postgres.Server) -> psycopg.Connection:
    return psycopg.connect(postgres.conninfo(server.admin_url), autocommit=True)


def _one_at_a_time():  # type: ignore[no-untyped-def]
    """PostgreSQL copies a template only while nobody else does."""
    import fcntl

    @contextmanager
    def held() -> Iterator[None]:
        with (Path(tempfile.gettempdir()) / f"consentsvc-template-{os.getuid()}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    return held()
