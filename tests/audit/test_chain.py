"""A2 and V2: the audit grows in one unbroken chain for each school, and what is done to it behind the service's back shows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from consentsvc.audit import service as audit
from consentsvc.audit.models import AuditEntry
from consentsvc.audit.schemas import Checkpoint
from consentsvc.kernel import clock, database, postgres
from consentsvc.kernel.access import Actor, Role, system
from consentsvc.schools.models import School

pytestmark = [pytest.mark.rule("A2"), pytest.mark.promise("V2")]

MANY = 8
EACH = 25


@pytest.fixture
def school(shared: postgres.Server) -> UUID:
    return _a_school()


def test_numbers_have_no_gap_however_many_write_at_once(school: UUID) -> None:
    def write() -> None:
        for _ in range(EACH):
            _record(school, "photo:view")

    threads = [threading.Thread(target=write) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _numbers(school) == list(range(1, MANY * EACH + 1))
    assert _broken(school) is None


def test_many_entries_of_one_transaction_keep_their_order(school: UUID) -> None:
    things = [uuid4() for _ in range(300)]
    with database.begin(school) as tx:
        for thing in things:
            audit.record(tx, system(school), "photo:view", thing)
    with database.begin(school) as tx:
        written = tx.exec(select(AuditEntry.thing_id).order_by(AuditEntry.number)).all()  # type: ignore[arg-type]
    assert written == things
    assert _broken(school) is None


def test_each_school_has_a_chain_of_its_own(school: UUID) -> None:
    other = _a_school()
    for at in (school, other, school):
        _record(at, "photo:view")
    assert _numbers(school) == [1, 2]
    assert _numbers(other) == [1]


def test_two_schools_do_not_wait_for_each_other(school: UUID) -> None:
    other = _a_school()
    with database.begin(school) as tx:
        tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:school, 1))"), {"school": str(school)})
        _record(other, "photo:view")
    assert _numbers(other) == [1]


def test_an_entry_goes_with_the_work_that_it_records(school: UUID) -> None:
    with pytest.raises(RuntimeError), database.begin(school) as tx:  # noqa: PT012
        audit.record(tx, system(school), "child:restrict", uuid4())
        raise RuntimeError
    _record(school, "photo:view")
    assert _verbs(school) == ["photo:view"]


def test_a_failed_savepoint_takes_its_own_entries_and_no_other(school: UUID) -> None:
    with database.begin(school) as tx:
        audit.record(tx, system(school), "before", None)
        with pytest.raises(DBAPIError), tx.begin_nested():  # noqa: PT012
            audit.record(tx, system(school), "inside", None)
            with tx.begin_nested():
                audit.record(tx, system(school), "deeper", None)
            tx.execute(text("select 1 / 0"))
        audit.record(tx, system(school), "after", None)
        with tx.begin_nested():
            audit.record(tx, system(school), "in one that held", None)
    assert _verbs(school) == ["before", "after", "in one that held"]


def test_a_failed_flush_in_a_savepoint_leaves_the_rest(school: UUID) -> None:
    with database.begin(school) as tx:
        audit.record(tx, system(school), "before", None)
        with pytest.raises(DBAPIError), tx.begin_nested():  # noqa: PT012
            audit.record(tx, system(school), "inside", None)
            tx.add(School(name="Again", slug=f"school-{school}", created_at=clock.now()))
            tx.flush()
    assert _verbs(school) == ["before"]


def test_entries_are_written_once_and_last(school: UUID) -> None:
    with database.begin(school) as tx:
        audit.record(tx, system(school), "photo:view", None)
        with tx.begin_nested():
            tx.execute(text("select 1"))
        assert tx.execute(text("select count(*) from audit_entries")).scalar_one() == 0, "the chain's lock is taken last"
    assert _verbs(school) == ["photo:view"]


def test_a_session_writes_each_transactions_entries_with_it(school: UUID) -> None:
    with Session(database.engine()) as tx:
        for verb in ("first", "second"):
            database.act_for(tx, school)
            audit.record(tx, system(school), verb, None)
            tx.commit()
    assert _verbs(school) == ["first", "second"]


def test_entries_join_the_transaction_that_a_test_binds(tx: Session) -> None:
    school = School(name="Oakfield", slug="oakfield-bound", created_at=clock.now())
    tx.add(school)
    tx.commit()
    with database.begin(school.id) as inner:
        audit.record(inner, system(school.id), "photo:view", None)
    database.act_for(tx, school.id)
    assert tx.exec(select(AuditEntry.number).where(AuditEntry.school_id == school.id)).all() == [1]


def test_no_work_without_its_record(school: UUID) -> None:
    with pytest.raises(DBAPIError), database.begin(school) as tx:  # noqa: PT012
        tx.execute(text("update schools set name = 'Elsewhere' where id = :school"), {"school": school})
        audit.record(tx, Actor(kind="staff", id=None, school_id=uuid4(), roles=frozenset({Role.ADMIN})), "school:create", None)
    with database.begin() as tx:
        assert tx.exec(select(School.name).where(School.id == school)).one() == "Oakfield"


@pytest.mark.parametrize("change", ["update audit_entries set verb = 'x'", "delete from audit_entries", "truncate audit_entries"])
def test_the_service_cannot_change_an_entry(school: UUID, change: str) -> None:
    _record(school, "photo:view")
    with pytest.raises(DBAPIError, match="permission denied"), database.begin(school) as tx:
        tx.execute(text(change))


@pytest.mark.parametrize("change", ["update audit_entries set verb = 'x'", "delete from audit_entries", "truncate audit_entries"])
def test_nor_can_the_owner_while_the_guards_stand(shared: postgres.Server, school: UUID, change: str) -> None:
    _record(school, "photo:view")
    with (  # noqa: PT012
        psycopg.connect(postgres.conninfo(shared.owner_url)) as owner,
        pytest.raises(psycopg.errors.RaiseException, match="only ever added"),
    ):
        owner.execute("alter table audit_entries no force row level security")
        owner.execute(change)


TAMPERING = {
    "a word changed": ("update entries set verb = 'photo:place' where number = 3", 3),
    "who changed": ("update entries set actor_id = gen_random_uuid() where number = 1", 1),
    "when changed": ("update entries set at = at - interval '1 microsecond' where number = 5", 5),
    "detail changed": ("""update entries set detail = '{"head_count": 4}' where number = 2""", 2),
    "the first removed": ("delete from entries where number = 1", 2),
    "one removed": ("delete from entries where number = 3", 4),
    "removed and numbered anew": (
        """delete from entries where number = 3;
        update entries set number = number - 1 where number > 3""",
        3,
    ),
    "changed, with its own hash made anew": (
        """update entries set verb = 'x' where number = 3;
        update audit_entries e set hash = audit_entry_hash(e) where number = 3""",
        4,
    ),
    "two swapped": (
        """update entries set number = -1 where number = 2;
        update entries set number = 2 where number = 3;
        update entries set number = 3 where number = -1""",
        2,
    ),
    "changed, and the function that hashes made to agree": (
        """update entries set verb = 'x' where number = 3;
        create or replace function audit_entry_hash(entry audit_entries) returns bytea language sql immutable
        as 'select entry.hash'""",
        3,
    ),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_what_a_superuser_changes_shows(shared: postgres.Server, school: UUID, case: str) -> None:
    _five_entries(school)
    change, first_broken = TAMPERING[case]
    with _as_superuser(shared, school, change) as tx:
        assert audit.broken_at(tx, school) == first_broken
    assert _broken(school) is None


CUT_OFF = "delete from entries where number > 3"
REWRITTEN = """
    update entries set verb = 'x' where number = 3;
    do $$ declare before bytea; entry audit_entries; begin
        for entry in select * from entries order by number loop
            entry.previous_hash := coalesce(before, ''::bytea);
            before := audit_entry_hash(entry);
            update entries set previous_hash = entry.previous_hash, hash = before where id = entry.id;
        end loop;
    end $$;
