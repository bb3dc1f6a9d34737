from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from consentsvc.audit.models import AuditEntry
from consentsvc.consent import restrictions, service, standings
from consentsvc.consent.models import Answer
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event, Participant
from consentsvc.families import ways_in
from consentsvc.forms import service as forms
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.roster.models import Adult, Child, Guardianship
from tests.people import Cast, Person, cast_at

MAY = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def acting(person: Person) -> Actor:
    return Actor(kind="staff", id=person.id, school_id=person.school_id, roles=frozenset(person.roles), name=person.email)


@pytest.fixture
def office(people: Cast) -> Actor:
    return acting(people.office)


@pytest.fixture
def lead(people: Cast) -> Actor:
    return acting(people.lead)


@pytest.fixture
def says(tx: Session, people: Cast, office: Actor) -> Callable[..., service.AnswerRow]:
    """Somebody says something for Amira, at the office."""

    def say(guardian_id: UUID | None, said: str, purpose: str = "website", event_id: UUID | None = None) -> service.AnswerRow:
        speaker = Speaker.for_child(people.amira.id, guardian_id)
        return service.answer(tx, office, speaker, purpose=purpose, said=said, method="in_person", event_id=event_id)

    return say


@pytest.fixture
def sports_day(tx: Session, people: Cast) -> Event:
    held = Event(
        school_id=people.oakfield.id,
        name="Sports day",
        on_date=date(2026, 6, 5),
        place="Field",
        created_by=None,
        created_at=clock.now(),
    )
    tx.add(held)
    tx.flush()
    tx.add(Participant(school_id=people.oakfield.id, event_id=held.id, child_id=people.amira.id))
    tx.flush()
    return held


def state(tx: Session, actor: Actor, child_id: UUID, purpose: str = "website", event_id: UUID | None = None) -> str:
    [standing] = standings.standings_of(tx, actor, child_id, [purpose], event_id)
    return standing.state


@pytest.mark.rule("C3")
def test_an_answer_keeps_who_said_it_how_when_and_the_words_shown(tx, people, says):
    with clock.standing_at(MAY):
        row = says(people.amira_mother.id, "given")
    kept = tx.get(Answer, row.id)
    assert (kept.guardian_id, kept.recorded_by, kept.method) == (people.amira_mother.id, people.office.id, "in_person")
    assert (kept.language, kept.answered_at) == ("en", MAY)
    shown = tx.get(FormVersion, kept.form_version_id)
    assert shown.number == 1
    assert forms.shown(shown).question("website").question == PURPOSES["website"].question
    assert (row.by.name, row.recorded_by.id) == ("Sana Khan", people.office.id)


@pytest.mark.rule("C3")
def test_a_form_version_is_made_once_and_again_only_when_the_words_have_changed(tx, people, says):
    older = FormVersion(school_id=people.oakfield.id, number=1, wording={"website": "May we?"}, created_at=clock.now())
    tx.add(older)
    tx.flush()
    said = [says(people.amira_mother.id, "given"), says(people.amira_father.id, "refused")]
    shown = [tx.get(FormVersion, tx.get(Answer, row.id).form_version_id) for row in said]
    assert [version.number for version in shown] == [2, 2]
    assert older.wording == {"website": "May we?"}


@pytest.mark.rule("C3")
@pytest.mark.parametrize("table", ["answers", "form_versions", "restrictions"])
def test_what_was_said_is_only_ever_added(tx, people, lead, says, table):
    says(people.amira_mother.id, "given")
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    tx.commit()
    with pytest.raises(DBAPIError), tx.begin_nested():
        tx.execute(text(f"update {table} set school_id = school_id"))


@pytest.mark.rule("C11")
def test_a_yes_lapses_with_the_school_year_and_a_no_does_not(tx, people, says):
    with clock.standing_at(MAY):
        assert says(people.amira_mother.id, "given").expires_on == date(2026, 9, 1)
        assert says(people.amira_mother.id, "refused").expires_on is None


