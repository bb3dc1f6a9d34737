"""How far a round is, as each reader may know it; reminders and renewals by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from consentsvc.asking import jobs, service
from consentsvc.asking.models import Request, Round
from consentsvc.asking.schemas import NewRound, RoundRow, Scope
from consentsvc.consent import restrictions
from consentsvc.consent import service as consent
from consentsvc.consent.speakers import Speaker
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.notifications.models import Letter
from consentsvc.roster.models import Child
from tests.asking.test_letters import actor_of, chase, deliver, say_all, start
from tests.notifications.postbox import Postbox
from tests.people import Cast

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def letters(tx: Session) -> list[Letter]:
    return list(tx.exec(select(Letter).execution_options(populate_existing=True)))


def seen(tx: Session, actor: Actor, started: RoundRow) -> str:
    """All that a reader is given of a round, the names and ids of the children aside."""
    listed = service.people(tx, actor, started.id, show="everybody", class_name="", search="", limit=500, offset=0)
    owing = service.people(tx, actor, started.id, show="owing", class_name="", search="", limit=500, offset=0)
    rows = [each.model_dump_json(exclude={"request_id", "child_id", "about", "person", "email"}) for each in listed.items]
    return "\n".join([*sorted(rows), str(owing.total), service.round_(tx, actor, started.id).counts.model_dump_json()])


@pytest.mark.promise("F1")
@pytest.mark.promise("F4")
@pytest.mark.rule("R2")
@pytest.mark.parametrize("purposes", [None, ["website", "press"]])
def test_a_restricted_child_looks_like_one_whose_family_has_not_answered(
    tx: Session, people: Cast, postbox: Postbox, purposes: list[str] | None
) -> None:
    """Two worlds: in one a restricted child's mother has answered all; in the other she has answered but what it covers."""
    office, lead = actor_of(people.office), actor_of(people.lead)
    worlds = []
    with clock.standing_at(MONDAY):
        for is_restricted in (True, False):
            world = tx.begin_nested()
            started = start_within(tx, people)
            deliver()
            for purpose in PURPOSES if is_restricted else [each for each in PURPOSES if purposes and each not in purposes]:
                consent.answer(
                    tx,
                    office,
                    Speaker.guardian(people.ben.id, people.ben_mother.id),
                    purpose=purpose,
                    said="given",
                    method="phone",
                )
            if is_restricted:
                restrictions.restrict(tx, lead, people.ben.id, "A court order.", purposes)
            tx.flush()
            first = seen(tx, office, started)
            with clock.standing_at(MONDAY + timedelta(days=1)):
                chased = service.chase(tx, office, started.id)
                tx.flush()
                deliver()
                worlds.append((first, chased, seen(tx, office, started), service.export(tx, office, started.id, show="owing")))
            reminded = [
                each for each in postbox.taken if each.to == people.ben_mother.email and "reminder" in each.message["Subject"]
            ]
            assert len(reminded) == (0 if is_restricted else 1), "who has answered isn't really reminded"
            if is_restricted:
                assert service.round_(tx, lead, started.id).counts.answered == 1, "a lead sees what is"
            postbox.taken.clear()
            world.rollback()
    assert worlds[0] == worlds[1]


@pytest.mark.promise("F1")
@pytest.mark.rule("R2")
def test_a_restricted_child_looks_so_too_where_its_family_answered_before_the_mail_went(
    tx: Session, people: Cast, postbox: Postbox
) -> None:
    office, worlds = actor_of(people.office), []
    with clock.standing_at(MONDAY):
        for is_restricted in (True, False):
            world = tx.begin_nested()
            started = start_within(tx, people)
            if is_restricted:
                mother = Speaker.guardian(people.ben.id, people.ben_mother.id)
                for purpose in PURPOSES:
                    consent.answer(tx, office, mother, purpose=purpose, said="given", method="phone")
                restrictions.restrict(tx, actor_of(people.lead), people.ben.id, "A court order.", None)
            tx.flush()
            deliver()
            tx.flush()
            worlds.append((seen(tx, office, started), service.chase(tx, office, started.id)))
            world.rollback()
    assert worlds[0] == worlds[1]


def start_within(tx: Session, people: Cast) -> RoundRow:
    scope = Scope(kind="classes", class_ids=[people.hedgehogs.id])
    started = service.start(tx, actor_of(people.office), NewRound(name="Spring", scope=scope))
    tx.flush()
    return started


@pytest.mark.parametrize("method", ["phone", "paper", "in_person"])
def test_an_answer_counts_however_it_was_given(tx: Session, people: Cast, method: str) -> None:
    started = start(tx, people)
    say_all(tx, people, Speaker.guardian(people.ben.id, people.ben_mother.id), method)
    assert service.round_(tx, actor_of(people.office), started.id).counts.answered == 1


def test_what_was_said_before_or_by_somebody_else_is_no_answer_to_a_round(tx: Session, people: Cast) -> None:
    say_all(tx, people, Speaker.guardian(people.amira.id, people.amira_mother.id))
    started = start(tx, people, people.amira.id)
    say_all(tx, people, Speaker.guardian(people.amira.id, people.amira_father.id))
    counts = service.round_(tx, actor_of(people.office), started.id).counts
    assert (counts.people, counts.answered, counts.not_answered) == (2, 1, 1)


def test_only_the_purposes_of_the_round_are_waited_for(tx: Session, people: Cast) -> None:
    started = start(tx, people, purposes=["website", "press"])
    office, mother = actor_of(people.office), Speaker.guardian(people.ben.id, people.ben_mother.id)
    consent.answer(tx, office, mother, purpose="video", said="given", method="phone")
    assert service.round_(tx, office, started.id).counts.not_answered == 1
    consent.answer(tx, office, mother, purpose="website", said="refused", method="phone")
    assert service.round_(tx, office, started.id).counts.part_answered == 1
    consent.answer(tx, office, mother, purpose="press", said="given", method="phone")
    assert service.round_(tx, office, started.id).counts.answered == 1


