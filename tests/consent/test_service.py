from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from consentsvc.audit.models import AuditEntry
from consentsvc.consent import families, restrictions, service, standings
from consentsvc.consent.models import Answer, FamilyLink
from consentsvc.events.models import Event, Participant
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.codes import PublicCode
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
    """Somebody says something for Amira, on paper."""

    def say(guardian_id: UUID | None, said: str, purpose: str = "website", event_id: UUID | None = None) -> service.AnswerRow:
        return service.answer(
            tx, office, people.amira.id, guardian_id, purpose=purpose, said=said, method="paper", event_id=event_id
        )

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
    assert (kept.guardian_id, kept.recorded_by, kept.method) == (people.amira_mother.id, people.office.id, "paper")
    assert (kept.language, kept.answered_at) == ("en", MAY)
    shown = tx.get(FormVersion, kept.form_version_id)
    assert shown.number == 1
    assert shown.wording["website"]["question"] == PURPOSES["website"].question
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
    service.withdraw(tx, office, people.amira.id, people.amira_mother.id, purpose="website", method="phone")
    assert state(tx, office, people.amira.id) == "withdrawn"


@pytest.mark.rule("C5")
def test_a_yes_without_parental_responsibility_does_not_count(tx, people, office):
    service.answer(tx, office, people.chidi.id, people.chidi_carer.id, purpose="website", said="given", method="paper")
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
    service.adult_answer(tx, office, people.ms_okafor.id, purpose="website", said="given", method="in_person")
    after = {row.purpose: row.allows for row in standings.standings_of_adult(tx, office, people.ms_okafor.id)}
    assert set(before.values()) == {"not_asked"}
    assert [purpose for purpose, allows in after.items() if allows] == ["website"]


