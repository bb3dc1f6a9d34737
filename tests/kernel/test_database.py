"""One request, one transaction, committed before the answer leaves; seen through the eyes of one school."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import uuid4

import psycopg
import pytest
import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import make_url, text
from sqlmodel import Session, select
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consentsvc.kernel import blobs, clock, database, postgres
from consentsvc.kernel.database import Tx
from consentsvc.kernel.settings import settings
from consentsvc.roster.models import Child
from consentsvc.schools.models import School
from tests.people import Cast

AfterTheAnswer = Annotated[Session, Depends(database.transaction)]  # FastAPI's default scope: what must not be used


def _add_school(tx: Session) -> str:
    slug = f"s{uuid4().hex}"
    tx.add(School(name="Oakfield", slug=slug, created_at=clock.now()))
    return slug


def app_with_both() -> FastAPI:
    app = FastAPI()

    @app.post("/ours")
    def ours(tx: Tx) -> str:
        return _add_school(tx)

    @app.post("/default")
    def default(tx: AfterTheAnswer) -> str:
        return _add_school(tx)

    @app.post("/fails")
    def fails(tx: Tx) -> str:
        _add_school(tx)
        raise RuntimeError

    return app


@pytest.mark.promise("S3")
def test_an_answer_leaves_after_its_commit(committed: postgres.Server) -> None:
    visible: dict[str, int] = {}
    with _served(_counting_at_the_first_byte(app_with_both(), committed, visible)) as port:
        for path in ("/ours", "/default"):
            assert _first_byte(port, path).startswith(b"HTTP/1.1 200")
    assert visible["/ours"] == 1
    assert visible["/default"] == 1, "the default scope commits after the answer: if this changed, Tx needs no scope"


def test_what_was_raised_leaves_nothing(committed: postgres.Server) -> None:
    client = TestClient(app_with_both(), raise_server_exceptions=False)
    assert client.post("/fails").status_code == 500
    with database.begin() as tx:
        assert tx.exec(select(School)).all() == []


@pytest.mark.rule("A6")
def test_a_transaction_sees_one_school_and_without_one_none(tx: Session, people: Cast) -> None:
    for school, names in (
        (people.oakfield.id, {"Amira", "Ben", "Chidi"}),
        (people.elmbank.id, {"Zoe"}),
        (None, set()),
        (uuid4(), set()),
    ):
        database.act_for(tx, school)
        assert set(tx.exec(select(Child.first_name))) == names


@pytest.mark.rule("A6")
def test_nothing_can_be_written_for_another_school(tx: Session, people: Cast) -> None:
    with pytest.raises(Exception, match="row-level security"), tx.begin_nested():  # noqa: PT012
        tx.add(
            Child(
                **{
                    **people.amira.model_dump(exclude={"version"}),
                    "id": uuid4(),
                    "school_id": people.elmbank.id,
                    "class_id": None,
                }
            )
        )
        tx.flush()


def test_the_next_transaction_on_a_connection_does_not_inherit_the_school(committed: postgres.Server) -> None:
    school = uuid4()
    with database.begin(school) as tx:
        assert tx.execute(text("select app_school()")).scalar_one() == school
    with database.begin() as tx:
        assert tx.execute(text("select app_school()")).scalar_one() is None


def test_among_takes_many_ids_as_one_parameter(tx: Session, people: Cast) -> None:
    ids = [people.amira.id, people.ben.id, *(uuid4() for _ in range(50_000))]
    assert len(tx.exec(select(Child.id).where(database.among(Child.id, ids))).all()) == 2
    assert tx.exec(select(Child.id).where(database.among(Child.id, []))).all() == []


def test_a_database_that_is_away_is_a_503_and_its_return_is_noticed(
    committed: postgres.Server, service: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    assert client.get("/health").json() == {"ok": True}
    with _away(monkeypatch):
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
        client.cookies.set("consentsvc", "x")
        assert client.get("/api/children").status_code == 503, "not 401: nobody knows"
        assert client.post("/api/session", json={"email": "a@b.example", "password": "x"}).status_code == 503
    assert client.get("/health").status_code == 200


def test_connections_that_died_are_replaced(committed: postgres.Server, service: FastAPI) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    assert client.get("/health").status_code == 200
    name = make_url(committed.service_url).database
    with psycopg.connect(postgres.conninfo(committed.admin_url), autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
    assert client.get("/health").status_code == 200


@contextmanager
def _away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings that name a database that nobody runs."""
    with monkeypatch.context() as patch:
        patch.setenv("CONSENTSVC_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
        _forget()
        yield
    _forget()


def _forget() -> None:
    for remembered in (settings, database.engine, blobs.blobs):
        remembered.cache_clear()


def _counting_at_the_first_byte(app: ASGIApp, server: postgres.Server, visible: dict[str, int]) -> ASGIApp:
    """Notes how many schools another connection sees at the moment when the answer begins."""

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        async def look(message: Message) -> None:
            if message["type"] == "http.response.start":
                with psycopg.connect(postgres.conninfo(server.service_url)) as other:
                    row = other.execute("select count(*) from schools").fetchone()
                visible[scope["path"]] = row[0] if row else -1
            await send(message)

        await app(scope, receive, look if scope["type"] == "http" else send)

    return counting


@contextmanager
def _served(app: ASGIApp) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        _until(lambda: server.started)
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join()


def _first_byte(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
        return connection.recv(20)


def _until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
