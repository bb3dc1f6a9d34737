"""What the service sees to by itself: it looks until an address is gone, says what it saw, and goes on when the other side is away (P9)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.takedown import tasks, working
from tests.site import Said, Site, open_site
from tests.takedown.desk import Desk, a_task

pytestmark = [pytest.mark.rule("P9"), pytest.mark.usefixtures("nearby")]


@pytest.fixture
def site() -> Iterator[Site]:
    """Another website with two sizes of a picture on it."""
    with open_site() as site:
        site.pages |= {"/large.jpg": Said(200, b"picture"), "/small.jpg": Said(200, b"picture")}
        yield site


def test_it_looks_until_each_address_is_gone(desk: Desk, site: Site) -> None:
    task = a_task(desk, f"{site.address}/large.jpg", f"{site.address}/small.jpg")
    working.work(desk.school)
    assert [(each.answered, each.is_gone) for each in desk.proofs()] == [(200, False), (200, False)]
    del site.pages["/large.jpg"]
    _again(desk)
    assert desk.the_task().state == "open", "the small one is there"
    site.pages["/small.jpg"] = Said(410)
    _again(desk)
    found = desk.the_task()
    assert (found.state, found.done_by, found.tries) == ("done", None, 3)
    assert [(each.answered, each.is_gone) for each in desk.proofs()][2:] == [(404, True), (410, True)]
    assert desk.copies()[0].state == "gone"
    assert desk.the_case().closed_at is not None
    assert task.id == found.id


def test_it_says_only_what_is_new(desk: Desk, site: Site) -> None:
    a_task(desk, f"{site.address}/large.jpg")
    for _ in range(3):
        _again(desk)
    assert len(desk.proofs()) == 1


def test_it_tries_less_and_less_often(desk: Desk, site: Site) -> None:
    a_task(desk, f"{site.address}/large.jpg")
    waits = []
    for _ in range(4):
        _again(desk)
        waits.append(desk.the_task().next_try_at - clock.now())
    assert waits == sorted(waits)
    assert waits[0] <= timedelta(minutes=1) < waits[-1]


def test_what_does_not_answer_is_not_gone(desk: Desk, site: Site) -> None:
    site.pages["/large.jpg"] = Said(silent=True)
    a_task(desk, f"{site.address}/large.jpg", "http://10.0.0.1/inside.jpg")
    working.work(desk.school)
    assert {(each.answered, each.is_gone) for each in desk.proofs()} == {(None, False)}
    assert desk.the_task().state == "open"


def test_what_is_not_due_is_left_alone(desk: Desk, site: Site) -> None:
    a_task(desk, f"{site.address}/large.jpg")
    working.work(desk.school)
    working.work(desk.school)
    assert len(site.asked) == 1


def test_somebody_who_asks_gets_a_look_at_once(desk: Desk, site: Site) -> None:
    task = a_task(desk, f"{site.address}/large.jpg")
    working.work(desk.school)
    del site.pages["/large.jpg"]
    with begin(desk.school) as tx:
        tasks.look_again(tx, desk.stage.actor(desk.stage.cast.publisher), task.id)
    working.work(desk.school)
    assert desk.the_task().state == "done"


def test_a_person_may_be_faster(desk: Desk, site: Site) -> None:
    task = a_task(desk, f"{site.address}/large.jpg")
    with begin(desk.school) as tx:
        tasks.prove(tx, desk.stage.actor(desk.stage.cast.publisher), task.id, "I deleted it.")
    working.work(desk.school)
    assert site.asked == []
    assert desk.the_task().done_by == desk.stage.cast.publisher.id


def test_a_copy_that_is_found_again_is_a_task_again(desk: Desk, site: Site, tx: Session) -> None:
    del site.pages["/large.jpg"]
    task = a_task(desk, f"{site.address}/large.jpg")
    working.work(desk.school)
    from consentsvc.kernel.access import system

    with begin(desk.school) as own:
        tasks.still_there(own, system(desk.school), task.copy_id, f"{site.address}/large.jpg")
    assert desk.the_task().state == "open"
    assert desk.copies()[0].state == "there"
    assert "takedown:reopen" in set(tx.exec(select(AuditEntry.verb)))


def test_a_connector_that_nobody_made_leaves_it_to_looking(desk: Desk, site: Site) -> None:
    """Somebody noted by hand that a picture is on a WordPress."""
    del site.pages["/large.jpg"]
    a_task(desk, f"{site.address}/large.jpg", kind="wordpress")
    working.work(desk.school)
    assert desk.the_task().state == "done"


def _again(desk: Desk) -> None:
    desk.is_tried_at(desk.the_task(), clock.now())
    working.work(desk.school)