@pytest.mark.rule("A6")
def test_nothing_of_another_school_can_be_answered_for(tx, people, office, says):
    with pytest.raises(NotFound):
        service.answer(tx, office, people.zoe.id, None, purpose="website", said="given", method="paper")
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
    families.invite(tx, office, people.amira.id, people.amira_mother.id)
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
        service.answer(tx, lead, people.amira.id, guardian.id, purpose="website", said="given", method="paper")
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
    service.adult_answer(tx, office, people.ms_okafor.id, purpose="website", said="given", method="paper")
    children, adults = [people.amira.id, people.ben.id, people.chidi.id, people.zoe.id], [people.ms_okafor.id]
    asked: list[str] = []

    def count(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(tx.connection().engine, "before_cursor_execute", count)
    found = standings.standings_for(tx, people.oakfield.id, children, adults, list(PURPOSES), None, clock.today())
    event.remove(tx.connection().engine, "before_cursor_execute", count)
    assert len(asked) <= 5
    assert len(found) == 4 * len(PURPOSES)  # Zoe is at another school
    assert [who for (who, purpose), standing in found.items() if standing.allows] == [people.amira.id, people.ms_okafor.id]


def test_no_table_keeps_a_standing(tx):
    """What is decided from the facts can't be stale: nothing in the database says 'may be shown'."""
    reader = inspect(tx.connection())
    tables = set(reader.get_table_names()) - {"letters"}  # whose state is the mail's
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
    service.adult_answer(tx, office, people.ms_okafor.id, purpose="website", said="refused", method="paper")
    assert version() > before


# Links of families


@pytest.mark.promise("G5")
def test_a_link_and_its_code_are_kept_as_hashes(tx, people, office):
    way_in = families.invite(tx, office, people.amira.id, people.amira_mother.id)
    token, code = way_in.url.rpartition("/")[2], way_in.code.replace("-", "")
    assert len(token) == 32  # 192 bits
    assert len(code) == 8
    assert set(code) <= set(families.LETTERS)
    assert not set(families.LETTERS) & set("BILOSUZ01")
    kept = tx.exec(select(FamilyLink)).one()
    codes = tx.exec(select(PublicCode)).all()
    everything = f"{kept.model_dump()} {codes}"
    assert token not in everything
    assert code not in everything
    assert way_in.expires_at - kept.made_at >= timedelta(days=730)


def test_a_new_link_ends_the_guardians_earlier_one_and_nobody_elses(tx, people, office):
    first = families.invite(tx, office, people.amira.id, people.amira_mother.id)
    fathers = families.invite(tx, office, people.amira.id, people.amira_father.id)
    second = families.invite(tx, office, people.amira.id, people.amira_mother.id)
    with pytest.raises(families.LinkEnded):
        families.arrive(tx, token_of(first))
    assert families.arrive(tx, token_of(second)).guardian_id == people.amira_mother.id
    assert families.arrive(tx, token_of(fathers)).guardian_id == people.amira_father.id


def token_of(way_in: families.WayIn) -> str:
    return way_in.url.rpartition("/")[2]


@pytest.mark.promise("G3")
def test_nobody_is_invited_who_is_barred_from_contact(tx, people, office):
    bar(tx, people)
    with pytest.raises(Conflict) as refusal:
        families.invite(tx, office, people.amira.id, people.amira_father.id)
    assert refusal.value.type == "/problems/contact-barred"


def bar(tx: Session, people: Cast) -> None:
    tie = tx.exec(select(Guardianship).where(Guardianship.guardian_id == people.amira_father.id)).one()
    tie.contact_barred = True
    tx.add(tie)
    tx.flush()


def test_a_family_asked_is_not_answered_and_one_never_asked_is_not_asked(tx, people, office, lead):
    families.invite(tx, office, people.amira.id, people.amira_mother.id)
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


@dataclass(frozen=True)
class Tab:
    """One request of a family's browser, from its first look at the session on, in a transaction of its own."""

    tx: Session
    family: families.Family


@dataclass(frozen=True)
class Phone:
    """Amira's mother's browser, signed in, where commits are commits."""

    cast: Cast
    token: str
    cookie: str

    @contextmanager
    def tab(self) -> Iterator[Tab]:
        with database.begin() as tx:
            family = families.signed_in(tx, families.arrive(tx, self.token), self.cookie)
            assert family is not None
            yield Tab(tx, family)

    def chooses(self, said: str) -> None:
        with self.tab() as tab:
            families.draft(tab.tx, tab.family, "website", said)

    def sends(self) -> list[str]:
        with self.tab() as tab:
            return [row.said for row in families.send(tab.tx, tab.family)]

    def withdraws(self) -> None:
        with self.tab() as tab:
            families.withdraw(tab.tx, tab.family, "website", None)

    def state(self) -> str:
        with database.begin(self.cast.oakfield.id) as tx:
            return state(tx, acting(self.cast.lead), self.cast.amira.id)


@pytest.fixture
def phone(committed) -> Phone:
    with database.begin() as tx:
        cast = cast_at(tx)
    with database.begin(cast.oakfield.id) as tx:
        way_in = families.invite(tx, acting(cast.office), cast.amira.id, cast.amira_mother.id)
    return signed_in(cast, way_in)


def signed_in(cast: Cast, way_in: families.WayIn) -> Phone:
    with database.begin() as tx:
        cookie = families.sign_in(tx, families.arrive(tx, token_of(way_in)), way_in.code)
    assert isinstance(cookie, str)
    return Phone(cast, token_of(way_in), cookie)


def another_browser(phone: Phone) -> Phone:
    """The same guardian, by the same link."""
    with database.begin() as tx:
        visitor = families.arrive(tx, phone.token)
        return Phone(phone.cast, phone.token, families._open_session(tx, visitor))


@pytest.mark.rule("C4")
@pytest.mark.promise("S1")
def test_a_send_that_began_first_does_not_undo_a_withdrawal_that_was_acknowledged(phone):
    phone.chooses("given")
    phone.sends()
    phone.chooses("given")
    with phone.tab() as late:
        assert families.drafts(late.family) == {"website": "given"}  # what this request saw when it began
        phone.withdraws()
        assert families.send(late.tx, late.family) == []
        assert families.drafts(late.family) == {}
    assert phone.state() == "withdrawn"


@pytest.mark.rule("C4")
def test_two_sends_at_once_answer_once_and_leave_nothing_in_hand(phone):
    phone.chooses("given")
    with ThreadPoolExecutor(1) as elsewhere:
        with phone.tab() as first:
            assert len(families.send(first.tx, first.family)) == 1
            first.tx.flush()
            sending = elsewhere.submit(phone.sends)
            with pytest.raises(TimeoutError):
                sending.result(timeout=0.5)
        assert sending.result(timeout=30) == []
    with phone.tab() as later:
        assert families.drafts(later.family) == {}


@pytest.mark.rule("C4")
@pytest.mark.parametrize("second", ["send", "withdraw", "draft"])
def test_the_tabs_of_one_browser_come_one_after_the_other(phone, second):
    phone.chooses("given")
    with phone.tab() as first, phone.tab() as other:
        families.draft(first.tx, first.family, "press", "given")
        first.tx.flush()
        other.tx.execute(text("set local lock_timeout = '200ms'"))
        verbs = {
            "send": lambda: families.send(other.tx, other.family),
            "withdraw": lambda: families.withdraw(other.tx, other.family, "website", None),
            "draft": lambda: families.draft(other.tx, other.family, "website", "refused"),
        }
        with pytest.raises(DBAPIError, match="lock timeout"):
            verbs[second]()
        other.tx.rollback()


@pytest.mark.rule("C4")
def test_a_yes_in_hand_in_one_browser_does_not_undo_a_withdrawal_in_another(phone):
    tablet = another_browser(phone)
    tablet.chooses("given")
    tablet.sends()
    tablet.chooses("given")
    phone.withdraws()
    assert tablet.sends() == []
    assert phone.state() == "withdrawn"
    assert tablet.sends() == ["given"]  # it was shown once more, and sent


@pytest.mark.rule("C4")
def test_a_send_waits_for_a_withdrawal_that_is_being_saved_in_another_browser(phone):
    tablet = another_browser(phone)
    tablet.chooses("given")
    with ThreadPoolExecutor(1) as elsewhere:
        with phone.tab() as tab:
            families.withdraw(tab.tx, tab.family, "website", None)
            sending = elsewhere.submit(tablet.sends)
            with pytest.raises(TimeoutError):
                sending.result(timeout=0.5)
        assert sending.result(timeout=30) == []
    assert phone.state() == "withdrawn"


@pytest.mark.rule("C4")
def test_a_yes_in_hand_does_not_undo_what_the_office_wrote_down_meanwhile(phone):
    phone.chooses("given")
    said = {"purpose": "website", "said": "withdrawn", "method": "phone"}
    with database.begin(phone.cast.oakfield.id) as tx:
        service.answer(tx, acting(phone.cast.office), phone.cast.amira.id, phone.cast.amira_mother.id, **said)
    assert phone.sends() == []
    assert phone.state() == "withdrawn"


@pytest.mark.promise("G1")
def test_what_the_other_parent_says_meanwhile_holds_no_send_up(phone):
    phone.chooses("given")
    said = {"purpose": "website", "said": "refused", "method": "phone"}
    with database.begin(phone.cast.oakfield.id) as tx:
        service.answer(tx, acting(phone.cast.office), phone.cast.amira.id, phone.cast.amira_father.id, **said)
    assert phone.sends() == ["given"]
    assert phone.state() == "conflict"


def test_a_tab_whose_browser_has_signed_out_meanwhile_is_asked_to_sign_in(phone):
    phone.chooses("given")
    with phone.tab() as late:
        with phone.tab() as other:
            families.sign_out(other.tx, other.family)
        with pytest.raises(families.FamilySignInNeeded):
            families.send(late.tx, late.family)
    assert phone.state() == "not_answered"


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
                    answering, acting(cast.office), cast.amira.id, None, purpose="website", said="withdrawn", method="paper"
                )
            answering.rollback()
