"""In its place (P11): the same picture with somebody redacted, named, counted and placed anew in one step, or not at all."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from sqlmodel import Session

from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Field, Invalid, NotAllowed, Problem
from consentsvc.media import service as media
from consentsvc.media.people import resolve_people, review
from consentsvc.media.schemas import MarkedBox, PeopleChange, PersonChange, PersonRow, ReviewInput
from consentsvc.publishing import placing, queries, service
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import PlacedItem, PlacementItem, Replaced, Replacement

NEEDED = (Permission.PHOTO_RESOLVE, Permission.PHOTO_REVIEW, Permission.PHOTO_PLACE)


def replace(actor: Actor, placement_id: UUID, wanted: Replacement) -> Replaced:
    """Redact people in a placed picture, confirm the count, and place it anew at the same address, with the same words.

    All of it or nothing: raises why it still can't go out, and then nobody is redacted. Afterwards the photo is placed anew in every
    other channel where it hangs, since its files there show who is covered now; with an answer for each. Raises NotFound, NotAllowed.
    """
    if not all(actor.can(each) for each in NEEDED):
        raise NotAllowed
    with begin(actor.school) as tx:
        placed = queries.placement(tx, actor.school, placement_id)
        others = [
            each for each in queries.placements_of(tx, actor.school, [placed.placement.photo_id]) if _is_other(each, placed)
        ]
    hung = _in_one_step(actor, placed, wanted)
    elsewhere = [_anew(actor, other) for other in others]
    with begin(actor.school) as tx:
        return Replaced(placement=service.placement(tx, actor, hung.placement.id), elsewhere=elsewhere)


def _is_other(each: Placed, placed: Placed) -> bool:
    return each.is_in_place and each.channel.id != placed.channel.id


def _in_one_step(actor: Actor, placed: Placed, wanted: Replacement) -> Placed:
    item, change = _item(placed), partial(_redact, actor=actor, photo_id=placed.placement.photo_id, wanted=wanted)
    ready = placing.made_ready(actor, placed.channel.id, [item], change)
    with begin(actor.school) as tx:
        (outcome,) = placing.hang(tx, actor, ready, [item], change)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome


def _redact(tx: Session, actor: Actor, photo_id: UUID, wanted: Replacement) -> None:
    there = media.photo(tx, actor, photo_id).people_in_photo
    if not set(wanted.redact) <= {person.id for person in there}:
        raise Invalid("Somebody named here is not in the picture.", fields=[Field("body.redact", "Name people in this picture.")])
    people = [_said(person, wanted.redact) for person in there]
    named = resolve_people(tx, actor, photo_id, PeopleChange(people_version=wanted.people_version, people=people))
    review(tx, actor, photo_id, ReviewInput(people_version=named.people_version, head_count=wanted.head_count))


def _said(person: PersonRow, redact: Collection[UUID]) -> PersonChange:
    """What somebody is said to be: redacted, or what they are already."""
    box = MarkedBox(**person.box.model_dump()) if person.score is None else None
    if person.id in redact:
        return PersonChange(id=person.id, box=box, resolution="redacted")
    child, adult = person.child and person.child.id, person.adult and person.adult.id
    return PersonChange(id=person.id, box=box, resolution=person.resolution, child_id=child, adult_id=adult, reason=person.reason)


def _anew(actor: Actor, placed: Placed) -> PlacedItem:
    (answer,) = service.place_many(actor, placed.channel.id, [_item(placed)])
    return answer


def _item(placed: Placed) -> PlacementItem:
    placement = placed.placement
    return PlacementItem(**placement.model_dump(include={"photo_id", "caption", "alt", "cover_style"}))
