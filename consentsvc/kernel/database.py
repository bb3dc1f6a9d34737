"""The database: one transaction each request or job, seen through the eyes of one school.

Row-level security shows a transaction only the rows of the school set by `act_for`; unset, it shows none.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, LiteralString
from uuid import UUID

from fastapi import Depends
from psycopg import OperationalError
from sqlalchemy import ARRAY, ColumnElement, Connection, Engine, Uuid, any_, create_engine, literal, text
from sqlalchemy.exc import OperationalError as SqlOperationalError
from sqlmodel import Session, col

from consentsvc.kernel.settings import settings


def _address() -> str:
    url = settings().database_url
    if url is None:
        raise RuntimeError("No database: start the service with `consentsvc serve`, or set CONSENTSVC_DATABASE_URL.")
    return url.get_secret_value()


@cache
def engine() -> Engine:
    """This process's pool of connections, as the role that owns nothing."""
    # Generic plans were 6 to 10 times slower under row-level security: never prepare.
    return create_engine(
        _address(),
        pool_size=settings().database_connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # errors reach the log; what was in the row must not
        connect_args={"prepare_threshold": None},
    )


@cache
def _lean_engine(url: str) -> Engine:
    """A few connections for statements of one round trip: nothing before them, nothing after, the plan kept."""
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=5,
        max_overflow=0,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        connect_args={"prepare_threshold": 0, "options": "-c plan_cache_mode=force_generic_plan"},
    )


def read_one(statement: LiteralString, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of one reading statement that is a transaction of its own; for the hot path.

    It shows no school's rows unless the statement itself calls `set_config` as `act_for` does. Raises psycopg's errors.
    """
    if _bind is not None:
        return _row(_bind.connection.driver_connection, statement, values)
    lean = _lean_engine(_address())
    try:
        return _read_on(lean, statement, values)
    except OperationalError:
        lean.dispose()  # the server was started again: every waiting connection is dead, a fresh one isn't
        return _read_on(lean, statement, values)


def _read_on(lean: Engine, statement: LiteralString, values: Sequence[Any]) -> tuple[Any, ...] | None:
    held = lean.raw_connection()
    try:
        return _row(held.driver_connection, statement, values)
    except BaseException:
        held.invalidate()
        raise
    finally:
        held.close()


def _row(connection: Any, statement: LiteralString, values: Sequence[Any]) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(statement, values).fetchone()
    return row


_bind: Connection | None = None


@contextmanager
def bound_to(connection: Connection) -> Iterator[None]:
    """Run every transaction inside this connection's own one, as savepoints (tests: rolled back afterwards)."""
    global _bind
    before, _bind = _bind, connection
    try:
        yield
    finally:
        _bind = before


def act_for(tx: Session, school_id: UUID | None) -> None:
    """Show this transaction the rows of one school, and of no other."""
    tx.execute(text("select set_config('app.school', :school, true)"), {"school": str(school_id or "")})


@contextmanager
def begin(school_id: UUID | None = None) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised."""
    options: dict[str, Any] = {"bind": _bind, "join_transaction_mode": "create_savepoint"} if _bind else {"bind": engine()}
    with Session(expire_on_commit=False, **options) as tx, tx.begin():
        act_for(tx, school_id)
        yield tx


@contextmanager
def held(name: str, seconds: float) -> Iterator[bool]:
    """Hold a name alone, among all processes, with no transaction open; False where somebody else held it for so long.

    The database lets go of it when the process, or its connection, ends.
    """
    if _bind is not None:  # a test's single connection: nobody else is there
        yield True
        return
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("select set_config('lock_timeout', :wait, false)"), {"wait": f"{seconds * 1000:.0f}ms"})
        try:
            connection.execute(text("select pg_advisory_lock(hashtextextended(:name, 6))"), {"name": name})
        except SqlOperationalError:
            yield False
            return
        try:
            yield True
        finally:
            connection.execute(text("select pg_advisory_unlock(hashtextextended(:name, 6))"), {"name": name})
            connection.execute(text("reset lock_timeout"))


def among(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """The column is one of `ids`: one parameter, however many there are."""
    return col(column) == any_(literal(list(ids), ARRAY(Uuid())))


def transaction() -> Iterator[Session]:
    """The request's transaction."""
    with begin() as tx:
        yield tx


# scope="function": with the default scope FastAPI commits after the client has its answer.
Tx = Annotated[Session, Depends(transaction, scope="function")]
