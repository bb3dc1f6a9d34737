"""How a standing came about, answer by answer, as far as the reader may know."""

import pytest

from consentsvc.consent import restrictions, rules, service
from consentsvc.consent.examples import EXAMPLES, TODAY, Example, circumstances, heard, standing_of
from consentsvc.consent.schemas import WEIGHTS
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.access import Actor
from consentsvc.kernel.rulebook import RULES
from tests.people import NOBODY


def weights(said: str, unless: str = "") -> list[str]:
    example = Example("C2", "", said, unless, "given", (), frozenset())
    case = circumstances(unless)
    life, terms = rules.Life(**case.life), rules.Terms(**case.terms)
    found = rules.weighed(heard(example), case.purpose, case.event, life=life, today=TODAY, terms=terms)
    return [found[seq] for seq in sorted(found)]


@pytest.mark.rule("A5")
@pytest.mark.parametrize(
    ("said", "unless", "expected"),
    [
        ("mother yes", "", ["counts"]),
        ("mother no", "", ["stands"]),
        ("mother no, mother yes", "", ["undone", "counts"]),
        ("mother yes, mother back", "", ["taken_back", "stands"]),
        ("mother yes, mother yes", "", ["replaced", "counts"]),
        ("mother no @trip, mother yes", "at the trip", ["stands", "not_for_this_event"]),
        ("mother yes @fair, mother yes", "at the trip", ["other_event", "counts"]),
        ("mother no, mother yes imported", "", ["stands", "may_be_older"]),
        ("mother back, mother yes paper signed yesterday", "", ["stands", "may_be_older"]),
        ("mother yes until yesterday", "", ["run_out"]),
        ("mother yes", "came back after the first answer", ["ended"]),
        ("mother yes", "left yesterday", ["left"]),
        ("mother yes, self yes", "18 today", ["came_of_age", "counts"]),
        ("mother yes, self yes", "18 today, public task", ["came_of_age", "counts"]),
        ("stepfather yes, mother yes", "", ["no_authority", "counts"]),
        ("carer yes, worker yes", "in care", ["not_the_social_worker", "counts"]),
        ("mother yes, child yes", "", ["counts", "childs_yes"]),
        ("mother yes, child yes", "14 years old, both must agree", ["counts", "own_yes"]),
        ("self yes", "an adult, can't decide", ["no_capacity"]),
        ("mother yes paper signed today unchecked", "", ["not_checked"]),
        ("mother yes mistake", "", ["invalidated"]),
    ],
)
def test_each_answer_weighs_something(said: str, unless: str, expected: list[str]) -> None:
    assert weights(said, unless) == expected


def test_every_weight_has_words_that_cite_a_rule() -> None:
    assert set(WEIGHTS) == set(rules.Weight.__args__)
    assert all(rule in RULES and text.endswith(".") for rule, text in WEIGHTS.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.rule}: {each.story}")
def test_what_the_answers_weigh_agrees_with_the_standing(example: Example) -> None:
    if example.state in ("restricted", "objected", "not_asked") or "E3" in example.cites:
        return  # the words alone don't decide there
    found, standing = set(weights(example.said, example.unless)), standing_of(example)
    if standing.state == "given":
        assert "counts" in found
        assert "stands" not in found
    elif standing.allows:
        assert "stands" not in found
    else:
        assert "stands" in found or "counts" not in found or "C7" in example.cites


def _explained(client, child, **more):
    return client.get(f"/api/children/{child.id}/explanation", params={"purpose": "website", **more})


@pytest.mark.rule("A5")
def test_staff_read_how_it_came_to_this(people, client_for):
    office = client_for(people.office)
    for guardian, said in ((people.amira_mother, "given"), (people.amira_father, "given"), (people.amira_father, "withdrawn")):
        body = {"guardian_id": str(guardian.id), "purpose": "website", "said": said, "method": "phone"}
        assert office.post(f"/api/children/{people.amira.id}/answers", json=body).status_code == 201
    told = _explained(office, people.amira).json()
    assert told["standing"]["state"] == "conflict"
    assert [(each["by"]["name"], each["weight"], each["rule"]) for each in told["answers"]] == [
        ("Imran Khan", "stands", "C2"),
        ("Imran Khan", "taken_back", "C4"),
        ("Sana Khan", "counts", "C2"),
    ]


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F2")
def test_a_restriction_is_explained_to_all_but_leads_as_a_missing_answer(tx, people, client_for):
    lead = Actor("staff", people.lead.id, people.oakfield.id, frozenset(people.lead.roles))
    mother = Speaker.guardian(people.amira.id, people.amira_mother.id)
    service.answer(tx, lead, mother, purpose="website", said="given", method="phone")
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    tx.commit()
    for reader in (people.office, people.head, people.dpo):
        client = client_for(reader)
        restricted, plain = (_explained(client, child) for child in (people.amira, people.ben))
        names = ((people.amira, restricted), (people.ben, plain))
        told = {reply.text.replace(str(child.id), "").replace(child.first_name, "") for child, reply in names}
        assert len(told) == 1
    assert _explained(client_for(people.lead), people.amira).json()["standing"]["state"] == "restricted"


def test_an_explanation_needs_leave_and_a_child_of_the_school(people, client_for):
    assert _explained(client_for(people.publisher), people.amira).status_code == 403
    assert _explained(client_for(people.office), people.zoe).status_code == 404
    assert _explained(client_for(people.office), people.amira, event_id=NOBODY).status_code == 404
