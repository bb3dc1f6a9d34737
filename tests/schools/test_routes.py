"""The school's policy over HTTP: what may be chosen, by whom, and that every choice cites its rule."""

from dataclasses import fields

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel.rulebook import RULES
from consentsvc.schools import service
from consentsvc.schools.models import School
from consentsvc.schools.policy import RULES_OF, SchoolPolicy
from consentsvc.schools.schemas import Policy


@pytest.fixture
def head(people, client_for):
    return client_for(people.head)


@pytest.fixture
def change(head):
    """Changes some of the policy: `change(smallest_group=4)`."""

    def put(**changes):
        read = head.get("/api/school/policy").json()
        return head.put("/api/school/policy", json={"revision": read["revision"], "policy": {**read["policy"], **changes}})

    return put


def test_every_choice_can_be_made_and_cites_its_rule():
    choices = {field.name for field in fields(SchoolPolicy)}
    assert set(Policy.model_fields) == choices
    assert set(RULES_OF) == choices
    assert set(RULES_OF.values()) <= set(RULES)


def test_a_school_begins_with_the_defaults(head):
    detail = head.get("/api/school/policy").json()
    assert detail["policy"] == detail["defaults"]
    assert detail["rules"]["smallest_group"] == "C12"


def test_what_is_chosen_holds_and_stays_whatever_the_defaults_become(tx, people, change):
    changed = change(smallest_group=4, close_up_share=0.4, languages=["cy", "en"])
    assert changed.status_code == 200, changed.text
    policy = service.policy_of(tx, people.oakfield.id)
    assert (policy.smallest_group, policy.close_up_share, policy.languages) == (4, 0.4, ("en", "cy"))
    assert service.policy_of(tx, people.elmbank.id) == SchoolPolicy()
    stored = tx.exec(select(School.policy).where(School.id == people.oakfield.id)).one()
    assert set(stored) == set(Policy.model_fields)


@pytest.mark.rule("P1")
def test_a_change_has_every_decision_made_anew(tx, people, change):
    before = tx.exec(select(School.version).where(School.id == people.oakfield.id)).one()
    change(smallest_group=4)
    assert tx.exec(select(School.version).where(School.id == people.oakfield.id)).one() > before


def test_a_second_editor_does_not_undo_the_first(head, change):
    read = head.get("/api/school/policy").json()
    change(smallest_group=4)
    late = head.put("/api/school/policy", json={"revision": read["revision"], "policy": {**read["policy"], "capacity_age": 12}})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/policy-changed")
    assert head.get("/api/school/policy").json()["policy"]["smallest_group"] == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"year_ends_month": 13},
        {"year_ends_month": 2, "year_ends_day": 29},
        {"year_ends_month": 4, "year_ends_day": 31},
        {"answers_last": "for ever"},
        {"renewal_days": 0},
        {"capacity_age": 18},
        {"young_people": "nobody"},
        {"smallest_group": 1},
        {"close_up_share": 0},
        {"close_up_share": 1.5},
        {"oldest_past_answer_months": 240},
        {"languages": []},
        {"languages": ["cy"]},
        {"languages": ["en", "xx"]},
        {"open_web_longest_edge": 4000},
        {"open_web_longest_edge": 600, "single_child_longest_edge": 800},
        {"contact": "a\x00b"},
        {"no_such_choice": 1},
    ],
    ids=str,
)
def test_a_policy_that_cannot_be_is_refused(head, change, wrong):
    assert change(**wrong).status_code == 422
    assert head.get("/api/school/policy").json()["policy"] == head.get("/api/school/policy").json()["defaults"]


@pytest.mark.rule("A6")
def test_it_is_the_schools_own(people, client_for, change):
    change(smallest_group=4)
    assert client_for(people.other_head).get("/api/school/policy").json()["policy"]["smallest_group"] == 3


def test_everybody_on_the_staff_reads_it_and_heads_and_administrators_change_it(people, anyone, client_for):
    assert anyone.get("/api/school/policy").status_code == 401
    for person in people.staff:
        client = client_for(person)
        read = client.get("/api/school/policy").json()
        same = client.put("/api/school/policy", json={"revision": read["revision"], "policy": read["policy"]})
        assert same.status_code == (200 if person in (people.head, people.admin) else 403)


@pytest.mark.rule("A2")
@pytest.mark.promise("L1")
def test_a_change_is_in_the_audit_without_what_may_name_a_person(tx, people, change):
    change(smallest_group=4, contact="Ms Canary, 01234")
    entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id)).all()
    [entry] = [each for each in entries if each.verb == "policy:change"]
    assert entry.actor_id == people.head.id
    assert entry.detail == {"changed": ["contact", "smallest_group"], "smallest_group": [3, 4]}
