"""How far a round is, person by person, as far as a reader may know.

An answer that a restriction covers isn't there for anybody but a lead (F1): such a family looks as one that hasn't answered, in
every count too, and is 'reminded' like one; the reminder isn't sent (letters.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.asking import queries, rules
from consentsvc.asking.models import Round
from consentsvc.asking.queries import Person
from consentsvc.asking.rules import Answered, Reached
from consentsvc.asking.schemas import AskedRow, RoundCounts
from consentsvc.consent import restrictions
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import FormKind
from consentsvc.kernel.access import Actor
from consentsvc.notifications import service as notifications
from consentsvc.notifications.service import Fate


class Progress(NamedTuple):
    """One person asked, how much they have answered, and how the asking fares."""

    person: Person
    answered: Answered
    reached: Reached
    fate: Fate | None


class Expected:
    """Which purposes the people of a round are to answer: those that their form asks for a yes to, and the round names."""

    def __init__(self, tx: Session, asking: Round) -> None:
        self._tx, self._round = tx, asking
        self._of_kind: dict[FormKind, AbstractSet[str]] = {}

    def of(self, person: Person) -> AbstractSet[str]:
        """For this person, by their form."""
        kind = rules.form_kind(
            is_adult=person.request.adult_id is not None,
            is_guardian=person.request.guardian_id is not None,
            looked_after=person.child is not None and person.child.looked_after,
        )
        if kind not in self._of_kind:
            asked = forms.form_of(self._tx, self._round.school_id, kind).questions
            named = self._round.purposes
            self._of_kind[kind] = {
                each.purpose for each in asked if each.basis == "consent" and (named is None or each.purpose in named)
            }
        return self._of_kind[kind]


def of_rounds(tx: Session, actor: Actor, rounds: Sequence[Round]) -> Mapping[UUID, list[Progress]]:
    """Everybody asked in these rounds, by name, as far as this reader may know; by round."""
    ids = [each.id for each in rounds]
    people = queries.people(tx, actor.school, ids)
    said = queries.said_since(tx, actor.school, ids)
    fates = notifications.fates(tx, actor.school, [each.request.id for each in people])
    hidden = restrictions.hidden_by_child(tx, actor, {each.child.id for each in people if each.child})
    expected = {each.id: Expected(tx, each) for each in rounds}
    found: dict[UUID, list[Progress]] = {id_: [] for id_ in ids}
    for person in people:
        request = person.request
        shown = (
            said.get(request.id, set()) - hidden.get(request.child_id, frozenset())
            if request.child_id
            else said.get(request.id, set())
        )
        answered = rules.answered(expected[request.round_id].of(person), shown)
        found[request.round_id].append(_progress(person, answered, fates.get(request.id)))
    return found


def _progress(person: Person, answered: Answered, fate: Fate | None) -> Progress:
    reached = rules.reached(
        fate and fate.state,
        fate and fate.failure,
        fate and fate.settled_at,
        person.request.printed_at,
        has_address=person.email is not None,
    )
    return Progress(person, answered, reached, fate)


def counted(people: Iterable[Progress]) -> RoundCounts:
    """Everybody, by how much they have answered; and of the others how the asking fares."""
    everybody = list(people)
    answered = [each.answered for each in everybody]
    owing = [each.reached for each in everybody if each.answered != "all"]
    return RoundCounts(
        people=len(everybody),
        answered=answered.count("all"),
        part_answered=answered.count("some"),
        not_answered=answered.count("none"),
        waiting=owing.count("waiting"),
        came_back=owing.count("came_back"),
        to_print=owing.count("to_print"),
    )


def row(each: Progress) -> AskedRow:
    """A person as staff see them."""
    person, request = each.person, each.person.request
    about = person.child.name if person.child else person.adult.name if person.adult else ""
    return AskedRow(
        request_id=request.id,
        child_id=request.child_id,
        about=about,
        class_name=person.class_name,
        person=person.guardian.name if person.guardian else about,
        answers_for="child" if person.guardian else "self",
        email=person.email,
        answered=each.answered,
        reached=each.reached,
        failure=each.fate.failure if each.fate and each.reached == "came_back" else None,
        asked_at=request.asked_at,
        printed_at=request.printed_at,
        reminded_at=request.reminded_at,
        reminders=request.reminders,
    )
