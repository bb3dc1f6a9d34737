"""A database of the version before, with what schools have in it, brought up to date: nothing is lost, and it decides as it did."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url
from sqlmodel import Session, select

from consentsvc.breaches import service as breaches
from consentsvc.breaches.letters import BREACH_OPENED, CLOCK_RUNS_OUT
from consentsvc.breaches.models import Breach
from consentsvc.kernel import clock, database, postgres, schema
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.publishing import serving
from tests.conftest import _forget_process_state
from tests.people import cast_at
from tests.publishing import endings
from tests.publishing.stage import Stage

BEFORE = "0008"
# Under the names that breaches had then.
LETTERS = """
update letters set kind = replace(kind, 'breaches.', 'incidents.'), key = replace(key, 'breaches.', 'incidents.')
where kind like 'breaches.%'
"""
JOB = """
insert into procrastinate_jobs (queue_name, task_name, args)
values ('default', 'do', jsonb_build_object('reaction', 'incidents.noticing.look_at_what_ended'))
"""


@pytest.fixture
def stage(committed: postgres.Server, folder: Path) -> Stage:
    """Committed, with everybody's yes."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        cast = cast_at(tx)
    stage = Stage(cast)
    stage.everybody_agrees()
    return stage


@pytest.fixture
def old(server: postgres.Server) -> Iterator[postgres.Server]:
    """An empty database as the version before made it."""
    made = postgres.create_database(server, f"old_{os.getpid()}_{os.urandom(4).hex()}")
    _make_as_before(made)
    yield made
    postgres.drop_database(server, _name(made))


@pytest.mark.promise("S8")
@pytest.mark.rule("P1", "W4")
def test_what_was_there_is_there_and_still_decides(
    stage: Stage, committed: postgres.Server, old: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, ended = (stage.place(stage.photo([child])) for child in (stage.cast.amira, stage.cast.ben))
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn")
    with begin(stage.school) as tx:
        made = breaches.open_breach(
            tx, system(stage.school), "told_by_somebody", "a", [stage.cast.ben.id], known_at=clock.now(), what="A poster."
        )
        CLOCK_RUNS_OUT.owe(tx, stage.school, [stage.cast.dpo.id], str(made.id))
    _copy(committed, old)
    with _admin(old) as admin:
        admin.execute(LETTERS)
        admin.execute(JOB)
        versions = admin.execute("select id, version from photos order by id").fetchall()

    schema.migrate(old.owner_url, old.service_url)

    monkeypatch.setenv("CONSENTSVC_DATABASE_URL", old.service_url)
    _forget_process_state()
    with _admin(old) as admin:
        assert admin.execute("select id, version from photos order by id").fetchall() == versions
        jobs = admin.execute("select args ->> 'reaction' from procrastinate_jobs where args ? 'reaction'").fetchall()
        assert ("breaches.noticing.look_at_what_ended",) in jobs
    with begin(stage.school) as tx:
        assert [each.id for each in tx.exec(select(Breach))] == [made.id]
        CLOCK_RUNS_OUT.owe(tx, stage.school, [stage.cast.dpo.id], str(made.id))
        told = tx.exec(select(Letter.kind).where(Letter.about_id == stage.cast.dpo.id)).all()
        assert sorted(told) == [BREACH_OPENED.kind, CLOCK_RUNS_OUT.kind], "nobody is told twice"
    assert [serving.picture(each.code, "large").is_shown for each in (shown, ended)] == [True, False]
    endings.opted_out_by_an_unknown_name(stage, shown)
    assert not serving.picture(shown.code, "large").is_shown
    database.engine().dispose()


def _make_as_before(made: postgres.Server) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.attributes["owner_url"] = made.owner_url
    config.attributes["service_role"] = make_url(made.service_url).username
    command.upgrade(config, BEFORE)


def _copy(source: postgres.Server, target: postgres.Server) -> None:
    """Every row, as far as the target's tables have columns for it."""
    with _admin(source) as of, _admin(target) as to:
        of.execute("delete from memberships where role in ('steward', 'chair')")  # there was neither then
        to.execute("set session_replication_role = replica")
        for table, columns in _tables(to):
            with (
                of.cursor().copy(f"copy (select {columns} from {table}) to stdout".encode()) as given,
                to.cursor().copy(f"copy {table} ({columns}) from stdin".encode()) as taken,
            ):
                for part in given:
                    taken.write(part)
        for table, column in to.execute(SEQUENCES).fetchall():
            to.execute(f"select setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) from {table}".encode())


TABLES = """
select format('%I', c.relname), string_agg(format('%I', a.attname), ', ' order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'alembic_version'
group by c.relname
"""
SEQUENCES = """
select table_name::text, column_name::text from information_schema.columns
where table_schema = 'public' and (is_identity = 'YES' or column_default like 'nextval%')
"""


def _tables(database: psycopg.Connection) -> Sequence[tuple[str, str]]:
    return database.execute(TABLES).fetchall()


def _admin(server: postgres.Server) -> psycopg.Connection:
    return psycopg.connect(postgres.conninfo(server.admin_url), dbname=_name(server), autocommit=True)


def _name(of: postgres.Server) -> str:
    return make_url(of.service_url).database or ""