@pytest.mark.rule("C11")
def test_the_school_says_when_its_year_ends(tx, people, says):
    people.oakfield.policy = {"year_ends_month": 7, "year_ends_day": 20}
    tx.add(people.oakfield)
    with clock.standing_at(MAY):
        assert says(people.amira_mother.id, "given").expires_on == date(2026, 7, 21)
    with clock.standing_at(MAY.replace(month=8)):
        assert says(people.amira_mother.id, "given").expires_on == date(2027, 7, 21)


@pytest.mark.rule("C4")
@pytest.mark.promise("S1")
def test_a_withdrawal_ends_the_standing(tx, people, office, says):
    says(people.amira_mother.id, "given")
    assert state(tx, office, people.amira.id) == "given"
    service.withdraw(tx, office, Speaker.guardian(people.amira.id, people.amira_mother.id), purpose="website", method="phone")
    assert state(tx, office, people.amira.id) == "withdrawn"


@pytest.mark.rule("C5")
def test_a_yes_without_parental_responsibility_does_not_count(tx, people, office):
    service.answer(
        tx, office, Speaker.guardian(people.chidi.id, people.chidi_carer.id), purpose="website", said="given", method="in_person"
    )
    [standing] = standings.standings_of(tx, office, people.chidi.id, ["website"])
    assert (standing.state, standing.allows, standing.reasons[0].rule) == ("not_answered", False, "C5")
    assert "Chidi" in standing.reasons[0].text


@pytest.mark.rule("C5")
def test_who_can_agree_is_what_the_roster_says_now(tx, people, office, says):
    says(people.amira_mother.id, "given")
    tie = tx.exec(select(Guardianship).where(Guardianship.guardian_id == people.amira_mother.id)).one()
    tie.parental_responsibility = False
    tx.add(tie)
    tx.flush()
    assert state(tx, office, people.amira.id) == "not_answered"


@pytest.mark.rule("C5")
def test_parental_responsibility_that_is_noted_later_makes_no_earlier_yes_count(tx, people, office):
    carer = Speaker.guardian(people.chidi.id, people.chidi_carer.id)
    service.answer(tx, office, carer, purpose="website", said="given", method="phone")
    tie = tx.exec(select(Guardianship).where(Guardianship.guardian_id == people.chidi_carer.id)).one()
    tie.parental_responsibility = True
    tx.add(tie)
    tx.flush()
    assert state(tx, office, people.chidi.id) == "not_answered"
    service.answer(tx, office, carer, purpose="website", said="given", method="phone")
    assert state(tx, office, people.chidi.id) == "given"


@pytest.mark.rule("C6")
def test_two_who_disagree_are_a_conflict(tx, people, office, says):
    says(people.amira_mother.id, "given")
    says(people.amira_father.id, "refused")
    assert state(tx, office, people.amira.id) == "conflict"


@pytest.mark.rule("C9")
def test_an_answer_for_an_event_counts_for_that_event_only(tx, people, office, says, sports_day):
    says(people.amira_mother.id, "given", event_id=sports_day.id)
    assert state(tx, office, people.amira.id, event_id=sports_day.id) == "given"
    assert state(tx, office, people.amira.id) == "not_answered"


@pytest.mark.rule("C14")
def test_adults_answer_for_themselves(tx, people, office):
    before = {row.purpose: row.state for row in standings.standings_of_adult(tx, acting(people.lead), people.ms_okafor.id)}
    service.answer(tx, office, Speaker.adult(people.ms_okafor.id), purpose="website", said="given", method="in_person")
    after = {row.purpose: row.allows for row in standings.standings_of_adult(tx, office, people.ms_okafor.id)}
    assert set(before.values()) == {"not_asked"}
    assert [purpose for purpose, allows in after.items() if allows] == ["website"]


@pytest.mark.rule("A6")
def test_nothing_of_another_school_can_be_answered_for(tx, people, office, says):
    with pytest.raises(NotFound):
        service.answer(tx, office, Speaker.young_person(people.zoe.id), purpose="website", said="given", method="in_person")
    with pytest.raises(NotFound):
        says(people.zoe_mother.id, "given")
    with pytest.raises(NotFound):
        says(people.ben_mother.id, "given")  # somebody else's parent
    with pytest.raises(NotFound):
        says(people.amira_mother.id, "given", event_id=uuid4())
    assert tx.exec(select(Answer)).all() == []


