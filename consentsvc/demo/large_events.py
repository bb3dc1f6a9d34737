"""The demonstration's large events: a fair that is over, with a crowd picture, and a concert that is being prepared.

Each is made whole or not at all; what is there already stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session, select

from consentsvc.clearance import crowds
from consentsvc.clearance.schemas import CrowdConfirmation
from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events import markers, notices, photographers
from consentsvc.events import service as events
from consentsvc.events.models import Event
from consentsvc.events.schemas import (
    GroupsChange,
    InGroup,
    Markers,
    NewEvent,
    NewPhotographer,
    NoticeKind,
    NoticeWord,
    Scale,
    Spectators,
)
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.media import service as media
from consentsvc.media.people import resolve_people, review
from consentsvc.media.schemas import PeopleChange, PersonChange, PhotoDetail, ReviewInput
from consentsvc.roster import service as roster

FAIR, CONCERT = "Autumn fair", "Concert in the hall"
PURPOSE: Final = "website"  # what somebody looked at the crowd picture for
CROWD: Final = 0  # the first of the fair's pictures shows the crowd
PICTURES: Final = 2
HOW: Final[dict[NoticeKind, str]] = {
    "advance_letter": "By mail and in book bags, two weeks before.",
    "programme_text": "On the back page.",
    "door_sign": "At both doors, before they opened.",
    "announcement": "Read out at the start, and once more after the break.",
}
MATCHED: Final = Wish("Harvey Clarke", "Kingfishers", "Red jumper, sits in the second row")
UNKNOWN: Final = Wish("Lily Wrenfield", "choir", "Long plait, green dress")


class Person(NamedTuple):
    """Somebody for the register of photographers; `user_id`: where they sign in here."""

    name: str
    organisation: str
    user_id: UUID | None = None


PRESS: Final = Person("Dana Whitlock", "The Oakfield Gazette")


@dataclass(frozen=True, slots=True)
class _Plan:
    """An event, its notices that are confirmed, who is on its register, and who of those is checked."""

    name: str
    scale: Scale
    in_days: int
    place: str
    spectators: Spectators
    given: Sequence[NoticeKind]
    register: Sequence[Person]
    checked: int


def fair(actor: Actor, photographer: Actor) -> UUID:
    """The fair that is over, with its notices given and its register complete; gives its id."""
    register = (Person(photographer.name, "", photographer.id), PRESS)
    plan = _Plan(FAIR, "public", -9, "Playing field", "allowed", notices.KINDS, register, checked=2)
    with begin(actor.school) as tx:
        there = _known(tx, actor, FAIR)
        return there.id if there else _made(tx, actor, plan)


def concert(actor: Actor, photographer: Actor) -> None:
    """The concert of the next days: half of its notices given, groups and markers said, two children opted out."""
    register = (Person(photographer.name, "", photographer.id), Person("Lou Brandt", "Brandt Films"))
    given: Sequence[NoticeKind] = ("advance_letter", "programme_text")
    plan = _Plan(CONCERT, "large", 5, "Main hall", "registered_only", given, register, checked=1)
    with begin(actor.school) as tx:
        if _known(tx, actor, CONCERT):
            return
        event_id = _made(tx, actor, plan)
        _mark(tx, actor, event_id)
        for wish in (MATCHED, UNKNOWN):
            anybody = Actor("public", None, actor.school)
            opt_outs.opt_out(tx, anybody, events.known_event(tx, actor.school, event_id), wish)


def show_crowd(actor: Actor, event_id: UUID, upload: Callable[[UUID, int], PhotoDetail]) -> None:
    """The fair's pictures: `upload` sends one by its number; in the first everybody is of the crowd, and somebody looked at it."""
    with begin(actor.school) as tx:
        counted = {each.event_id: each.photos for each in media.counts(tx, actor)}
    if counted.get(event_id, 0) >= PICTURES:
        return
    photos = [upload(event_id, number) for number in range(PICTURES)]
    with begin(actor.school) as tx:
        _look(tx, actor, photos[CROWD])


def _known(tx: Session, actor: Actor, name: str) -> Event | None:
    return tx.exec(select(Event).where(Event.school_id == actor.school, Event.name == name)).first()


def _made(tx: Session, actor: Actor, plan: _Plan) -> UUID:
    class_ids = [each.id for each in roster.classes(tx, actor)]
    on_date = clock.today() + timedelta(days=plan.in_days)
    new = NewEvent(
        name=plan.name,
        on_date=on_date,
        place=plan.place,
        scale=plan.scale,
        spectators=plan.spectators,
        class_ids=class_ids,
    )
    event_id = events.create(tx, actor, new).id
    for kind in plan.given:
        notices.say(tx, actor, event_id, NoticeWord(kind=kind, is_given=True, how=HOW[kind]))
    for number, person in enumerate(plan.register):
        _register(tx, actor, event_id, person, is_checked=number < plan.checked)
    return event_id


def _register(tx: Session, actor: Actor, event_id: UUID, person: Person, *, is_checked: bool) -> None:
    """Put on the register with the terms signed; without a check of who they are, they wait."""
    added = photographers.add(tx, actor, event_id, NewPhotographer(**person._asdict()))
    version = photographers.register(tx, actor, event_id).terms_version
    photographers.sign_brief(tx, actor, event_id, added.id, version)
    if is_checked:
        photographers.check_identity(tx, actor, event_id, added.id, "passport")


def _mark(tx: Session, actor: Actor, event_id: UUID) -> None:
    taking_part = events.event(tx, actor, event_id).participants
    groups = [InGroup(child_id=each.id, group_name=f"Row {1 + n % 6}") for n, each in enumerate(taking_part)]
    markers.set_groups(tx, actor, event_id, GroupsChange(groups=groups))
    worn = Markers(marker="a blue wristband with an A", no_photo_marker="an orange wristband with a B")
    markers.set_markers(tx, actor, event_id, worn)


def _look(tx: Session, actor: Actor, photo: PhotoDetail) -> None:
    """Say that everybody is one of the crowd, how many they are, and that nobody who must be kept out is among them."""
    people = [PersonChange(id=person.id, resolution="crowd") for person in photo.people_in_photo]
    resolved = resolve_people(tx, actor, photo.id, PeopleChange(people_version=photo.people_version, people=people))
    version = resolved.people_version
    review(tx, actor, photo.id, ReviewInput(people_version=version, head_count=resolved.people))
    looked_for = [child.id for child in crowds.look(tx, actor, photo.id, PURPOSE).look_for]
    crowds.confirm(tx, actor, photo.id, CrowdConfirmation(people_version=version, purpose=PURPOSE, looked_for=looked_for))
