from datetime import date

import pytest
from sqlmodel import Session

from consentsvc.accounts.models import Membership
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Permission, Role
from consentsvc.office.capacity import age_on
from tests.consent.test_routes import by_role, who_may_not
from tests.office.desk import says


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


def assessed(client, kind: str, person, has_capacity: bool, reason: str = "She explained it in her own words."):
    return client.post(f"/api/{kind}/{person.id}/capacity", json={"has_capacity": has_capacity, "reason": reason})


def born(tx: Session, people, years: int) -> None:
    database.act_for(tx, people.oakfield.id)
    people.amira.born_on = clock.today().replace(year=clock.today().year - years)
    tx.add(people.amira)
    tx.commit()


@pytest.mark.rule("C7")
@pytest.mark.parametrize(("years", "expected"), [(12, False), (13, True), (16, True)])
def test_without_an_assessment_age_decides(tx: Session, people, office, years, expected):
    born(tx, people, years)
    found = office.get(f"/api/children/{people.amira.id}/capacity").json()
    assert found == {"has_capacity": expected, "asked_from_age": 13, "young_people": "veto", "assessments": []}


@pytest.mark.rule("C7")
def test_an_assessment_says_who_when_and_why_and_the_newest_holds(people, office):
    assert assessed(office, "children", people.amira, True).status_code == 201
    done = assessed(office, "children", people.amira, False, "She was not sure any more.").json()
    assert done["has_capacity"] is False
    assert [(each["has_capacity"], each["reason"], each["by"]["id"]) for each in done["assessments"]] == [
        (False, "She was not sure any more.", str(people.office.id)),
        (True, "She explained it in her own words.", str(people.office.id)),
    ]
    assert office.get(f"/api/children/{people.amira.id}/capacity").json() == done


@pytest.mark.rule("C7")
def test_an_assessment_needs_a_reason(people, office):
    assert assessed(office, "children", people.amira, True, " ").status_code == 422
    assert office.post(f"/api/children/{people.amira.id}/capacity", json={"reason": "Why."}).status_code == 422


@pytest.mark.rule("C7")
def test_where_both_must_agree_a_capable_childs_own_yes_is_needed(tx: Session, people, office):
    database.act_for(tx, people.oakfield.id)
    people.oakfield.policy = {"young_people": "both_must_agree"}
    tx.add(people.oakfield)
    tx.commit()
    says(office, people.amira, people.amira_mother, "given")
    path = f"/api/children/{people.amira.id}/standing?purpose=website"
    assert office.get(path).json()["standings"][0]["allows"]
    assessed(office, "children", people.amira, True)
    assert not office.get(path).json()["standings"][0]["allows"]
    says(office, people.amira, None, "given")
    assert office.get(path).json()["standings"][0]["allows"]


@pytest.mark.rule("C14")
def test_an_adult_without_capacity_is_not_shown(people, office):
    path = f"/api/adults/{people.ms_okafor.id}"
    office.post(f"{path}/answers", json={"purpose": "website", "said": "given", "method": "phone"})
    allowed = lambda: [row["purpose"] for row in office.get(f"{path}/standing").json()["standings"] if row["allows"]]  # noqa: E731
    assert allowed() == ["website"]
    assert office.get(f"{path}/capacity").json()["has_capacity"] is True
    assert assessed(office, "adults", people.ms_okafor, False).json()["has_capacity"] is False
    assert allowed() == []
    assessed(office, "adults", people.ms_okafor, True, "She is well again.")
    assert allowed() == ["website"]


@pytest.mark.parametrize(("day", "years"), [(date(2026, 5, 16), 7), (date(2026, 5, 17), 8), (date(2027, 2, 28), 8)])
def test_age_is_in_years_completed(day, years):
    assert age_on(day, date(2018, 5, 17)) == years


ROUTES = [
    (method, f"/api/{kind}") for kind in ("children/{child}/capacity", "adults/{adult}/capacity") for method in ("GET", "POST")
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_gets_in_without_signing_in(people, anyone, method, path):
    assert anyone.request(method, path.format(child=people.amira.id, adult=people.ms_okafor.id)).status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_other_roles_may_not(people, client_for, method, path):
    for role in who_may_not(Permission.CAPACITY_ASSESS):
        reply = client_for(by_role(people, role)).request(method, path.format(child=people.amira.id, adult=people.ms_okafor.id))
        assert reply.status_code == 403, role


@pytest.mark.rule("A6")
def test_another_school_finds_nothing(tx: Session, people, client_for):
    tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=Role.LEAD))
    tx.commit()
    stranger = client_for(people.other_head)
    for kind, person in (("children", people.amira), ("adults", people.ms_okafor)):
        assert stranger.get(f"/api/{kind}/{person.id}/capacity").status_code == 404
        assert assessed(stranger, kind, person, True).status_code == 404
