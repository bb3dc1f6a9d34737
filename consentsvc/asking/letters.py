"""What people are sent when they are asked: the mail, and the printed letter. Made at the moment of sending, kept nowhere (G5)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.asking import progress, queries
from consentsvc.asking.models import Request, Round
from consentsvc.asking.queries import Person
from consentsvc.asking.rules import NO_ADDRESS
from consentsvc.audit import service as audit
from consentsvc.consent.speakers import Speaker
from consentsvc.events import service as events
from consentsvc.events.models import Event
from consentsvc.families import ways_in
from consentsvc.families.schemas import WayIn
from consentsvc.kernel import clock, dates, languages, printing
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.languages import ENGLISH, phrase
from consentsvc.kernel.settings import settings
from consentsvc.notifications.composing import compose
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.schools import service as schools
from consentsvc.schools.models import School
from consentsvc.schools.policy import SchoolPolicy

REQUEST, REMINDER = "asking.request", "asking.reminder"
"""Kinds of letters."""

ASKED = phrase("A question from %(school)s")
REMINDED = phrase("A reminder from %(school)s")


def write_request(tx: Session, letter: Letter) -> Mail | None:
    """The mail that asks somebody; None: they have answered meanwhile, the round has ended, or they can't be asked any more."""
    return _write(tx, letter, is_reminder=False)


def write_reminder(tx: Session, letter: Letter) -> Mail | None:
    """The mail that reminds somebody; None as for `write_request`, and after the round's day."""
    return _write(tx, letter, is_reminder=True)


def _write(tx: Session, letter: Letter, *, is_reminder: bool) -> Mail | None:
    person = queries.person(tx, letter.school_id, letter.about_id)
    if person is None:
        return None
    if person.email is None:
        letter.failure = NO_ADDRESS
        return None
    asking = queries.round_(tx, letter.school_id, person.request.round_id)
    if _is_over(asking, is_reminder):
        return None
    if _has_answered(tx, asking, person):
        # As if it had gone: not every reader may know that there is an answer (F1).
        person.request.asked_at = person.request.asked_at or clock.now()
        return None
    way = _way_in(tx, system(letter.school_id), person.request)
    if way is None:
        return None
    person.request.link_id, person.request.asked_at = way.link_id, person.request.asked_at or clock.now()
    school = schools.school(tx, letter.school_id)
    return compose(
        "request",
        language_of(person, school),
        to=person.email,
        school=school.name,
        subject=REMINDED if is_reminder else ASKED,
        values={
            "name": person.child and person.child.first_name,
            "is_reminder": is_reminder,
            "event": _event(tx, asking),
            "due_on": asking.due_on,
            "note": asking.note,
            "url": way.url,
            "code": way.code,
        },
    )


def _is_over(asking: Round, is_reminder: bool) -> bool:
    return asking.ended_at is not None or (is_reminder and asking.due_on is not None and asking.due_on < clock.today())


def _has_answered(tx: Session, asking: Round, person: Person) -> bool:
    said = queries.said_by(tx, person.request)
    return bool(said) and progress.Expected(tx, asking).of(person) <= said


def _way_in(tx: Session, actor: Actor, request: Request) -> WayIn | None:
    """The person's link and code; None where they can't have one any more (G3)."""
    speaker = Speaker(child_id=request.child_id, guardian_id=request.guardian_id, adult_id=request.adult_id)
    try:
        return ways_in.way_in(tx, actor, speaker)
    except (Conflict, NotFound):
        return None


def language_of(person: Person, school: School) -> str:
    """The language in which the school writes to this person, where it has chosen that language; else English."""
    asked = person.adult or person.guardian
    chosen = asked.language if asked else None
    return chosen if chosen and chosen in SchoolPolicy.of(school.policy).languages else ENGLISH


def _event(tx: Session, asking: Round) -> Event | None:
    return events.known_event(tx, asking.school_id, asking.event_id) if asking.event_id else None


# Printed


AT_ONCE = 25  # people whose rows are held in one transaction

