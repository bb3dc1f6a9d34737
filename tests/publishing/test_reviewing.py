"""What is out is looked at again, or doesn't show any more (P8)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.accounts import notices
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission
from consentsvc.kernel.database import begin
from consentsvc.notifications.models import Letter
from consentsvc.publishing import jobs, reviewing, rules
from consentsvc.publishing.models import Placement
from consentsvc.publishing.rules import PlacementFacts
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.schools.policy import SchoolPolicy
from tests.people import Person
from tests.publishing.stage import Stage, path_of

SignIn = Callable[[Person], TestClient]
YEAR = SchoolPolicy().review_days


@pytest.mark.rule("P8")
@pytest.mark.parametrize(("of_policy", "of_channel", "days"), [(365, None, 365), (365, 30, 30), (30, 365, 30), (1, None, 1)])
def test_the_shorter_period_counts_and_its_last_day_is_still_in_time(of_policy: int, of_channel: int | None, days: int) -> None:
    reviewed, policy = date(2026, 3, 1), SchoolPolicy(review_days=of_policy, two_people_for=())
    placed = PlacementFacts(uuid4(), "website", True, None, uuid4(), None, "as_policy", reviewed, of_channel)
    due = reviewed + timedelta(days=days)
    assert rules.review_due_on(placed, policy) == due
    assert rules.held_back(placed, policy, due) == ()
    (reason,) = rules.held_back(placed, policy, due + timedelta(days=1))
    assert (reason.rule, reason.code) == ("P8", "review_overdue")


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    stage.everybody_agrees()
    return stage.place(stage.photo())


def looked_at(stage: Stage, placed: PlacementRow, days_ago: int) -> None:
    with begin(stage.school) as tx:
        tx.get_one(Placement, placed.id).reviewed_on = clock.today() - timedelta(days=days_ago)


@pytest.mark.rule("P8")
def test_what_nobody_looked_at_in_time_does_not_show_until_somebody_says_that_it_may_stay(
    stage: Stage, placed: PlacementRow, anyone: TestClient, client_for: SignIn
) -> None:
    lead = client_for(stage.cast.lead)
    assert lead.get("/api/reviews").json() == []
    looked_at(stage, placed, YEAR)
    assert anyone.get(path_of(placed.address)).status_code == 200
    (due,) = lead.get("/api/reviews", params={"due_within": 0}).json()
    assert (due["id"], due["review_due_on"]) == (str(placed.id), clock.today().isoformat())
    looked_at(stage, placed, YEAR + 1)
    assert anyone.get(path_of(placed.address)).status_code == 410
    (overdue,) = lead.get("/api/reviews", params={"due_within": 0}).json()
    assert [reason["code"] for reason in overdue["reasons"]] == ["review_overdue"]
    answer = lead.post("/api/placements/keep", json={"ids": [str(placed.id), str(uuid4())]}).json()["items"]
    assert [each["outcome"] for each in answer] == ["done", "refused"]
    assert (answer[0]["placement"]["showing"], answer[0]["placement"]["reviewed_on"]) == (True, clock.today().isoformat())
    assert anyone.get(path_of(placed.address)).status_code == 200
    assert lead.get("/api/reviews").json() == []


def test_what_is_due_first_comes_first_by_the_shorter_of_both_periods(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    slow, quick = stage.channel, stage.new_channel("website", "Each month", review_days=30)
    first, second = stage.place(stage.photo(), slow), stage.place(stage.photo(), quick)
    looked_at(stage, first, YEAR - 20)
    looked_at(stage, second, 25)
    head = client_for(stage.cast.head)
    listed = head.get("/api/reviews").json()
    assert [each["id"] for each in listed] == [str(second.id), str(first.id)]
    assert [each["id"] for each in head.get("/api/reviews", params={"due_within": 5}).json()] == [str(second.id)]


@pytest.mark.rule("P8")
def test_those_who_may_place_are_told_four_weeks_and_one_week_before_and_once(stage: Stage, placed: PlacementRow) -> None:
    due_on = placed.review_due_on
    told = [told_on(stage, due_on - timedelta(days=days)) for days in (36, 28, 27, 8, 7, 6)]
    with begin(stage.school) as tx:
        people = set(notices.who_may(tx, stage.school, Permission.PHOTO_PLACE))
        letters = tx.exec(select(Letter).where(Letter.kind == reviewing.REVIEWS_DUE.kind)).all()
    assert {letter.about_id for letter in letters} == people
    assert len(letters) == 2 * len(people)
    assert told[-1] == len(letters)


def told_on(stage: Stage, day: date) -> int:
    with clock.standing_at(datetime.combine(day, time(9), clock.LOCAL)):
        jobs.remind_of_reviews()
        jobs.remind_of_reviews()
    with begin(stage.school) as tx:
        return len(tx.exec(select(Letter)).all())


def test_a_letter_gives_no_name_and_no_number(stage: Stage, placed: PlacementRow) -> None:
    told_on(stage, placed.review_due_on - timedelta(days=7))
    with begin(stage.school) as tx:
        mail = reviewing.REVIEWS_DUE.write(tx, first_letter(tx, stage.cast.lead.id))
    assert "/reviews" in mail.text
    assert str(placed.id) not in mail.text


def first_letter(tx: Session, person: UUID) -> Letter:
    return tx.exec(select(Letter).where(Letter.about_id == person)).first()
