"""500 families in one round, by a real mail server, with the worker killed several times: none lost, none twice."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from consentsvc.asking import service
from consentsvc.asking.models import Request
from consentsvc.asking.schemas import NewRound, Scope
from consentsvc.kernel import database, postgres
from consentsvc.kernel.access import Actor, Role
from consentsvc.notifications.models import Letter
from consentsvc.schools import service as schools
from tests.asking.crowd import families
from tests.forked import COMMAND, Program, program
from tests.notifications.postbox import Postbox, Taken

FAMILIES = 500
WITHIN = 600.0  # seconds; far less on a machine that does nothing else
KILLED_IN_THE_ACT = (150,)  # the mail server has the mail, and the worker dies before it hears so
KILLED_BETWEEN = (330,)


class KillingPostbox(Postbox):
    """Kills whoever delivers, with the mail in hand, at the counts of KILLED_IN_THE_ACT."""

    worker: Program | None = None

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.taken) in KILLED_IN_THE_ACT and self.worker:
            self.worker.kill()
            self.worker.wait()
        return answer


@pytest.fixture
def postbox(smtp_port: int) -> Iterator[KillingPostbox]:
    from tests.notifications.postbox import listening

    there = KillingPostbox()
    with listening(there, smtp_port):
        yield there


@pytest.mark.promise("S3")
def test_none_of_500_families_is_lost_and_none_is_asked_twice(
    committed: postgres.Server, postbox: KillingPostbox, smtp_port: int, tmp_path: Path
) -> None:
    with database.begin() as tx:
        school_id = schools.create(tx, "Oakfield Primary", "oakfield").id
        families(tx, school_id, FAMILIES)
    with database.begin(school_id) as tx:
        service.start(
            tx, Actor("staff", None, school_id, frozenset({Role.OFFICE})), NewRound(name="All", scope=Scope(kind="school"))
        )

    _deliver_with_kills(postbox, tmp_path)

    with database.begin(school_id) as tx:
        letters = {letter.about_id: letter for letter in tx.exec(select(Letter))}
        requests = set(tx.exec(select(Request.id)))
    assert set(letters) == requests
    assert {letter.state for letter in letters.values()} == {"sent"}
    copies = postbox.ids
    assert set(copies) == {f"<{letter.id}@consent.example>" for letter in letters.values()}, "one Message-ID for each family"
    twice = [id_ for id_, count in copies.items() if count > 1]
    assert len(twice) <= len(KILLED_IN_THE_ACT) + len(KILLED_BETWEEN), "only what was in hand at a kill goes out again"
    assert all(count <= 2 for count in copies.values())
    assert all(_are_alike([each for each in postbox.taken if each.id == id_]) for id_ in twice), "with the same link and code"


def _are_alike(copies: list[Taken]) -> bool:
    return len({(each.to, each.text) for each in copies}) == 1


def _deliver_with_kills(postbox: KillingPostbox, tmp_path: Path) -> None:
    begun, waiting = time.monotonic(), list(KILLED_BETWEEN)
    while len(postbox.ids) < FAMILIES or _waiting():
        with _working(tmp_path) as worker:
            postbox.worker = worker
            while worker.poll() is None and (len(postbox.ids) < FAMILIES or _waiting()):
                assert time.monotonic() - begun < WITHIN, f"only {len(postbox.taken)} mails in time"
                if waiting and len(postbox.taken) >= waiting[0]:
                    waiting.pop(0)
                    worker.kill()
                    worker.wait()
                time.sleep(0.05)
    assert waiting == []


def _waiting() -> bool:
    with database.begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    with database.begin(school_ids[0]) as tx:
        return tx.exec(select(Letter).where(Letter.state == "waiting").limit(1)).first() is not None


@contextmanager
def _working(tmp_path: Path) -> Iterator[Program]:
    environment = {**os.environ, "CONSENTSVC_FOLDER": str(tmp_path / "var")}
    log = tmp_path / "worker.log"
    process = program(COMMAND, "worker", env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