HEADING = phrase("May we use pictures of %(name)s?")
HEADING_OWN = phrase("May we use pictures of you?")
PARAGRAPHS = (
    phrase("Sometimes we take pictures at school. We ask before we use a picture of %(name)s."),
    phrase("Please tell us yes or no. It takes a few minutes. You can change your mind at any time."),
)
PARAGRAPHS_OWN = (
    phrase("Sometimes we take pictures at school. We ask before we use a picture of you."),
    PARAGRAPHS[1],
)
ABOUT_EVENT = phrase("This time it is about %(event)s on %(day)s.")
BY_DAY = phrase("Please answer by %(day)s.")
UNTIL = phrase("Until you say yes, we do not use pictures of %(name)s where your yes is needed.")
UNTIL_OWN = phrase("Until you say yes, we do not use pictures of you.")
NO_INTERNET = phrase("If you cannot use the internet, ask the school office for a paper form, or phone us.")
SCAN = phrase("Point your phone's camera at the square, or open this page:")
CODE = phrase("Then type in this code:")
TO_GUARDIAN = "To the parent or carer of %s"


def print_letters(actor: Actor, round_id: UUID, request_ids: Sequence[UUID]) -> bytes:
    """One PDF with a letter for each of these people, in English and beside it in their language. That they were printed is noted.

    People are held a few at a time, and nobody while the pages are laid out: answering waits for no printer. Raises Conflict where
    nobody is left to write to.
    """
    in_turn = (request_ids[start : start + AT_ONCE] for start in range(0, len(request_ids), AT_ONCE))
    letters = [letter for some in in_turn for letter in _letters_for(actor, round_id, some)]
    if not letters:
        raise Conflict("There is nobody to print a letter for.", slug="no-letters")
    title = f"Letters to families, {dates.day(ENGLISH, clock.today())}"
    return printing.pdf("letter", {"title": title, "letters": letters}, ENGLISH)


def _letters_for(actor: Actor, round_id: UUID, request_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    with begin(actor.school) as tx:
        asking = queries.round_(tx, actor.school, round_id)
        people = [person for each in request_ids if (person := queries.person(tx, actor.school, each))]
        made = {each.request.id: letter for each in _in_turn(people) if (letter := _printed(tx, actor, asking, each))}
        audit.record(tx, actor, "round:print", round_id, letters=len(made))
        return [made[each] for each in request_ids if each in made]


def _in_turn(people: Iterable[Person]) -> list[Person]:
    """As people are held: children first, then adults, each by id (roster.locks)."""
    return sorted(people, key=lambda each: (each.child is None, str(each.request.child_id or each.request.adult_id)))


def _printed(tx: Session, actor: Actor, asking: Round, person: Person) -> dict[str, Any] | None:
    request = person.request
    way = _way_in(tx, actor, request) if request.round_id == asking.id else None
    if way is None:
        return None
    request.link_id, request.printed_at = way.link_id, clock.now()
    request.asked_at = request.asked_at or request.printed_at
    school = schools.school(tx, actor.school)
    codes = dict.fromkeys((ENGLISH, language_of(person, school)))
    return {
        "school": school.name,
        "school_lines": [],
        "date": dates.day(ENGLISH, clock.today()),
        "address": _address(person),
        "sides": [_side(code, asking, person, _event(tx, asking)) for code in codes],
        "qr": printing.qr(way.url, "A square code that opens the page below."),
        "link": f"{settings().public_url}/code".partition("://")[2],
        "code": ways_in.letter_code(tx, actor, way.link_id),
    }


def _address(person: Person) -> list[str]:
    if person.adult:
        return [person.adult.name]
    assert person.child is not None
    to = person.guardian.name if person.guardian else person.child.name
    about = [TO_GUARDIAN % person.child.name] if person.guardian else []
    return [to, *about, *([person.class_name] if person.class_name else [])]


def _side(code: str, asking: Round, person: Person, event: Event | None) -> dict[str, Any]:
    name = person.child.first_name if person.child else None

    def said(text: str, **values: str) -> str:
        return languages.translate(code, text, **({"name": name} if name and "%(name)s" in text else {}), **values)

    def day(on: date) -> str:
        return dates.day(code, on)

    own = name is None or person.guardian is None
    paragraphs = [said(text) for text in (PARAGRAPHS_OWN if own else PARAGRAPHS)]
    if event:
        paragraphs.insert(1, said(ABOUT_EVENT, event=event.name, day=day(event.on_date)))
    if asking.due_on:
        paragraphs.append(said(BY_DAY, day=day(asking.due_on)))
    if asking.note and code == ENGLISH:
        paragraphs.append(asking.note)
    paragraphs += [said(UNTIL_OWN if own else UNTIL), said(NO_INTERNET), *languages.unchecked_notice(code)[:1]]
    heading = said(HEADING_OWN if own else HEADING)
    return {"language": code, "heading": heading, "paragraphs": paragraphs, "scan": said(SCAN), "code": said(CODE)}