"""


@pytest.mark.parametrize("change", [CUT_OFF, REWRITTEN], ids=["the end cut off", "the whole chain written anew"])
def test_what_looks_whole_by_itself_shows_with_the_seal(shared: postgres.Server, school: UUID, change: str) -> None:
    _five_entries(school)
    seal = _seal(school)
    with _as_superuser(shared, school, change) as tx:
        assert audit.broken_at(tx, school) is None
        assert audit.broken_at(tx, school, seal) == 5


def test_an_older_seal_still_fits_a_chain_that_grew(school: UUID) -> None:
    _record(school, "photo:view")
    seal = _seal(school)
    _five_entries(school)
    assert seal.number == 1
    assert _broken(school, seal) is None


def test_an_empty_chain_is_whole_and_its_seal_proves_nothing_yet(school: UUID) -> None:
    seal = _seal(school)
    assert (seal.number, seal.hash) == (0, "")
    assert _broken(school, seal) is None


def _a_school() -> UUID:
    with database.begin() as tx:
        made = School(id=(school := uuid4()), name="Oakfield", slug=f"school-{school}", created_at=clock.now())
        tx.add(made)
    return school


def _record(school: UUID, verb: str) -> None:
    with database.begin(school) as tx:
        audit.record(tx, system(school), verb, uuid4(), head_count=3)


def _five_entries(school: UUID) -> None:
    for number in range(5):
        _record(school, f"photo:view{number}")


def _numbers(school: UUID) -> list[int | None]:
    with database.begin(school) as tx:
        return list(tx.exec(select(AuditEntry.number).order_by(AuditEntry.number)))  # type: ignore[arg-type]


def _verbs(school: UUID) -> list[str]:
    with database.begin(school) as tx:
        return list(tx.exec(select(AuditEntry.verb).order_by(AuditEntry.number)))  # type: ignore[arg-type]


def _broken(school: UUID, seal: Checkpoint | None = None) -> int | None:
    with database.begin(school) as tx:
        return audit.broken_at(tx, school, seal)


def _seal(school: UUID) -> Checkpoint:
    with database.begin(school) as tx:
        return audit.checkpoint(tx, system(school))


@contextmanager
def _as_superuser(server: postgres.Server, school: UUID, change: str) -> Iterator[Session]:
    """What somebody can do who has the database itself: the guards switched off, the rows changed. Undone after the test."""
    name = make_url(server.service_url).database
    engine = create_engine(make_url(server.admin_url).set(database=name), poolclass=NullPool)
    with engine.connect() as connection, Session(connection) as tx:
        connection.exec_driver_sql("alter table audit_entries disable trigger user")
        connection.exec_driver_sql("alter table audit_entries drop constraint uq_audit_entries_school_id_number")
        connection.exec_driver_sql(f"create temporary view entries as select * from audit_entries where school_id = '{school}'")
        connection.connection.driver_connection.execute(change)  # type: ignore[union-attr]
        yield tx
        tx.rollback()
