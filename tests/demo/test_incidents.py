"""The demonstration's large events, captures and reports: made through the rooms' own verbs, once, and each for whom it is for."""

import pytest
from sqlmodel import Session

from consentsvc.captures import service as captures
from consentsvc.consent import opt_outs
from consentsvc.demo import incidents, large_events
from consentsvc.events import admission, notices, photographers
from consentsvc.events import service as events
from consentsvc.events.schemas import EventRow
from consentsvc.incidents import learning, rules
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.reports import service as reports
from tests.people import Cast, Person


def acting(person: Person) -> Actor:
    return Actor(kind="staff", id=person.id, school_id=person.school_id, roles=frozenset(person.roles), name=person.email)


@pytest.fixture
def lead(tx: Session, people: Cast) -> Actor:
    """A lead at a school at which all of it is made, twice."""
    lead = acting(people.lead)
    for _ in range(2):
        fair_id = large_events.fair(lead, acting(people.photographer))
        large_events.concert(lead, acting(people.photographer))
        incidents.prepare(lead, acting(people.steward), fair_id)
    return lead


def _event(tx: Session, actor: Actor, name: str) -> EventRow:
    return next(each for each in events.events(tx, actor) if each.name == name)


def test_the_fair_takes_the_photographers_pictures(tx: Session, people: Cast, lead: Actor) -> None:
    fair = _event(tx, lead, large_events.FAIR)
    assert admission.admission(tx, acting(people.photographer), fair.id).is_open
    assert len(events.events(tx, lead)) == 2


def test_the_concert_still_has_something_to_do(tx: Session, lead: Actor) -> None:
    concert = _event(tx, lead, large_events.CONCERT)
    assert notices.listed(tx, lead, concert.id).missing == ["door_sign", "announcement"]
    assert [each.missing for each in photographers.register(tx, lead, concert.id).photographers] == [[], ["identity"]]
    assert opt_outs.opt_outs(tx, lead, concert.id).open == 2  # nobody of the tests' cast is called so


def test_captures_wait_or_are_closed(tx: Session, lead: Actor) -> None:
    assert {each.taken_by: each.open_tasks for each in captures.captures(tx, lead, closed=False)} == {"spectator": 2, "press": 0}
    assert [each.use for each in captures.captures(tx, lead, closed=True)] == ["own_use"]


def test_reports_are_read_by_whom_they_are_for(tx: Session, people: Cast, lead: Actor) -> None:
    found = [(each.urgency, each.is_taken_on) for each in reports.reports(tx, lead, closed=False)]
    assert found == [("now", False), ("high", True)]
    assert [each.outcome for each in reports.reports(tx, lead, closed=True)] == ["no_further_action"]
    assert [each.about for each in reports.reports(tx, acting(people.chair), closed=False)] == ["head"]
    assert reports.reports(tx, acting(people.head), closed=False) == []


def test_shared_lessons_stand_in_the_terms_page(tx: Session, lead: Actor) -> None:
    drafted = learning.drafted(tx, lead, rules.term_of(clock.today()))
    found = learning.learning(tx, lead)
    assert {each.text in drafted.text for each in found.lessons if each.shared} == {True}
    assert (len(found.lessons), len(found.actions), drafted.is_sent) == (4, 1, False)
