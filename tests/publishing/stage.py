"""A photo of two children and a member of staff who all agree, in a gallery that everybody can see: where most tests here begin."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.consent import restrictions
from consentsvc.consent import service as consent
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event
from consentsvc.families import ways_in
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import service as media
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import PersonInPhoto, Photo
from consentsvc.media.people import resolve_people, review
from consentsvc.media.schemas import PeopleChange, PersonChange, ReviewInput
from consentsvc.publishing import channels, queries, service
from consentsvc.publishing.schemas import ChannelRow, NewChannel, PlacementItem, PlacementRow
from consentsvc.roster.models import Adult, Child, Guardian
from tests.people import Cast, Person

PURPOSE = "website"
ALT = "Two children plant beans"
CAPTION = "Spring planting"


class Stage:
    """Acts as Oakfield's people, each step a transaction of its own."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.school = cast.oakfield.id
        self._shades = count()
        self.event = self.another_event()
        self.channel = self.new_channel(PURPOSE)

    def actor(self, person: Person) -> Actor:
        return Actor("staff", person.id, person.school_id, frozenset(person.roles))

    def everybody_agrees(self, purpose: str = PURPOSE) -> None:
        for child, guardian in self.families():
            self.answer(child, guardian, "given", purpose)
        self.adult_answer("given", purpose)

    def families(self) -> Sequence[tuple[Child, Guardian]]:
        return ((self.cast.amira, self.cast.amira_mother), (self.cast.ben, self.cast.ben_mother))

    def answer(
        self,
        child: Child,
        guardian: Guardian | None,
        said: str,
        purpose: str = PURPOSE,
        event_id: UUID | None = None,
        conditions: Sequence[str] = (),
    ) -> None:
        with begin(self.school) as tx:
            self.answer_in(tx, child, guardian, said, purpose, event_id, conditions)

    def answer_in(
        self,
        tx: Session,
        child: Child,
        guardian: Guardian | None,
        said: str,
        purpose: str = PURPOSE,
        event_id: UUID | None = None,
        conditions: Sequence[str] = (),
    ) -> None:
        actor, speaker = self.actor(self.cast.office), Speaker.for_child(child.id, guardian and guardian.id)
        consent.answer(tx, actor, speaker, purpose=purpose, said=said, method="phone", event_id=event_id, conditions=conditions)

    def adult_answer(self, said: str, purpose: str = PURPOSE) -> None:
        with begin(self.school) as tx:
            speaker = Speaker.adult(self.cast.ms_okafor.id)
            consent.answer(tx, self.actor(self.cast.office), speaker, purpose=purpose, said=said, method="in_person")

    def restrict(self, child: Child) -> None:
        with begin(self.school) as tx:
            restrictions.restrict(tx, self.actor(self.cast.lead), child.id, "A court order.", None)

    def lift(self, child: Child) -> None:
        with begin(self.school) as tx:
            restrictions.lift(tx, self.actor(self.cast.lead), child.id, "The order has ended.")

    def change(self, child: Child, **fields: object) -> None:
        with begin(self.school) as tx:
            row = tx.get_one(Child, child.id)
            for field, value in fields.items():
                setattr(row, field, value)
            tx.add(row)

    def photo(
        self, who: Sequence[Child | Adult | None] | None = None, size: tuple[int, int] = (640, 480), review: bool = True
    ) -> UUID:
        """A scanned photo, its head count confirmed, with these people (None: somebody redacted)."""
        everybody = [self.cast.amira, self.cast.ben, self.cast.ms_okafor] if who is None else who
        photo = Photo(
            id=uuid4(),
            school_id=self.school,
            event_id=self.event,
            sha256=blobs().put(self.school, picture(size, next(self._shades))),
            type="image/jpeg",
            size=1,
            file_name="beans.jpg",
            width=size[0],
            height=size[1],
            has_location=False,
            uploaded_by=self.cast.teacher.id,
            uploaded_at=clock.now(),
            scan_state="scanned",
        )
        with begin(self.school) as tx:
            tx.add(photo)
            tx.flush()
            tx.add_all(self._person(photo.id, number, person) for number, person in enumerate(everybody, start=1))
        if review:
            self.review(photo.id)
        return photo.id

    def review(self, photo_id: UUID) -> None:
        with begin(self.school) as tx:
            self.review_in(tx, photo_id)

    def review_in(self, tx: Session, photo_id: UUID) -> None:
        there = media.photo(tx, self.actor(self.cast.publisher), photo_id)
        given = ReviewInput(people_version=there.people_version, head_count=len(there.people_in_photo))
        review(tx, self.actor(self.cast.publisher), photo_id, given)

    def retag(self, photo_id: UUID, to: Mapping[UUID, Child | None]) -> None:
        """Say that each of these children was another, or is redacted."""
        with begin(self.school) as tx:
            self.retag_in(tx, photo_id, to)

    def retag_in(self, tx: Session, photo_id: UUID, to: Mapping[UUID, Child | None]) -> None:
        there = media.photo(tx, self.actor(self.cast.teacher), photo_id)
        people = [
            _as_change(each, to[each.child.id]) if each.child and each.child.id in to else _unchanged(each)
            for each in there.people_in_photo
        ]
        change = PeopleChange(people_version=there.people_version, people=people)
        resolve_people(tx, self.actor(self.cast.teacher), photo_id, change)

    def new_channel(self, purpose: str, name: str = "The garden wall", **settings: object) -> ChannelRow:
        with begin(self.school) as tx:
            return channels.create(tx, self.actor(self.cast.publisher), NewChannel(name=name, purpose=purpose, **settings))

    def place(self, photo_id: UUID, channel: ChannelRow | None = None) -> PlacementRow:
        item = PlacementItem(photo_id=photo_id, caption=CAPTION, alt=ALT)
        return service.place(self.actor(self.cast.publisher), (channel or self.channel).id, item)

    def remove(self, placement: PlacementRow) -> None:
        with begin(self.school) as tx:
            service.remove(tx, self.actor(self.cast.publisher), placement.id)

    def family_page(self, client: TestClient, child: Child, guardian: Guardian) -> str:
        """The address of a family's page, signed in."""
        with begin(self.school) as tx:
            way_in = ways_in.invite(tx, self.actor(self.cast.office), Speaker.guardian(child.id, guardian.id))
        home = way_in.url.removeprefix("http://testserver")
        assert client.post(f"{home}/sign-in", data={"code": way_in.code}).status_code == 303
        return home

    def sha256_of(self, placed: PlacementRow, size: str) -> str:
        with begin(self.school) as tx, every_photo(tx):
            return queries.placement(tx, self.school, placed.id).files[size].sha256

    def fingerprint(self, placed: PlacementRow) -> object:
        with begin(self.school) as tx, every_photo(tx):
            query = text("select fingerprint from photo_fingerprints where photo_id = :photo")
            return tx.execute(query, {"photo": placed.photo_id}).scalar_one()

    def another_event(self) -> UUID:
        event = Event(
            id=uuid4(),
            school_id=self.school,
            name="Planting day",
            on_date=date(2026, 3, 20),
            place="The garden",
            created_by=self.cast.teacher.id,
            created_at=clock.now(),
        )
        with begin(self.school) as tx:
            tx.add(event)
        return event.id

    def _person(self, photo_id: UUID, number: int, who: Child | Adult | None) -> PersonInPhoto:
        resolution = "redacted" if who is None else "child" if isinstance(who, Child) else "adult"
        named = {} if who is None else {f"{resolution}_id": who.id}
        box = {"x": 0.1 * number, "y": 0.2, "w": 0.08, "h": 0.1}
        return PersonInPhoto(
            school_id=self.school, photo_id=photo_id, number=number, score=0.9, resolution=resolution, **box, **named
        )


def _unchanged(person: object) -> PersonChange:
    return PersonChange(
        id=person.id,
        resolution=person.resolution,
        child_id=person.child and person.child.id,
        adult_id=person.adult and person.adult.id,
        reason=person.reason,
    )


def _as_change(person: object, child: Child | None) -> PersonChange:
    resolution = "child" if child else "redacted"
    return PersonChange(id=person.id, resolution=resolution, child_id=child and child.id)


def picture(size: tuple[int, int], shade: int) -> bytes:
    """A JPEG of coloured stripes, so that a cover can be told from what it covers; another one for each shade."""
    image = Image.new("RGB", size)
    for x in range(0, size[0], 8):
        image.paste(((x * 7) % 256, (x * 13) % 256, (x * 29 + shade) % 256), (x, 0, x + 8, size[1]))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def path_of(address: str) -> str:
    """An address of the service without its host."""
    return address.removeprefix("http://testserver")
