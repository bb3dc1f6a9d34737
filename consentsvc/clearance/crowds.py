"""Crowd pictures (E6): who must not be in one, and a named person's word that none of them is."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.clearance import queries
from consentsvc.clearance.models import CrowdCheck
from consentsvc.clearance.rules import Crowd
from consentsvc.clearance.schemas import CrowdConfirmation, CrowdLook, LookFor
from consentsvc.consent import opt_outs
from consentsvc.consent.standings import standings_at
from consentsvc.events import notices
from consentsvc.events import service as events
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotAllowed
from consentsvc.media import people
from consentsvc.media import service as media
from consentsvc.roster import locks
from consentsvc.roster import service as roster

OF_CHILD: Final = {"id", "name", "class_name"}
NO_PROGRAM: Final = "Only a person who has signed in can look for children in a picture, not a program."


class KeptOut(NamedTuple):
    """Who must not be in an event's crowd pictures, by purpose, and the first day on which time alone may add to those."""

    children: Mapping[str, frozenset[UUID]]
    holds_until: Mapping[str, Any]


def crowds(tx: Session, school_id: UUID, event_of: Mapping[UUID, UUID], purposes: Collection[str]) -> Mapping[UUID, Crowd]:
    """What each of these crowd pictures, with its event, depends on. A constant number of queries; none where there are none."""
    if not event_of:
        return {}
    event_ids = set(event_of.values())
    announced = notices.announced(tx, school_id, event_ids)
    kept_out = kept_out_at(tx, school_id, event_ids, purposes)
    listed = events.children_at(tx, school_id, event_ids)
    looked_for = queries.crowd_checks(tx, school_id, event_of)
    return {
        photo_id: Crowd(
            is_large=event_id in announced,
            is_announced=announced.get(event_id, False),
            is_listed=event_id in listed,
            keep_out=kept_out[event_id].children,
            holds_until=kept_out[event_id].holds_until,
            looked_for=looked_for.get(photo_id, {}),
        )
        for photo_id, event_id in event_of.items()
    }


def kept_out_at(tx: Session, school_id: UUID, event_ids: Collection[UUID], purposes: Collection[str]) -> Mapping[UUID, KeptOut]:
    """By event, who must not be in its crowd pictures: who takes part and whose standing doesn't allow the purpose there, and
    everybody who was opted out and isn't on that list, whatever was said since. One set for each purpose, without causes."""
    taking_part = events.children_at(tx, school_id, event_ids)
    opted_out = opt_outs.opted_out_at(tx, school_id, event_ids)
    present = {(child, event_id) for event_id, children in taking_part.items() for child in children}
    found = standings_at(tx, school_id, present, (), purposes, clock.today())
    denied: dict[tuple[UUID, str], set[UUID]] = {}
    until: dict[tuple[UUID, str], Any] = {}
    for (child, event_id, purpose), standing in found.items():
        assert event_id is not None
        key = event_id, purpose
        if not standing.allows:
            denied.setdefault(key, set()).add(child)
        elif standing.holds_until is not None:
            until[key] = min(until.get(key, standing.holds_until), standing.holds_until)
    return {
        event_id: KeptOut(
            {
                purpose: frozenset(denied.get((event_id, purpose), ()))
                | (opted_out.get(event_id, frozenset()) - taking_part.get(event_id, frozenset()))
                for purpose in purposes
            },
            {purpose: until.get((event_id, purpose)) for purpose in purposes},
        )
        for event_id in event_ids
    }


def look(tx: Session, actor: Actor, photo_id: UUID, purpose: str) -> CrowdLook:
    """Whom to look for in a crowd picture before it goes out for this purpose, by name, never why. The look is recorded (A2).

    Raises NotFound.
    """
    photo = media.known_photo(tx, actor.school, photo_id)
    kept_out = kept_out_at(tx, actor.school, [photo.event_id], [purpose])[photo.event_id].children[purpose]
    groups = events.groups_of(tx, actor.school, photo.event_id)
    checked = queries.crowd_checks_of(tx, photo, purpose)
    audit.record(tx, actor, "photo:crowd_look", photo_id, purpose=purpose, children=len(kept_out))
    return CrowdLook(
        photo_id=photo.id,
        purpose=purpose,
        people_version=photo.people_version,
        look_for=[
            LookFor(**row.model_dump(include=OF_CHILD), group_name=groups.get(row.id, ""))
            for row in roster.rows_of(tx, actor, kept_out)
        ],
        is_checked=any(kept_out <= set(check.kept_out) for check, _ in checked),
        checked_by=sorted({name for check, name in checked if kept_out <= set(check.kept_out)}),
        is_own_upload=photo.uploaded_by is not None and photo.uploaded_by == actor.id,
    )


def confirm(tx: Session, actor: Actor, photo_id: UUID, word: CrowdConfirmation) -> CrowdLook:
    """Say, by name, that none of those you looked for is in the picture as it stands (E6). It is void once somebody else must be kept out.

    Raises NotAllowed for a program, and (`own-upload`) for whoever uploaded the picture; NotFound; Conflict (`people-changed`,
    `not-scanned`), and (`look-again`) where somebody must be kept out whom you didn't look for.
    """
    by = actor.person(NO_PROGRAM)
    photo = people.held(tx, actor.school, photo_id, word.people_version)
    if photo.uploaded_by == by:
        raise NotAllowed("You uploaded this picture, so somebody else has to look at it.", slug="own-upload")
    locks.hold_to_place(tx, actor.school, events.taking_part(tx, actor.school, photo.event_id), ())
    kept_out = kept_out_at(tx, actor.school, [photo.event_id], [word.purpose])[photo.event_id].children[word.purpose]
    if not kept_out <= set(word.looked_for):
        raise Conflict("Somebody else must not be in it now. Look again.", slug="look-again")
    tx.add(
        CrowdCheck(
            school_id=actor.school,
            photo_id=photo.id,
            people_version=photo.people_version,
            purpose=word.purpose,
            kept_out=sorted(kept_out),
            by=by,
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "photo:crowd_check", photo.id, purpose=word.purpose, looked_for=len(kept_out))
    return look(tx, actor, photo_id, word.purpose)
