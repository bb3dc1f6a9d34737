import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import database
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.schools import service
from consentsvc.schools.policy import SchoolPolicy


@pytest.mark.rule("A2")
def test_a_school_begins_with_its_audit(people):
    with database.begin() as tx:
        school_id = service.create(tx, "Ashdown School", "ashdown").id
    with database.begin(school_id) as tx:
        [entry] = tx.exec(select(AuditEntry).where(AuditEntry.school_id == school_id)).all()
    assert (entry.number, entry.actor_kind, entry.verb, entry.thing_id) == (1, "system", "school:create", school_id)


def test_a_short_name_stands_for_one_school(tx, people):
    with pytest.raises(Conflict, match="slug-taken"):
        service.create(tx, "Another", people.oakfield.slug)


def test_schools_are_listed_by_name_and_found_by_their_short_name(tx, people):
    here = [people.elmbank.id, people.oakfield.id]
    assert [each.id for each in service.listed(tx) if each.id in here] == here
    assert service.by_slug(tx, people.oakfield.slug).id == people.oakfield.id


def test_what_is_not_there_is_not_found(tx, people):
    with pytest.raises(NotFound):
        service.by_slug(tx, "nowhere")
    with pytest.raises(NotFound):
        service.school(tx, people.ben.id)


def test_a_schools_policy_is_what_it_stored_over_the_defaults(tx, people):
    people.oakfield.policy = {"year_ends_month": 7, "no_such_choice": True}
    tx.add(people.oakfield)
    tx.flush()
    assert service.policy_of(tx, people.oakfield.id) == SchoolPolicy(year_ends_month=7)
    assert service.policy_of(tx, people.elmbank.id) == SchoolPolicy()
