"""A letter to the family of a child whom a breach affects, drawn up from the record for a person to read, complete and send (W4).

It says what happened to pictures of this one child, in words that are the same whatever was the reason: not who answered what, nor that
there is a restriction, nor anybody else's name (G1, R2). What staff wrote down stays in the record.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.breaches import queries
from consentsvc.breaches.models import Breach
from consentsvc.breaches.schemas import BreachCause
from consentsvc.kernel import clock, dates, printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.languages import ENGLISH
from consentsvc.roster import service as roster
from consentsvc.schools import service as schools

HEADING: Final = "About a picture of {child}"
SHOWN: Final = "A picture in which {child} can be seen was shown when it should not have been."
WHAT_HAPPENED: Final[dict[BreachCause, str]] = {
    "shown_without_consent": SHOWN,
    "yes_by_mistake": SHOWN,
    "unknown_copy": "A picture in which {child} can be seen was on our website when it should not have been.",
    "still_there": "A copy of a picture in which {child} can be seen stayed where it was for longer than it should have.",
    "told_by_somebody": "Something went wrong with pictures in which {child} can be seen.",
}
"""By cause, what a family may read: for two that differ only in who had answered what, the same."""


def draw_up(actor: Actor, breach_id: UUID, child_id: UUID, words: str | None = None) -> bytes:
    """The letter as PDF; `words`: what staff add for this family. Raises NotFound.

    That it was drawn up is recorded; that the family was told, only a person can say.
    """
    with begin(actor.school) as tx:
        values = _values(tx, actor, breach_id, child_id, words)
        audit.record(tx, actor, "breach:letter", breach_id, child=child_id)
    return printing.pdf("plain_letter", values, ENGLISH)


def _values(tx: Session, actor: Actor, breach_id: UUID, child_id: UUID, words: str | None = None) -> dict[str, object]:
    found = queries.held(tx, actor.school, breach_id)
    if child_id not in {each.child_id for each in queries.affected(tx, actor.school, breach_id)}:
        raise NotFound
    (child,) = roster.rows_of(tx, actor, [child_id])
    channel = queries.channel_name(tx, actor.school, found.placement_id)
    heading = HEADING.format(child=child.first_name)
    return {
        "title": heading,
        "school": schools.school(tx, actor.school).name,
        "date": dates.day(ENGLISH, clock.today()),
        "address": [f"To the parent or carer of {child.name}", child.class_name or ""],
        "heading": heading,
        "paragraphs": [*_paragraphs(found, child.first_name, channel, words), *_contact(tx, actor)],
    }


def _paragraphs(found: Breach, child: str, channel: str | None, words: str | None) -> Iterator[str]:
    yield WHAT_HAPPENED[found.cause].format(child=child)  # type: ignore[index]
    if channel:
        yield f"It had been placed in ‘{channel}’."
    if words:
        yield from words.splitlines()
    yield f"We have known of this since {dates.day(ENGLISH, found.known_at)}. We are sorry."
    if found.cause != "told_by_somebody":
        yield "Our own service does not show it. Where we know of a copy elsewhere, we see to it that it is taken down."
    yield "People who saw a picture may have kept a copy. We can’t call those back. If you see one, please tell us where."
    if found.decision == "report" and found.told_regulator_at:
        told_on = dates.day(ENGLISH, found.told_regulator_at)
        yield f"We told the Information Commissioner’s Office about it on {told_on}."
    yield "If you have a question, or something about this worries you, please ask us. Ask for our data protection officer."
    yield "You can also complain to the Information Commissioner’s Office at ico.org.uk."


def _contact(tx: Session, actor: Actor) -> Iterator[str]:
    if contact := schools.policy_of(tx, actor.school).contact:
        yield f"You reach us here: {contact}"
