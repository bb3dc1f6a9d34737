"""Letters to whoever took a picture, drawn up from the record for a person to read and send: as PDF, or as text for an e-mail (T3).

They name no child and nobody's answer. A family that keeps a picture for itself is asked politely, with the event's own rule, and reads
nothing of anything being wrong (T2). A photographer reads the terms that were signed (T4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.captures import entries, queries, shown
from consentsvc.captures.models import Capture
from consentsvc.captures.rules import fitting_letters
from consentsvc.captures.schemas import CaptureLetter, CaptureLetterOrder, LetterKind
from consentsvc.events import service as events
from consentsvc.events.models import Event, Photographer
from consentsvc.events.schemas import Spectators
from consentsvc.kernel import clock, dates, printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Refused
from consentsvc.kernel.languages import ENGLISH
from consentsvc.kernel.rulebook import Reason
from consentsvc.schools import service as schools

HEADINGS: Final[Mapping[LetterKind, str]] = {
    "polite_request": "Pictures at {place}",
    "delete": "Please delete pictures that you took at {place}",
    "take_down": "Please take down pictures that were taken at {place}",
}
CALLED: Final[Mapping[LetterKind, str]] = {
    "polite_request": "A polite request",
    "delete": "A request to delete",
    "take_down": "A request to take down",
}
RULE_FOR_SPECTATORS: Final[Mapping[Spectators | None, str]] = {
    "allowed": "You are welcome to take pictures of your own family there, for your own album.",
    "registered_only": "Only photographers whom we registered take pictures there. We ask everybody else to leave the camera in the bag.",
    "none": "We ask everybody not to take pictures there.",
    None: "You are welcome to keep pictures of your own family, for your own album.",
}
"""The event's rule for spectators (E1), as a family reads it."""

TO_NOBODY_BY_NAME: Final = "To the person who took these pictures"


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter is drawn up from."""

    place: str
    on: datetime
    contact: str
    spectators: Spectators | None
    terms: Photographer | None


def draw_up(actor: Actor, capture_id: UUID, order: CaptureLetterOrder) -> bytes:
    """The letter as PDF. That it was drawn up stands in the story; that it was sent, only a person can say.

    Raises NotFound; Refused (T2) for a letter that doesn't fit.
    """
    with begin(actor.school) as tx:
        found, told = _ordered(tx, actor, capture_id, order)
        values = {
            "title": _heading(order.kind, told),
            "school": schools.school(tx, actor.school).name,
            "date": dates.day(ENGLISH, clock.today()),
            "address": order.to.splitlines() or [TO_NOBODY_BY_NAME],
            "heading": _heading(order.kind, told),
            "paragraphs": list(_paragraphs(order, told)),
        }
        _note(tx, actor, found, order, "as PDF")
    return printing.pdf("plain_letter", values, ENGLISH)


def written(tx: Session, actor: Actor, capture_id: UUID, order: CaptureLetterOrder) -> CaptureLetter:
    """The same as text, to copy into an e-mail. Raises as `draw_up`."""
    found, told = _ordered(tx, actor, capture_id, order)
    school = schools.school(tx, actor.school).name
    _note(tx, actor, found, order, "as text")
    return CaptureLetter(subject=_heading(order.kind, told), text="\n\n".join([*_paragraphs(order, told), school]))


def _ordered(tx: Session, actor: Actor, capture_id: UUID, order: CaptureLetterOrder) -> tuple[Capture, Told]:
    found = queries.held(tx, actor.school, capture_id)
    if order.kind not in fitting_letters(shown.facts(found)):
        raise Refused(
            "This letter does not fit what is known. If it is shared or kept for something else, note that first.",
            slug="letter-does-not-fit",
            reasons=[Reason("T2", "own_use", None, "A family’s own pictures for its own use: ask politely.", None)],
        )
    event = events.known_event(tx, actor.school, found.event_id) if found.event_id else None
    return found, _told(tx, found, event, queries.photographer(tx, actor.school, found.photographer_id))


def _told(tx: Session, found: Capture, event: Event | None, photographer: Photographer | None) -> Told:
    return Told(
        place=event.name if event else found.place,
        on=found.happened_at,
        contact=schools.policy_of(tx, found.school_id).contact,
        spectators=event.spectators if event else None,  # type: ignore[arg-type]
        terms=photographer if photographer and photographer.brief_signed_at else None,
    )


def _heading(kind: LetterKind, told: Told) -> str:
    return HEADINGS[kind].format(place=told.place)


def _paragraphs(order: CaptureLetterOrder, told: Told) -> Iterator[str]:
    on = dates.day(ENGLISH, told.on)
    if order.kind == "polite_request":
        yield from _polite(on, order, told)
        return
    yield f"On {on}, at {told.place}, pictures were taken in which children in our care can be seen."
    yield from _terms(told.terms)
    yield from (_to_take_down(order) if order.kind == "take_down" else _to_delete())
    yield from order.words.splitlines()
    yield "Please write to us when you have done so. Tell us too whom you gave copies to, so that we can ask them."
    yield "Thank you. If you have a question, please ask us."
    yield from _contact(told)


def _polite(on: str, order: CaptureLetterOrder, told: Told) -> Iterator[str]:
    yield f"On {on} you took pictures at {told.place}. {RULE_FOR_SPECTATORS[told.spectators]}"
    yield "Other people’s children may be in your pictures too. Please keep those for yourself, and don’t share them online."
    if told.spectators in ("registered_only", "none"):
        yield "If you took some all the same, we would be glad if you deleted them."
    yield from order.words.splitlines()
    yield "Thank you for helping us to look after all the children."
    yield from _contact(told)


def _contact(told: Told) -> Iterator[str]:
    if told.contact:
        yield f"You reach us here: {told.contact}"


def _to_take_down(order: CaptureLetterOrder) -> Iterator[str]:
    yield f"They are shown here: {order.where}" if order.where else "They are shown where others can see them."
    yield "Families decide where pictures of their children are shown."
    yield "Please take the pictures down, and ask those who passed them on to do so too."


def _to_delete() -> Iterator[str]:
    yield "Please delete the pictures with every copy: on the device, in a backup or a cloud, and wherever you sent them."


def _terms(photographer: Photographer | None) -> Iterator[str]:
    if photographer and photographer.brief_signed_at:
        yield f"You signed our terms for this event on {dates.day(ENGLISH, photographer.brief_signed_at)}. They say:"
        yield from (line for line in photographer.brief_text.splitlines() if line.strip())


def _note(tx: Session, actor: Actor, found: Capture, order: CaptureLetterOrder, form: str) -> None:
    entries.write(tx, actor, found, "letter", f"{CALLED[order.kind]}, {form}.")
    audit.record(tx, actor, "capture:letter", found.id, kind=order.kind)
