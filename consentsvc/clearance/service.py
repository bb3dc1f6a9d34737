"""Deciding: facts of photos and people are fetched set-wise, then `rules.decide` is asked for each photo and purpose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.clearance import crowds, offers, queries, rules
from consentsvc.clearance.queries import Fingerprint
from consentsvc.clearance.rules import Decision, PersonFacts, PhotoFacts
from consentsvc.clearance.schemas import (
    Clearance,
    ClearanceRow,
    Clearances,
    CropOffer,
    CropOffers,
    PurposeClearance,
    reason_documents,
)
from consentsvc.consent.restrictions import may_know_restrictions
from consentsvc.consent.rules import Standing
from consentsvc.consent.standings import standings_at
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Invalid, NotFound, Unavailable
from consentsvc.media import framing
from consentsvc.media import service as media
from consentsvc.media.framing import Box
from consentsvc.schools import service as schools

Use = tuple[UUID, str]
"""A photo, and the purpose that it is to go out for."""

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and the fingerprint of the facts that it was taken from."""

    decision: Decision
    fingerprint: Fingerprint
    decided_on: date

    def holds(self, fingerprint: Fingerprint, today: date) -> bool:
        """Whether the decision is still good for facts with this fingerprint, on this day."""
        until = self.decision.holds_until
        return self.fingerprint == fingerprint and self.decided_on <= today and (until is None or today < until)


def clearance_of(tx: Session, actor: Actor, photo_id: UUID) -> Clearance:
    """Every purpose for one photo, with the reasons as far as this actor may know them (R2). Raises NotFound."""
    seen = _seen_by(tx, actor, [photo_id], PURPOSES)
    if photo_id not in seen:
        raise NotFound
    return Clearance(
        photo_id=photo_id,
        purposes=[_purpose_row(purpose, rules.decide(seen[photo_id], purpose, clock.today())) for purpose in PURPOSES],
        shown_nowhere=reason_documents(rules.shown_nowhere(seen[photo_id])),
    )


def crop_offers(tx: Session, actor: Actor, photo_id: UUID) -> CropOffers:
    """Parts of one picture that may go out where the whole may not (W3). Raises NotFound."""
    seen = _seen_by(tx, actor, [photo_id], PURPOSES)
    sizes = queries.photos(tx, actor.school, [photo_id])
    if photo_id not in seen or not sizes:
        raise NotFound
    photo, (size,) = seen[photo_id], sizes
    found = offers.offers(photo, size.width, size.height, PURPOSES, clock.today()) if photo.kind == "picture" else ()
    return CropOffers(items=[CropOffer.model_validate(each, from_attributes=True) for each in found])


def clearances(
    tx: Session, actor: Actor, photo_ids: Collection[UUID] | None, event_id: UUID | None, purposes: Collection[str]
) -> Clearances:
    """The outcome for each photo and purpose, in as many queries for one photo as for a thousand. Raises NotFound, Invalid."""
    wanted = _wanted(tx, actor, photo_ids, event_id)
    photos = facts_of(tx, actor.school, wanted, purposes)
    if any(photo_id not in photos for photo_id in wanted):
        raise NotFound
    today = clock.today()
    return Clearances(
        items=[
            ClearanceRow(
                photo_id=photo_id,
                outcomes={purpose: rules.decide(photos[photo_id], purpose, today).outcome for purpose in purposes},
            )
            for photo_id in wanted
        ]
    )


def decide_for(tx: Session, school_id: UUID, uses: Collection[Use]) -> Mapping[Use, Decided]:
    """Decide for each photo and purpose, each from one state of its facts: none of them changed while they were read.

    A photo that isn't the school's is missing. Raises Unavailable where facts don't come to rest.
    """
    decided: dict[Use, Decided] = {}
    pending = set(uses)
    for _ in range(_TRIES):
        known, settled = _decide_once(tx, school_id, pending)
        decided |= settled
        pending = {use for use in pending if use[0] in known and use not in settled}
        if not pending:
            return decided
    raise Unavailable("This picture is being changed just now. Try again in a moment.")


def _decide_once(tx: Session, school_id: UUID, uses: Collection[Use]) -> tuple[Collection[UUID], dict[Use, Decided]]:
    """The photos that there are, and the decisions whose facts stood still."""
    photo_ids = {photo_id for photo_id, _ in uses}
    before = queries.fingerprints(tx, school_id, photo_ids)
    photos = facts_of(tx, school_id, photo_ids, {purpose for _, purpose in uses})
    # Each query sees what is committed when it starts: facts that were read around a change could together allow what
    # neither the old nor the new ones do.
    after = queries.fingerprints(tx, school_id, photo_ids)
    today = clock.today()
    return before, {
        (photo_id, purpose): Decided(rules.decide(photos[photo_id], purpose, today), after[photo_id], today)
        for photo_id, purpose in uses
        if photo_id in photos and photo_id in after and before.get(photo_id) == after[photo_id]
    }


def fingerprints(tx: Session, school_id: UUID, photo_ids: Collection[UUID]) -> Mapping[UUID, Fingerprint]:
    """The fingerprint of the facts behind each of the school's photos, as they are now."""
    return queries.fingerprints(tx, school_id, photo_ids)


def explain_for(tx: Session, actor: Actor, uses: Collection[Use]) -> Mapping[Use, Decision]:
    """Decisions with the reasons as this actor may know them (R2); for a list on a screen, not for letting anything out."""
    photos = _seen_by(tx, actor, {photo_id for photo_id, _ in uses}, {purpose for _, purpose in uses})
    today = clock.today()
    return {
        (photo_id, purpose): rules.decide(photos[photo_id], purpose, today) for photo_id, purpose in uses if photo_id in photos
    }