@pytest.mark.rule("A2")
def test_each_verb_is_audited_without_names(tx, people, office, lead, says):
    says(people.amira_mother.id, "given")
    restrictions.restrict(tx, lead, people.amira.id, "court order", ["website"])
    restrictions.lift(tx, lead, people.amira.id, "order ended")
    ways_in.invite(tx, office, Speaker.guardian(people.amira.id, people.amira_mother.id))
    service.answers_of(tx, office, people.amira.id)
    tx.commit()
    entries = tx.exec(select(AuditEntry).where(AuditEntry.thing_id == people.amira.id).order_by(AuditEntry.number)).all()
    verbs = [entry.verb for entry in entries if entry.verb != "restriction:view"]
    assert verbs == ["answer:record", "child:restrict", "child:restrict", "family:invite", "answer:view"]
    assert not any("Khan" in str(entry.detail) or "court" in str(entry.detail) for entry in entries)


def test_every_answer_is_told_as_a_fact(tx, people, says):
    for said in ("given", "refused", "withdrawn"):
        says(people.amira_mother.id, said)
    told = tx.execute(text("select args ->> 'fact' from procrastinate_jobs order by id")).scalars().all()
    assert told[-3:] == ["ConsentGiven", "ConsentRefused", "ConsentWithdrawn"]


@pytest.mark.rule("R1")
def test_a_restriction_outranks_every_yes(tx, people, lead, says):
    says(people.amira_mother.id, "given")
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    assert {row.state for row in standings.standings_of(tx, lead, people.amira.id)} == {"restricted"}


@pytest.mark.rule("C10")
def test_a_narrower_restriction_does_not_loosen_a_wider_one(tx, people, lead, says):
    says(people.amira_mother.id, "given")
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    restrictions.restrict(tx, lead, people.amira.id, "press interest", ["press"])
    assert state(tx, lead, people.amira.id) == "restricted"


@pytest.mark.rule("R3")
def test_lifting_ends_every_hold_and_what_was_said_meanwhile_counts(tx, people, lead, says):
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    restrictions.restrict(tx, lead, people.amira.id, "press interest", ["website"])
    says(people.amira_mother.id, "given")
    lifted = restrictions.lift(tx, lead, people.amira.id, "order ended")
    assert (lifted.restricted, [act.act for act in lifted.acts]) == (False, ["lifted", "placed", "placed"])
    assert lifted.acts[0].by.id == people.lead.id
    assert state(tx, lead, people.amira.id) == "given"
    with pytest.raises(Conflict):
        restrictions.lift(tx, lead, people.amira.id, "again")


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F2")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD])
def test_for_all_but_leads_a_restricted_child_is_one_without_answers(tx, people, lead, role):
    for guardian in (people.amira_mother, people.amira_father):
        service.answer(
            tx, lead, Speaker.guardian(people.amira.id, guardian.id), purpose="website", said="given", method="in_person"
        )
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    reader = Actor(kind="staff", id=uuid4(), school_id=people.oakfield.id, roles=frozenset({role}))
    restricted, plain = (
        (
            str(standings.standings_of(tx, reader, child.id)).replace(str(child.id), "").replace(child.first_name, ""),
            service.answers_of(tx, reader, child.id),
        )
        for child in (people.amira, people.ben)
    )
    assert restricted == plain
    assert len(service.answers_of(tx, lead, people.amira.id)) == 2


@pytest.mark.promise("F1")
def test_where_some_purposes_are_restricted_the_others_are_seen_as_they_are(tx, people, office, lead, says):
    says(people.amira_mother.id, "given", "website")
    says(people.amira_mother.id, "given", "press")
    restrictions.restrict(tx, lead, people.amira.id, "press interest", ["press"])
    assert [row.purpose for row in service.answers_of(tx, office, people.amira.id)] == ["website"]
    assert (state(tx, office, people.amira.id), state(tx, office, people.amira.id, "press")) == ("given", "not_answered")