def test_a_bounced_mail_shows_and_goes_again_once_the_address_is_corrected(tx: Session, people: Cast, postbox: Postbox) -> None:
    postbox.refuses[people.ben_mother.email or ""] = ("550 no such user", 0)
    started, office = start(tx, people), actor_of(people.office)
    deliver()
    [row] = service.people(tx, office, started.id, show="came_back", class_name="", search="", limit=9, offset=0).items
    assert (row.reached, row.failure, row.email) == ("came_back", "address 550", people.ben_mother.email)
    people.ben_mother.email = "corrected@family.example"
    tx.add(people.ben_mother)
    tx.commit()
    assert chase(tx, people, started) == 1
    deliver()
    assert [each.to for each in postbox.taken] == ["corrected@family.example"]
    assert service.round_(tx, office, started.id).counts.came_back == 0


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_reminders_go_by_the_schedule_in_school_hours_until_there_is_an_answer(
    tx: Session, people: Cast, postbox: Postbox
) -> None:
    with clock.standing_at(MONDAY):
        start(tx, people, remind_after=[7, 14, 21], due_on=date(2026, 3, 20))
        deliver()
    reminded_on = []
    for day in range(1, 30):
        now = MONDAY + timedelta(days=day)
        for hour in (3, 9, 10, 20):
            with clock.standing_at(now.replace(hour=hour)):
                jobs.remind_families()
                jobs.remind_families()
                before = len(postbox.taken)
                deliver()
                reminded_on += [(now.date(), hour)] * (len(postbox.taken) - before)
    assert reminded_on == [(date(2026, 3, 9), 9), (date(2026, 3, 16), 9)], "not after the round's day"


@pytest.mark.parametrize("what", ["answered", "ended", "came back"])
def test_nobody_is_reminded_without_need(tx: Session, people: Cast, postbox: Postbox, what: str) -> None:
    with clock.standing_at(MONDAY):
        if what == "came back":
            postbox.refuses[people.ben_mother.email or ""] = ("550 no", 0)
        started = start(tx, people, remind_after=[7])
        deliver()
        if what == "answered":
            say_all(tx, people, Speaker.guardian(people.ben.id, people.ben_mother.id))
        elif what == "ended":
            service.end(tx, actor_of(people.office), started.id)
            tx.commit()
    with clock.standing_at(MONDAY + timedelta(days=7)):
        jobs.remind_families()
    assert [each.kind for each in letters(tx)] == ["asking.request"]


@pytest.mark.rule("C11")
def test_families_are_asked_again_once_before_answers_lapse(tx: Session, people: Cast, postbox: Postbox) -> None:
    office = actor_of(people.office)
    with clock.standing_at(MONDAY):
        say = {"purpose": "website", "said": "given", "method": "phone"}
        consent.answer(tx, office, Speaker.guardian(people.ben.id, people.ben_mother.id), **say)  # type: ignore[arg-type]
        tx.commit()
        notice = service.rounds(tx, office).renewal
        assert notice is not None
        assert (notice.starts_on, notice.lapses_on) == (date(2026, 8, 4), date(2026, 9, 1))
        jobs.ask_again_before_answers_lapse()
    assert tx.exec(select(Round)).all() == []
    for day in (4, 4, 5, 6):
        with clock.standing_at(at(date(2026, 8, day))):
            jobs.ask_again_before_answers_lapse()
    [renewal] = tx.exec(select(Round)).all()
    assert (renewal.is_renewal, renewal.made_by, renewal.due_on) == (True, None, date(2026, 8, 31))
    assert len(tx.exec(select(Request)).all()) == 4, "every family: who had answered and who hadn't look the same"
    with clock.standing_at(at(date(2026, 8, 4))):
        assert service.rounds(tx, office).renewal is None
        deliver()
        fresh = consent.answer(tx, office, Speaker.guardian(people.ben.id, people.ben_mother.id), **say)  # type: ignore[arg-type]
    assert fresh.expires_on == date(2027, 9, 1), "what is said to the renewal lasts the next year"
    assert len(postbox.taken) == 4


@pytest.mark.rule("C11")
@pytest.mark.parametrize("why", ["nobody said yes", "until leaving"])
def test_there_is_no_renewal_where_nothing_lapses(tx: Session, people: Cast, why: str) -> None:
    office = actor_of(people.office)
    if why == "until leaving":
        people.oakfield.policy = {"answers_last": "until_leaving"}
        tx.add(people.oakfield)
        tx.commit()
    said = "refused" if why == "nobody said yes" else "given"
    with clock.standing_at(MONDAY):
        consent.answer(
            tx, office, Speaker.guardian(people.ben.id, people.ben_mother.id), purpose="website", said=said, method="phone"
        )
        tx.commit()
    with clock.standing_at(at(date(2026, 8, 10))):
        assert service.rounds(tx, office).renewal is None
        jobs.ask_again_before_answers_lapse()
    assert tx.exec(select(Round)).all() == []


def test_leavers_are_not_asked(tx: Session, people: Cast) -> None:
    child = tx.exec(select(Child).where(Child.id == people.ben.id)).one()
    child.left_on = clock.today()
    tx.add(child)
    tx.commit()
    office = actor_of(people.office)
    found = service.preview(tx, office, NewRound(name="All", scope=Scope(kind="school")))
    assert (found.children, found.people) == (2, 3)
