"""Source tracing (M8): is a reported picture one of ours, and where did it hang? Only its likeness comes, from the reader's own browser.

A picture that may show a nude or semi-nude child is not to be opened at all, so nothing is traced for a report of one (M2).
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import PhotoFacts
from consentsvc.consent import rules as consent
from consentsvc.consent.restrictions import may_know_restrictions
from consentsvc.consent.rules import Standing
from consentsvc.consent.schemas import LABELS
from consentsvc.consent.standings import standings_then
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Refused
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.schemas import Named
from consentsvc.media import service as media
from consentsvc.publishing import channels, copies
from consentsvc.publishing import service as publishing
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import ChannelRow, PlacementRow
from consentsvc.reports import chronology, queries, service
from consentsvc.reports.models import Report, ReportedPhoto
from consentsvc.reports.schemas import Consulted, Likenesses, Traced, TracedPlacement
from consentsvc.websites import ours

MOST_PHOTOS: Final = 20
MOST_PLACEMENTS: Final = 200
HELD_BACK: Final = "Held back while a report is looked into"
"""Instead of a pulled child's answer, for a reader of that report: others see a plain missing answer (M7)."""


def trace(tx: Session, actor: Actor, report_id: UUID, given: Likenesses) -> list[Traced]:
    """Our photos that a reported picture is a copy of, the nearest first: each is noted on the report. The look is recorded (A2).

    Raises NotFound; Refused where it isn't sure that the picture is safe to handle (M2); Conflict (`report-closed`).
    """
    report = service.held_open(tx, actor, report_id)
    _refuse_unless_safe(report)
    return _near(tx, actor, report, given.hashes)


def _near(tx: Session, actor: Actor, report: Report, likenesses: Sequence[str]) -> list[Traced]:
    near = dict(list(ours.reachable(tx, actor.school).near(likenesses).items())[:MOST_PHOTOS])
    _note(tx, report, actor.person(service.NO_PROGRAM), near)
    audit.record(tx, actor, "report:trace", report.id, photos=len(near))
    return [_traced(tx, actor, photo_id, distance) for photo_id, distance in near.items()]


def trace_what_came(tx: Session, actor: Actor, report_id: UUID) -> list[Traced]:
    """The same by the likenesses that came from the reporter's own browser. Raises as `trace`; Conflict (`no-likeness`) without one."""
    report = service.held_open(tx, actor, report_id)
    _refuse_unless_safe(report)
    if not report.likenesses:
        raise Conflict("No likeness came with this report. Choose a copy of the picture instead.", slug="no-likeness")
    return _near(tx, actor, report, report.likenesses)


def _refuse_unless_safe(report: Report) -> None:
    if report.images_now != "no":
        raise Refused(
            "This report may be about a nude or semi-nude picture. Don’t open, copy or trace it: tell the police.",
            reasons=[Reason("M2", "not_safe", None, "Nothing is taken in of such a picture, not even its likeness.", None)],
        )


def _note(tx: Session, report: Report, by: UUID, near: Mapping[UUID, int]) -> None:
    """On the report: that a picture was compared with ours, and which it is a copy of."""
    for photo_id, distance in near.items():
        if queries.linked_photo(tx, report.school_id, report.id, photo_id) is None:
            linked = ReportedPhoto(
                school_id=report.school_id, report_id=report.id, photo_id=photo_id, added_by=by, added_at=clock.now()
            )
            linked.distance = distance
            tx.add(linked)
    for found in near or (None,):
        chronology.write(tx, report, "traced", by, _says(near, found), about_id=found)
    tx.flush()


def _says(near: Mapping[UUID, int], found: UUID | None) -> str:
    if found is None:
        return "A picture was compared with ours. It is like none of them."
    return f"A picture was compared with ours. It is a copy of one: {near[found]} of 256 bits differ."


def _traced(tx: Session, actor: Actor, photo_id: UUID, distance: int) -> Traced:
    photo = media.known_photo(tx, actor.school, photo_id)
    audit.record(tx, actor, "photo:traced", photo_id)
    event = events.known_event(tx, actor.school, photo.event_id)
    rows = publishing.placements(tx, actor, None, photo_id, True, MOST_PLACEMENTS)
    hung_in = {each.id: each for each in channels.listed(tx, actor)}
    used_for = {hung_in[row.channel_id].purpose for row in rows}
    facts = clearance.facts_of(tx, actor.school, [photo_id], used_for or {"website"})[photo_id]
    elsewhere = copies.standing(tx, actor.school, [row.id for row in rows])
    return Traced(
        photo_id=photo_id,
        distance=distance,
        event=Named(id=event.id, name=event.name),
        uploaded_at=photo.uploaded_at,
        children=_children(facts),
        placements=[
            _hung(
                row,
                hung_in[row.channel_id],
                elsewhere.get(row.id, ()),
                _consulted(tx, actor, facts, hung_in[row.channel_id].purpose, event.id, row),
            )
            for row in rows
        ],
    )


def _hung(row: PlacementRow, channel: ChannelRow, elsewhere: Sequence[Copy], consulted: list[Consulted]) -> TracedPlacement:
    return TracedPlacement(
        id=row.id,
        channel=Named(id=channel.id, name=channel.name),
        purpose=channel.purpose,
        placed_at=row.placed_at,
        removed_at=row.removed_at,
        is_showing=row.showing,
        copies=[each.where for each in elsewhere],
        consulted=consulted,
    )


def _children(facts: PhotoFacts) -> list[Named]:
    """Whose families are to be told: everybody who is named in it, each once."""
    named = {each.who: each.name for each in facts.people if each.resolution == "child" and each.who}
    return [Named(id=who, name=name) for who, name in named.items()]


def _consulted(tx: Session, actor: Actor, facts: PhotoFacts, purpose: str, event_id: UUID, row: PlacementRow) -> list[Consulted]:
    """How each child's answers stood when it was placed, and how they stand now, as far as the actor may know (R2)."""
    now = {each.who: each.standings[purpose] for each in facts.people if each.resolution == "child" and purpose in each.standings}
    names = {each.who: each.name for each in facts.people}
    then = standings_then(tx, actor.school, {who for who in now if who}, purpose, event_id, row.placed_at)
    knows, held = may_know_restrictions(actor), clearance.known_pulls(tx, actor)
    return [
        Consulted(
            child=Named(id=who, name=names[who]),
            then=_label(then.get(who), knows),
            allowed_then=who in then and then[who].allows,
            now=HELD_BACK if held & {who, facts.id} else _label(standing, knows),
            allows_now=standing.allows and not facts.is_pulled,
        )
        for who, standing in now.items()
        if who
    ]


def _label(standing: Standing | None, knows_restrictions: bool) -> str:
    return LABELS[consent.as_seen(standing, knows_restrictions).state] if standing else LABELS["not_asked"]
