"""A restriction outranks every way in, and shows at none (R1, R2, F1, F3)."""

import pytest
from sqlmodel import Session

from consentsvc.kernel.access import Permission, Role
from tests.consent.test_routes import by_role
from tests.office.desk import nameless, paper, restrict, says, scan, standing
from tests.publishing import endings
from tests.publishing.stage import Stage

pytestmark = [pytest.mark.rule("R1")]

ROSTER = "ref,first_name,last_name,born_on,class\nA1,Amira,Khan,2018-05-17,Otters\n"


@pytest.mark.promise("F3")
def test_a_roster_import_keeps_a_restriction(tx: Session, people, client_for):
    office, lead = client_for(people.office), client_for(people.lead)
    says(office, people.amira, people.amira_mother, "given")
    restrict(lead, people.amira)
    found = office.post("/api/roster/imports", content=ROSTER.encode()).json()
    assert office.post(f"/api/roster/imports/{found['id']}/apply").status_code == 200
    assert standing(lead, people.amira) == "restricted"
    assert standing(office, people.amira) == "not_answered"


@pytest.mark.promise("F3")
def test_a_paper_form_that_is_confirmed_keeps_a_restriction(people, client_for):
    office, lead = client_for(people.office), client_for(people.lead)
    restrict(lead, people.amira)
    form = paper(people.amira_mother, "website yes", evidence_id=scan(office)["id"])
    receipt = office.post(f"/api/children/{people.amira.id}/paper-forms", json=form).json()["receipt_id"]
    assert lead.post(f"/api/paper-forms/{receipt}/verification", json={"verdict": "confirmed"}).status_code == 201
    assert standing(lead, people.amira) == "restricted"
    assert standing(office, people.amira) == "not_answered"


@pytest.mark.rule("R2")
@pytest.mark.promise("F2")
def test_what_is_entered_for_a_restricted_child_is_thanked_as_any_other(people, client_for):
    """A paper form, an objection to what rests on consent, an assessment: the same answer for both, but for ids and times."""
    office = client_for(people.office)
    restrict(client_for(people.lead), people.amira)
    pages = []
    for child, guardian in ((people.amira, people.amira_mother), (people.ben, people.ben_mother)):
        form = office.post(f"/api/children/{child.id}/paper-forms", json=paper(guardian, "website yes", "press no"))
        objection = {"guardian_id": str(guardian.id), "purpose": "website"}
        refused = office.post(f"/api/children/{child.id}/objections", json=objection)
        told = nameless(refused, child)
        pages.append((form.status_code, set(form.json()), form.json()["waits"], told))
    assert pages[0] == pages[1]


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD])
def test_no_list_tells_a_restricted_child_from_one_without_answers(people, client_for, role):
    """Two worlds, the answers and the restriction in one of them alone: every list of the desks gives the same bytes."""
    office, reader = client_for(people.office), client_for(by_role(people, role))
    lists = (
        "/api/conflicts",
        "/api/paper-forms",
        "/api/paper-forms?state=rejected",
        "/api/paper-forms?state=confirmed",
        f"/api/lists/who-cannot?class_id={people.hedgehogs.id}",
        f"/api/lists/who-cannot.csv?class_id={people.hedgehogs.id}&first_names=true",
    )
    before = [nameless(reader.get(path)) for path in lists]
    says(office, people.amira, people.amira_mother, "given")
    says(office, people.amira, people.amira_father, "refused")
    form = paper(people.amira_mother, "video yes", evidence_id=scan(office)["id"])
    assert office.post(f"/api/children/{people.amira.id}/paper-forms", json=form).status_code == 201
    restrict(client_for(people.lead), people.amira)
    assert [nameless(reader.get(path)) for path in lists] == before
    assert Permission.CHILD_RESTRICT not in (reader.get("/api/me").json()["permissions"])


@pytest.mark.rule("R2", "E5", "E6", "E7")
@pytest.mark.promise("F1", "F4")
def test_nothing_of_an_events_day_tells_a_restricted_child_from_one_without_answers(people, client_for):
    """Two worlds, the answers and the restriction in one of them alone: lists, counts and reasons are the same bytes."""
    stage, readers = Stage(people), [client_for(by_role(people, role)) for role in Role if role is not Role.LEAD]
    stage.answer(people.ben, people.ben_mother, "given")
    crowd, photo = endings.crowd_photo(stage), stage.photo([people.amira])
    endings.opt_out(stage, "Amira Khan")
    event = f"/api/events/{stage.event}"
    paths = (
        event, f"{event}/opt-outs", f"{event}/never-shown", f"{event}/brief", f"{event}/group-pictures", f"{event}/notices",
        f"/api/lists/who-cannot?event_id={stage.event}", f"/api/photos?event_id={stage.event}",
        f"/api/photos/counts?event_id={stage.event}", f"/api/photos/{crowd}/crowd-check?purpose=website",
        f"/api/photos/{crowd}/clearance", f"/api/photos/{photo}/clearance", f"/api/photos/{photo}/suggestions",
        f"/api/children/{people.amira.id}/standing?event_id={stage.event}",
    )  # fmt: skip

    def told() -> list[tuple[int, bytes]]:
        wanted = {"event_id": str(stage.event)}
        answers = [[*map(reader.get, paths), reader.post("/api/clearances", json=wanted)] for reader in readers]
        return [(each.status_code, each.content) for of_reader in answers for each in of_reader]

    before = told()
    assert sum(status == 200 for status, _ in before) > 40
    stage.answer(people.amira, people.amira_mother, "given")
    stage.answer(people.amira, people.amira_mother, "given", event_id=stage.event)
    stage.restrict(people.amira)
    assert told() == before
