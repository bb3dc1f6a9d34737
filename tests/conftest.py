"""What every test stands on: a real PostgreSQL, a school that everybody knows, and a service to ask.

`tx` is rolled back after the test; whatever opens a transaction meanwhile joins it. `committed` gives a database of its own, for
tests that need real commits, several connections or several processes.
"""

import gc
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import Engine, create_engine
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.accounts.tries import WrongTries
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.kernel import blobs, database, postgres, schema
from consentsvc.kernel.settings import settings
from tests.people import Cast, Person, cast_at

REPOSITORY = Path(__file__).parents[1]
WORK = REPOSITORY / "var" / "test"

os.environ["CONSENTSVC_PUBLIC_URL"] = "http://testserver"
os.environ["CONSENTSVC_PASSWORD_MEGABYTES"] = "1"  # what takes time to guess takes time to test
os.environ["CONSENTSVC_FFMPEG"] = imageio_ffmpeg.get_ffmpeg_exe()  # the product has none of its own


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end: the garbage collector needn't walk through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The PostgreSQL of all tests; it stays warm between runs' processes and ends with the last of them."""
    with postgres.running(WORK / "postgres") as running:
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
    """One connection to it, kept from test to test: a fresh one learns every table anew, which takes longer than most tests."""
    engine = create_engine(
        worker_database.service_url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args={"prepare_threshold": None}
    )
    yield engine
    engine.dispose()


@pytest.fixture
def committed(server: postgres.Server, template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[postgres.Server]:
    """A database where commits are commits; the settings of this process point at it during the test."""
    name = f"committed_{os.getpid()}_{os.urandom(4).hex()}"
    with _one_at_a_time():
        own = postgres.create_database(server, name, template)
    monkeypatch.setenv("CONSENTSVC_DATABASE_URL", own.service_url)
    monkeypatch.setenv("CONSENTSVC_DATABASE_OWNER_URL", own.owner_url)
    _forget_process_state()
    yield own
    database.engine().dispose()
    _forget_process_state()
    postgres.drop_database(server, name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's pictures lie."""
    monkeypatch.setenv("CONSENTSVC_FOLDER", str(tmp_path / "var"))
    settings.cache_clear()
    blobs.blobs.cache_clear()
    yield tmp_path / "var"
    settings.cache_clear()
    blobs.blobs.cache_clear()


@pytest.fixture
def tx(own_engine: Engine, folder: Path) -> Iterator[Session]:
    """A session in a transaction that is rolled back; every other transaction of the test becomes a savepoint in it."""
    with own_engine.connect() as connection:
        outer = connection.begin()
        with (
            database.bound_to(connection),
            Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session,
        ):
            yield session
        outer.rollback()


@pytest.fixture
def people(tx: Session) -> Cast:
    """The cast that everyone knows (tests/people.py). The test's session sees Oakfield."""
    cast = cast_at(tx)
    database.act_for(tx, cast.oakfield.id)
    return cast


@pytest.fixture(scope="session")
def service() -> FastAPI:
    """The service, made once for each test process: its first request builds every route, which takes longer than most tests."""
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

    def open_browser() -> TestClient:
        client = TestClient(service, follow_redirects=False, raise_server_exceptions=False)
        client.portal = portal
        return client

    return open_browser


@pytest.fixture
def anyone(new_client: Callable[[], TestClient], service: FastAPI) -> TestClient:
    """A client nobody is signed in with. What the service counts of wrong tries begins anew."""
    service.state.wrong_tries, service.state.wrong_codes = WrongTries(), WrongCodes()
    return new_client()


@pytest.fixture
def client_for(anyone: TestClient, new_client: Callable[[], TestClient]) -> Callable[[Person], TestClient]:
    """A client signed in as somebody of the cast."""
    from consentsvc.accounts import service as accounts

    def sign_in(person: Person) -> TestClient:
        client = new_client()
        with database.begin(person.school_id) as own:
            cookie = accounts.open_session(own, person.id, person.school_id)
        client.cookies.set(accounts.cookie_name(), cookie)
        return client

    return sign_in


def _forget_process_state() -> None:
    for remembered in (settings, database.engine, blobs.blobs):
        remembered.cache_clear()


def _admin(server: postgres.Server):  # type: ignore[no-untyped-def]
    import psycopg

    return psycopg.connect(postgres.conninfo(server.admin_url), autocommit=True)


def _one_at_a_time():  # type: ignore[no-untyped-def]
    """PostgreSQL copies a template only while nobody else does."""
    import fcntl
    from contextlib import contextmanager

    @contextmanager
    def held() -> Iterator[None]:
        with (Path(tempfile.gettempdir()) / f"consentsvc-template-{os.getuid()}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    return held()
