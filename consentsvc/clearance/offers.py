"""'Crop so that nobody blocked is left' (W3): where a part of a picture may go out though the whole may not. Values in, an answer out.

An offer is only a proposal: whoever takes it crops the picture, and everything is decided again, by the head count too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from consentsvc.clearance import rules
from consentsvc.clearance.rules import Decision, PersonFacts, PhotoFacts
from consentsvc.media import framing
from consentsvc.media.framing import Box
from consentsvc.media.rules import HeadCount

_TRIES: Final = 3  # cropping somebody away can make a group too small for somebody else


@dataclass(frozen=True, slots=True)
class Offer:
    """A part of the picture that may go out for these purposes, and how many people it shows."""

    crop: Box
    purposes: tuple[str, ...]
    people: int


def offers(photo: PhotoFacts, width: int, height: int, purposes: Iterable[str], today: date) -> tuple[Offer, ...]:
    """For each purpose that the whole picture is blocked for, the best part that isn't, if there is one; most purposes first."""
    whole = _counted(rules.cropped(photo, None))
    found: dict[Box, list[str]] = {}
    for purpose in purposes:
        crop = _crop_for(whole, width, height, purpose, today)
        if crop:
            found.setdefault(crop, []).append(purpose)
    by_use = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(Offer(crop, tuple(those), _people_in(whole, crop)) for crop, those in by_use)


def _crop_for(whole: PhotoFacts, width: int, height: int, purpose: str, today: date) -> Box | None:
    decision, blocked = rules.decide(whole, purpose, today), frozenset[UUID]()
    for _ in range(_TRIES):
        blocked |= _blocked(decision, whole.people)
        crop = _without(whole.people, blocked, width, height)
        if crop is None:
            return None
        decision = rules.decide(rules.cropped(whole, crop), purpose, today)
        if decision.outcome != "blocked":
            return crop
    return None


def _blocked(decision: Decision, people: Iterable[PersonFacts]) -> frozenset[UUID]:
    """Whom a reason speaks of that no act of a person mends."""
    about = {reason.about for reason in decision.reasons if reason.code not in rules.ACTS_OF_A_PERSON}
    return frozenset(person.id for person in people if str(person.id) in about)


def _without(people: Collection[PersonFacts], blocked: Collection[UUID], width: int, height: int) -> Box | None:
    to_leave_out = [person.box for person in people if person.box and person.id in blocked]
    others = [person.box for person in people if person.box and person.id not in blocked and person.resolution != "redacted"]
    return framing.without(to_leave_out, others, width, height) if len(to_leave_out) == len(blocked) else None


def _people_in(photo: PhotoFacts, crop: Box) -> int:
    return sum(person.in_crop and person.resolution != "redacted" for person in rules.cropped(photo, crop).people)


def _counted(photo: PhotoFacts) -> PhotoFacts:
    """As if somebody had counted: another crop makes a count void, and what only a count lacks may be cropped."""
    return replace(photo, review=HeadCount(len(photo.people), photo.people_version))