def test_standings_of_many_take_as_many_queries_as_of_one(tx, people, office, says):
    says(people.amira_mother.id, "given")
    service.answer(tx, office, Speaker.adult(people.ms_okafor.id), purpose="website", said="given", method="in_person")
    children, adults = [people.amira.id, people.ben.id, people.chidi.id, people.zoe.id], [people.ms_okafor.id]
    asked: list[str] = []

    def count(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(tx.connection().engine, "before_cursor_execute", count)
    found = standings.standings_for(tx, people.oakfield.id, children, adults, list(PURPOSES), None, clock.today())
    event.remove(tx.connection().engine, "before_cursor_execute", count)
    assert len(asked) <= 9
    assert len(found) == 4 * len(PURPOSES)  # Zoe is at another school
    assert [who for (who, purpose), standing in found.items() if standing.allows] == [people.amira.id, people.ms_okafor.id]


def test_no_table_keeps_a_standing(tx):
    """What is decided from the facts can't be stale: nothing in the database says 'may be shown'."""
    reader = inspect(tx.connection())
    of_work = {
        "letters",
        "webhook_deliveries",
        "copies",
        "issues",
        "takedown_tasks",
        "opt_outs",
    }  # whose state is the mail's, the copy's, the task's, or whether somebody was found
    tables = set(reader.get_table_names()) - of_work
    columns = {column["name"] for table in tables for column in reader.get_columns(table)}
    assert not columns & {"standing", "state", "allowed", "allows", "cleared", "may_be_used", "restricted"}
    assert not [table for table in reader.get_table_names() if "standing" in table or "clearance" in table]


@pytest.mark.rule("C4")
def test_every_answer_raises_the_version_of_the_child_it_is_about(tx, people, lead, says):
    def version() -> int:
        return tx.execute(select(Child.version).where(Child.id == people.amira.id)).scalar_one()

    seen = [version()]
    says(people.amira_mother.id, "given")
    seen.append(version())
    restrictions.restrict(tx, lead, people.amira.id, "court order", None)
    seen.append(version())
    assert seen == sorted(set(seen))


def test_an_adults_answer_raises_the_version_of_the_adult(tx, people, office):
    def version() -> int:
        return tx.execute(select(Adult.version).where(Adult.id == people.ms_okafor.id)).scalar_one()

    before = version()
    service.answer(tx, office, Speaker.adult(people.ms_okafor.id), purpose="website", said="refused", method="phone")
    assert version() > before


def test_a_family_asked_is_not_answered_and_one_never_asked_is_not_asked(tx, people, office, lead):
    ways_in.invite(tx, office, Speaker.guardian(people.amira.id, people.amira_mother.id))
    assert (state(tx, lead, people.amira.id), state(tx, lead, people.ben.id)) == ("not_answered", "not_asked")


@pytest.mark.rule("C11")
def test_the_day_of_an_answer_is_the_schools_own(tx, people, office, says):
    """Half past midnight of the 18th birthday in British summer time is still the day before by UTC."""
    people.amira.born_on = date(2008, 5, 12)
    tx.add(people.amira)
    with clock.standing_at(datetime(2026, 5, 11, 22, 59, tzinfo=UTC)):
        says(None, "given")
    with clock.standing_at(MAY):
        assert state(tx, office, people.amira.id) == "expired"
    with clock.standing_at(datetime(2026, 5, 11, 23, 30, tzinfo=UTC)):
        says(None, "given")
    with clock.standing_at(MAY):
        assert state(tx, office, people.amira.id) == "given"


@pytest.mark.promise("S2")
def test_an_answer_waits_for_whoever_holds_the_child(committed):
    """Placing holds the children's rows while it decides; an answer comes after, never in between."""
    with database.begin() as tx:
        cast = cast_at(tx)
    with database.begin(cast.oakfield.id) as placing:
        placing.exec(select(Child).where(Child.id == cast.amira.id).with_for_update(read=True)).one()
        with database.begin(cast.oakfield.id) as answering:
            answering.execute(text("set local lock_timeout = '200ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                service.answer(
                    answering,
                    acting(cast.office),
                    Speaker.young_person(cast.amira.id),
                    purpose="website",
                    said="withdrawn",
                    method="phone",
                )
            answering.rollback()
