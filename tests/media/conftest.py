from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.events.models import Event
from consentsvc.kernel import database, postgres
from consentsvc.media.sandbox import sandbox
from tests.media.album import event_at, wait_until
from tests.people import Cast, Person, cast_at


@pytest.fixture
def sports_day(tx: Session, people: Cast) -> Event:
    """An event at Oakfield."""
    return event_at(tx, people.oakfield.id)


@pytest.fixture
def committed_people(committed: postgres.Server, folder: Path) -> Cast:
    """The cast in a database where commits are commits."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


@pytest.fixture
def committed_client_for(committed: postgres.Server, service: FastAPI) -> Callable[[Person], TestClient]:
    """A client signed in as somebody of the committed cast."""

    def sign_in(person: Person) -> TestClient:
        client = TestClient(service, follow_redirects=False, raise_server_exceptions=False)
        with database.begin(person.school_id) as tx:
            cookie = accounts.open_session(tx, person.id, person.school_id)
        client.cookies.set(accounts.cookie_name(), cookie)
        return client

    return sign_in


@pytest.fixture
def served(
    committed_client_for: Callable[[Person], TestClient], committed_people: Cast
) -> Iterator[Callable[[], HTTPConnection]]:
    """Connections to the service over a real socket."""
    app = committed_client_for(committed_people.photographer).app
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield lambda: HTTPConnection("127.0.0.1", port, timeout=60)
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session", autouse=True)
def _no_process_stays() -> Iterator[None]:
    yield
    sandbox().close()
