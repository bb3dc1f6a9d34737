"""Pictures of the school's that a report is about: linked to it, pulled (M7), or sealed (I3)."""

import re
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import holds
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import NotFound
from consentsvc.media import seals
from consentsvc.media import service as media
from consentsvc.publishing import service as publishing
from consentsvc.reports import queries, service
from consentsvc.reports.models import Pull, Report, ReportedPhoto
from consentsvc.reports.schemas import NewPull, ReportDetail, ReportedPhotoAct

OUR_HOST: Final = re.compile(r"^https?://[^/]*")
PUBLISHED: Final = re.compile(r"/m/([\w-]+)/[\w.]+")
NUMBER: Final = re.compile(r"(?:/staff/photos/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?", re.IGNORECASE)
KEPT_AS_EVIDENCE = "Kept as evidence."
"""What a seal says of itself in the leads' list, where who doesn't read the report doesn't find it at all (I4)."""


def link(tx: Session, actor: Actor, report_id: UUID, photo: str) -> ReportDetail:
    """Note that it is about this photo of the school's, by its number or an address of ours, so that it can be pulled or sealed.

    Raises NotFound for anything else, also for one that is sealed; Conflict.
    """
    found = service.held_open(tx, actor, report_id)
    photo_id = _meant(tx, actor, photo)
    _linked(tx, actor, found, photo_id)
    return service.done(tx, actor, found, "note", "It is about a picture of ours.", about_id=photo_id)


def pull(tx: Session, actor: Actor, report_id: UUID, given: NewPull) -> ReportDetail:
    """Take every publication of a child, or of a picture, out of service, from this commit on (M7). Raises NotFound, Conflict."""
    found = service.held_open(tx, actor, report_id)
    if given.photo_id is not None:
        _linked(tx, actor, found, given.photo_id)
    hold = holds.hold(tx, actor, child_id=given.child_id, photo_id=given.photo_id)
    made = Pull(school_id=actor.school, report_id=report_id, hold_id=hold.id)
    tx.add(made)
    tx.flush()
    return service.done(tx, actor, found, "pulled", reason=given.reason, about_id=given.child_id or given.photo_id)


def end_pull(tx: Session, actor: Actor, report_id: UUID, pull_id: UUID, reason: str) -> ReportDetail:
    """Let go out again what may, also from a closed report. Raises NotFound; Conflict (`hold-ended`)."""
    found = service.held(tx, actor, report_id)
    pulled = queries.pull(tx, actor.school, report_id, pull_id)
    holds.end_hold(tx, actor, pulled.hold_id, reason)
    return service.done(tx, actor, found, "pulled", reason=reason, outcome="ended", about_id=pulled.id)


def seal(tx: Session, actor: Actor, report_id: UUID, given: ReportedPhotoAct) -> ReportDetail:
    """Hide a picture from everybody in one step, who reads this report included; it stays linked here (I3). Raises NotFound, Conflict."""
    found = service.held_open(tx, actor, report_id)
    linked = _linked(tx, actor, found, given.photo_id)
    linked.seal_id = seals.seal(tx, actor, given.photo_id, KEPT_AS_EVIDENCE).id
    linked.sealed_at = clock.now()
    return service.done(tx, actor, found, "sealed", reason=given.reason, about_id=given.photo_id)


def _meant(tx: Session, actor: Actor, photo: str) -> UUID:
    """The photo that an address, or a number, stands for."""
    place = OUR_HOST.sub("", photo).partition("?")[0]
    if published := PUBLISHED.fullmatch(place):
        return publishing.photo_at(tx, actor.school, published[1])
    if number := NUMBER.fullmatch(place):
        return UUID(number[1])
    raise NotFound


def _linked(tx: Session, actor: Actor, found: Report, photo_id: UUID) -> ReportedPhoto:
    media.known_photo(tx, actor.school, photo_id)
    known = queries.linked_photo(tx, actor.school, found.id, photo_id)
    if known is not None:
        return known
    by = actor.person(service.NO_PROGRAM)
    made = ReportedPhoto(school_id=actor.school, report_id=found.id, photo_id=photo_id, added_by=by, added_at=clock.now())
    tx.add(made)
    tx.flush()
    return made
