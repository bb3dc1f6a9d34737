"""The background door: each reaction a job of its own, tried again alone; nothing in hand is lost with a worker."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from croniter import croniter
from procrastinate.testing import InMemoryConnector
from sqlalchemy import text

from consentsvc import worker
from consentsvc.connectors import jobs as connectors
from consentsvc.kernel import database, facts, postgres
from tests import bell, looping
from tests.forked import Program, program

STALLED_AFTER = 3.0  # seconds; 30 in the service itself
WORKER = f"from consentsvc import worker; from tests import bell; worker.run(bell.REACTIONS, stalled_after={STALLED_AFTER})"


def test_each_reaction_is_tried_again_alone(committed: postgres.Server, tmp_path: Path) -> None:
    fact = bell.BellRung(uuid4(), uuid4())
    _record(fact)
    with _working(tmp_path):
        _until(lambda: _lines(tmp_path, "struggled") == [str(fact.bell_id)] * 2)
        _until(lambda: _jobs() == [])
    assert _lines(tmp_path, "kept") == [str(fact.bell_id)], "what succeeded is not done again"


@pytest.mark.promise("S3")
def test_what_a_killed_worker_had_in_hand_is_taken_up_again(committed: postgres.Server, tmp_path: Path) -> None:
    fact = bell.LongBellRung(uuid4(), uuid4())
    _record(fact)
    with _working(tmp_path) as first:
        _until(lambda: _lines(tmp_path, "lingered"))
        first.kill()
        first.wait()
    assert [status for _, status in _jobs()] == ["doing"]
    (tmp_path / "go").touch()
    with _working(tmp_path):
        _until(lambda: _lines(tmp_path, "kept") == [str(fact.bell_id)])
        _until(lambda: _jobs() == [])
    assert len(set(_lines(tmp_path, "lingered"))) == 2


def test_a_worker_that_lives_keeps_its_long_job(committed: postgres.Server, tmp_path: Path) -> None:
    _record(bell.LongBellRung(uuid4(), uuid4()))
    with _working(tmp_path), _working(tmp_path):
        _until(lambda: _lines(tmp_path, "lingered"))
        time.sleep(STALLED_AFTER * 2)
        assert len(_lines(tmp_path, "lingered")) == 1
        (tmp_path / "go").touch()
        _until(lambda: _jobs() == [])


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(committed: postgres.Server, tmp_path: Path) -> None:
    _record(bell.LongBellRung(uuid4(), uuid4()))
    with _working(tmp_path) as process:
        _until(lambda: _lines(tmp_path, "lingered"))
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert process.poll() is None
        (tmp_path / "go").touch()
        assert process.wait(timeout=60) == 0
    assert len(_lines(tmp_path, "kept")) == 1
    assert _jobs() == []


def test_a_fact_that_nobody_reacts_to_is_done(committed: postgres.Server, tmp_path: Path) -> None:
    class Unheard(facts.Fact):
        pass

    _record(Unheard(uuid4()))
    with _working(tmp_path):
        _until(lambda: _jobs() == [])


@pytest.mark.parametrize("cron", worker.TIMETABLE)
def test_the_timetable_reads_as_it_is_meant(cron: str) -> None:
    times = croniter(cron, datetime(2026, 3, 1, tzinfo=UTC))  # as procrastinate reads it: the seconds stand last
    first, second = times.get_next(datetime), times.get_next(datetime)
    assert second - first >= timedelta(minutes=1), "the seconds' field says every second"
    assert first.second == int(cron.rsplit(maxsplit=1)[-1])


def test_each_night_ended_sessions_go() -> None:
    times = croniter("17 3 * * * 0", datetime(2026, 3, 1, tzinfo=UTC))
    assert [times.get_next(datetime) for _ in range(2)] == [
        datetime(2026, 3, 1, 3, 17, tzinfo=UTC),
        datetime(2026, 3, 2, 3, 17, tzinfo=UTC),
    ]
    assert "17 3 * * * 0" in worker.TIMETABLE


def test_the_queue_holds_every_job_of_the_timetable(committed: postgres.Server) -> None:
    queue = worker.create_queue().with_connector(InMemoryConnector())
    assert {"react", "do", "accounts.jobs.forget_ended_sessions"} <= set(queue.tasks)
    assert len(queue.periodic_registry.periodic_tasks) == len(worker.TIMETABLE)


def _record(fact: facts.Fact) -> None:
    with database.begin(fact.school_id) as tx:
        facts.record(tx, fact)


@contextmanager
def _working(folder: Path) -> Iterator[Program]:
    environment = {**os.environ, "BELL_FOLDER": str(folder)}  # the database's address stands in the environment (committed)
    with program(WORKER, env=environment) as process:
        yield process
        process.kill()


def _jobs() -> list[tuple[str, str]]:
    with database.begin() as tx:
        rows = tx.execute(text("select task_name, status::text from procrastinate_jobs where task_name in ('react', 'do')"))
        return [(name, status) for name, status in rows]


def _lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text().splitlines() if (folder / name).exists() else []


def _until(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_of_what_looks_at_everything_one_is_done_and_one_waits(committed: postgres.Server) -> None:
    values = {"school_id": str(uuid4()), "connection_id": str(uuid4())}
    turn = worker._turn(connectors.fill_page, values)
    assert turn["lock"] == turn["queueing_lock"]
    assert turn != worker._turn(connectors.fill_page, {**values, "connection_id": str(uuid4())})
    looping.run(_react_twice(values))
    assert [name for name, _ in _jobs()] == ["do"]


def test_one_that_died_makes_way_for_the_same_one_that_waits(committed: postgres.Server) -> None:
    values = {"school_id": str(uuid4()), "connection_id": str(uuid4())}
    looping.run(_react_twice(values))
    with database.begin() as tx:
        tx.execute(text("update procrastinate_jobs set status = 'doing'"))
    looping.run(_react_twice(values))
    assert sorted(status for _, status in _jobs()) == ["doing", "todo"]
    looping.run(_take_up_the_dead())
    assert [status for _, status in _jobs()] == ["todo"]


async def _react_twice(values: dict[str, str]) -> None:
    queue = worker.create_queue()
    async with queue.open_async():
        for _ in range(2):
            await asyncio.to_thread(queue.tasks["react"].func, fact="PageBehind", values=values)


async def _take_up_the_dead() -> None:
    queue = worker.create_queue()
    async with queue.open_async():
        (dead,) = await queue.job_manager.list_jobs_async(status="doing")
        await worker._take_up(queue, dead)
