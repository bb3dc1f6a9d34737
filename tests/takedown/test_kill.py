"""A withdrawal while mail, the store and every worker are down, then workers that are killed: later all happens, once (P9, S3, S5)."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from consentsvc.kernel import database, postgres
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from tests.forked import Program, program
from tests.people import Cast, cast_at
from tests.publishing.stage import Stage
from tests.site import Asked, Said, Site, open_site
from tests.takedown.desk import Desk

PICTURES = 4
KILLED_AT = (2, 5)  # requests that another website has had
WITHIN = 240.0  # seconds; far less on a machine that does nothing else
WORKER = """
from datetime import timedelta
from consentsvc import worker
from consentsvc.takedown import working
working.LEASE = timedelta(seconds=1)
worker.run(stalled_after=2)
"""


class KillingSite(Site):
    """Another website, from which everything is gone; it kills whoever asks for the n-th time before it answers."""

    worker: Program | None = None

    def answer(self, asked: Asked) -> Said:
        if len(self.asked) in KILLED_AT and self.worker:
            self.worker.kill()
            self.worker.wait()
        return Said(404)


@pytest.fixture
def cast(committed: postgres.Server, folder: Path, nearby: None) -> Cast:
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


@pytest.fixture
def site() -> Iterator[KillingSite]:
    def beginning(site: Site) -> None:
        site.__class__ = KillingSite
        site.answering = site.answer  # type: ignore[attr-defined]

    with open_site(beginning=beginning) as site:
        assert isinstance(site, KillingSite)
        yield site


@pytest.mark.rule("P9")
@pytest.mark.promise("S3", "S5")
def test_all_of_it_happens_later_and_once(cast: Cast, site: KillingSite, folder: Path) -> None:
    desk = Desk(Stage(cast))
    stage = desk.stage
    stage.everybody_agrees()
    copied = [desk.copy(stage.place(stage.photo()), "social", f"Post {n}", f"{site.address}/{n}.jpg") for n in range(PICTURES)]
    by_hand = desk.copy(stage.place(stage.photo()), "pack", "The museum")

    with _store_away(folder):  # and no worker runs, so that no mail goes
        stage.answer(cast.amira, cast.amira_mother, "withdrawn")
        assert _waiting() > 0
    while not _is_settled(desk):
        with _working() as worker:
            site.worker = worker
            _wait(worker, desk)

    assert {task.copy_id: task.state for task in desk.tasks()} == dict.fromkeys(copied, "done") | {by_hand: "open"}
    assert len(desk.tasks()) == len({task.copy_id for task in desk.tasks()}) == PICTURES + 1
    assert Counter(each.placement_id for each in desk.down()).most_common(1)[0][1] == 1
    case = desk.the_case()
    assert (case.child_id, case.guardian_id, case.closed_at) == (cast.amira.id, cast.amira_mother.id, None)
    assert [each.is_gone for each in desk.proofs()] == [True] * PICTURES, (
        "what was cut short proves nothing, and nothing is proved twice"
    )
    assert len(site.asked) <= PICTURES + len(KILLED_AT)
    with begin(desk.school) as tx:
        letters = tx.exec(select(Letter.about_id).where(Letter.kind == "takedown.to_do")).all()
    assert letters == [cast.publisher.id]


@contextmanager
def _store_away(folder: Path) -> Iterator[None]:
    away = folder.with_name("away")
    shutil.move(folder, away)
    yield
    shutil.rmtree(folder, ignore_errors=True)
    shutil.move(away, folder)


@contextmanager
def _working() -> Iterator[Program]:
    # The database's address, the folder and the networks stand in the environment (committed, folder, nearby).
    with program(WORKER) as process:
        yield process
        process.kill()


def _wait(worker: Program, desk: Desk) -> None:
    """Until all is settled, or the worker was killed."""
    begun = time.monotonic()
    while worker.poll() is None and not _is_settled(desk):
        assert time.monotonic() - begun < WITHIN
        time.sleep(0.2)


def _is_settled(desk: Desk) -> bool:
    return sum(task.state == "done" for task in desk.tasks()) == PICTURES


def _waiting() -> int:
    with begin() as tx:
        return int(tx.execute(text("select count(*) from procrastinate_jobs where status = 'todo'")).scalar_one())