def facts_of(tx: Session, school_id: UUID, photo_ids: Collection[UUID], purposes: Collection[str]) -> Mapping[UUID, PhotoFacts]:
    """All that decisions about these photos depend on: a constant number of queries. Who isn't the school's is missing."""
    photos = queries.photos(tx, school_id, photo_ids)
    people = queries.people(tx, school_id, photo_ids)
    event_of = {photo.id: photo.event_id for photo in photos}
    with_videos = {*purposes, rules.VIDEO} if any(photo.kind == "video" for photo in photos) else purposes
    standings = _standings(tx, school_id, event_of, people, with_videos)
    taken_down = queries.taken_down(tx, school_id, photo_ids)
    checked = queries.checked(tx, school_id, photo_ids)
    pulled = queries.pulled_photos(tx, school_id, photo_ids)
    of_crowd = {each.photo_id for each in people if each.resolution == "crowd"} & event_of.keys()
    crowd_of = crowds.crowds(tx, school_id, {each: event_of[each] for each in of_crowd}, purposes)
    policy = schools.policy_of(tx, school_id)
    crops = {photo.id: photo.crop() for photo in photos if photo.kind == "picture"}
    in_photo: dict[UUID, list[PersonFacts]] = defaultdict(list)
    for person in people:
        who = person.child_id or person.adult_id
        known = standings.get((who, event_of.get(person.photo_id)), {})
        in_photo[person.photo_id].append(_person(person, who, known, crops.get(person.photo_id)))
    return {
        photo.id: PhotoFacts(
            id=photo.id,
            scan=photo.scan_state,
            people_version=photo.people_version,
            people=tuple(in_photo[photo.id]),
            review=photo.review(),
            taken_down=taken_down.get(photo.id, frozenset()),
            policy=policy,
            portrait_checked=(photo.id, "portrait") in checked,
            activity=photo.activity,
            activity_checked=(photo.id, "activity") in checked,
            kind=photo.kind,
            problem=photo.scan_problem,
            is_waiting_for_opt_out=photo.is_waiting_for_opt_out,
            crowd=crowd_of.get(photo.id, rules.NO_CROWD),
            is_pulled=photo.id in pulled,
        )
        for photo in photos
    }


def photos_showing(tx: Session, school_id: UUID, child_id: UUID) -> Collection[UUID]:
    """The photos in whose part that goes out the child is to be seen, as they are now."""
    return queries.photos_showing(tx, school_id, child_id)


def _standings(
    tx: Session, school_id: UUID, event_of: Mapping[UUID, UUID], people: Iterable[Any], purposes: Collection[str]
) -> Mapping[tuple[UUID | None, UUID | None], Mapping[str, Standing]]:
    """By person and event, then by purpose."""
    present = [(person, event_of[person.photo_id]) for person in people if person.photo_id in event_of]
    found = standings_at(
        tx,
        school_id,
        {(person.child_id, event) for person, event in present if person.child_id},
        {(person.adult_id, event) for person, event in present if person.adult_id},
        purposes,
        clock.today(),
    )
    by_person: dict[tuple[UUID | None, UUID | None], dict[str, Standing]] = defaultdict(dict)
    for (who, event, purpose), standing in found.items():
        by_person[who, event][purpose] = standing
    return by_person


def _person(row: Any, who: UUID | None, standings: Mapping[str, Standing], crop: Box | None) -> PersonFacts:
    box = Box(row.x, row.y, row.w, row.h)
    return PersonFacts(
        id=row.id,
        number=row.number,
        resolution=row.resolution,
        who=who,
        name=row.name or "",
        reason=row.reason,
        standings=standings,
        height=framing.height_in(box, crop),
        box=box,
        in_crop=framing.is_seen(box, crop),
        is_whole=framing.is_whole(box, crop),
        face_on=row.face_on,
    )


def _seen_by(tx: Session, actor: Actor, photo_ids: Collection[UUID], purposes: Collection[str]) -> Mapping[UUID, PhotoFacts]:
    may_know_answers, may_know_restriction = actor.can(Permission.ANSWER_VIEW), may_know_restrictions(actor)
    photos = facts_of(tx, actor.school, photo_ids, purposes)
    known = known_pulls(tx, actor)
    return {
        photo_id: replace(rules.as_seen(photo, may_know_answers, may_know_restriction), known_pulls=known)
        for photo_id, photo in photos.items()
    }


def known_pulls(tx: Session, actor: Actor) -> frozenset[UUID]:
    """The photos and children that are out of service for a report that this reader may read; to others they are none (M3, M7)."""
    if actor.kind != "staff" or actor.id is None or not actor.can(Permission.REPORT_HANDLE):
        return frozenset()
    return frozenset(queries.pulls_known_to(tx, actor.school, actor.id))


def _wanted(tx: Session, actor: Actor, photo_ids: Collection[UUID] | None, event_id: UUID | None) -> Collection[UUID]:
    if (photo_ids is None) == (event_id is None):
        raise Invalid("Say which photos: either photo_ids or event_id.")
    wanted = media.photo_ids_of(tx, actor.school, event_id) if event_id else photo_ids or ()
    return list(dict.fromkeys(wanted))


def _purpose_row(purpose: str, decision: Decision) -> PurposeClearance:
    return PurposeClearance(
        purpose=purpose,
        outcome=decision.outcome,
        reasons=reason_documents(decision.reasons),
        holds_until=decision.holds_until,
        warnings=reason_documents(decision.warnings),
    )
