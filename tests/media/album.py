"""What the media tests stand on: who acts, small pictures, and photos with people in them."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from consentsvc.events.models import Event
from consentsvc.kernel import clock, postgres
from consentsvc.kernel.access import Actor
from consentsvc.media import scanning
from consentsvc.media.faces import Face
from consentsvc.media.models import Photo
from consentsvc.media.people import resolve_people
from consentsvc.media.pictures import Scan
from consentsvc.media.schemas import PeopleChange, PersonChange, PhotoDetail
from tests.people import Person


def acting(person: Person) -> Actor:
    """This member of staff, at work."""
    return Actor(kind="staff", id=person.id, school_id=person.school_id, roles=frozenset(person.roles))


def event_at(tx: Session, school_id: UUID, name: str = "Sports day") -> Event:
    event = Event(
        school_id=school_id, name=name, on_date=clock.today(), place="The field", created_by=None, created_at=clock.now()
    )
    tx.add(event)
    tx.flush()
    return event


def picture(colour: str = "teal", size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    """A small picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def photo_at(tx: Session, event: Event, name: str = "IMG_0001.jpg") -> Photo:
    """A photo that waits for its scan. Its file is nowhere."""
    photo = Photo(
        school_id=event.school_id,
        event_id=event.id,
        sha256=sha256(name.encode()),
        type="image/jpeg",
        size=1000,
        file_name=name,
        width=640,
        height=480,
        taken_at=None,
        has_location=False,
        uploaded_by=None,
        uploaded_at=clock.now(),
    )
    tx.add(photo)
    tx.flush()
    return photo


def found(faces: int) -> Scan:
    """What a scan that found so many faces, from left to right, gives."""
    boxes = [Face(x=(number + 0.2) / faces, y=0.1, w=0.5 / faces, h=0.2, score=0.9) for number in range(faces)]
    return Scan(640, 480, b"preview", (640, 480), b"thumbnail", (400, 300), boxes)


def scanned_at(tx: Session, event: Event, faces: int, name: str = "IMG_0001.jpg") -> Photo:
    """A photo in which so many faces were found."""
    photo = photo_at(tx, event, name)
    scanning.save_scan(tx, event.school_id, photo.id, found(faces), sha256(b"preview"), sha256(b"thumbnail"))
    tx.flush()
    return photo


def said(photo: PhotoDetail) -> list[PersonChange]:
    """Everybody in the photo as they stand, ready to be said again."""
    return [
        PersonChange(
            id=person.id,
            resolution=person.resolution,
            child_id=person.child and person.child.id,
            adult_id=person.adult and person.adult.id,
            reason=person.reason,
        )
        for person in photo.people_in_photo
    ]


def resolve(tx: Session, actor: Actor, photo: PhotoDetail, people: Sequence[PersonChange]) -> PhotoDetail:
    """Say who is in the photo as it was seen."""
    change = PeopleChange(people_version=photo.people_version, people=list(people))
    return resolve_people(tx, actor, photo.id, change)


@contextmanager
def no_audit(server: postgres.Server) -> Iterator[None]:
    """No audit entry can be written as long as the block lasts."""
    service = make_url(server.service_url).username
    owner = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f'revoke insert on audit_entries from "{service}"'))
        try:
            yield
        finally:
            connection.execute(text(f'grant insert on audit_entries to "{service}"'))
    owner.dispose()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
