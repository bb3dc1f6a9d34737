"""A large event put straight into the database: `python -m tests.journeys.seeding SCHOOL EVENT`, in the service's environment.

Its scenes are bursts of pictures with four faces in a row, all of them a small grey picture; nobody is named yet. A class of
children takes part.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from sqlmodel import Session

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.events.models import Participant
from consentsvc.kernel import clock, database, postgres
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.settings import settings
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from consentsvc.roster.models import Child, SchoolClass
from consentsvc.schools import service as schools

SCENES, IN_A_BURST, FACES = 160, 5, 4
PHOTOS = SCENES * IN_A_BURST
FIRST = "Ada Bo Cleo Dev Ebba Finn Gus Hana Ivo Juno Kit Lena Milo Nora Otto Pia Quin Ravi Sora Taro Ugo Vera Wim Xena Yuri Zora".split()
NOON = datetime(2026, 6, 12, 12, tzinfo=clock.LOCAL)


def seed(tx: Session, school_id: UUID, event_id: UUID) -> None:
    """Everything, in one transaction."""
    look = _picture()
    sha256 = blobs().put(school_id, look)
    photos = list(_photos(school_id, event_id, len(look)))
    children = list(_children(tx, school_id))
    _add(tx, children)
    _add(tx, [Participant(school_id=school_id, event_id=event_id, child_id=each.id) for each in children])
    _add(tx, photos)
    _add(tx, [_rendition(each, kind, sha256) for each in photos for kind in ("preview", "thumbnail")])
    _add(tx, [_face(each, number) for each in photos for number in range(FACES)])


def _photos(school_id: UUID, event_id: UUID, size: int) -> Iterator[Photo]:
    rng = Random(8)
    for number in range(PHOTOS):
        scene, place = divmod(number, IN_A_BURST)
        if place == 0:
            likeness = rng.getrandbits(256)
        yield Photo(
            id=uuid4(),
            school_id=school_id,
            event_id=event_id,
            sha256=hashlib.sha256(f"{event_id} {number}".encode()).hexdigest(),
            type="image/jpeg",
            size=size,
            file_name=f"DSC_{number + 1:04}.jpg",
            width=480,
            height=360,
            taken_at=NOON + timedelta(minutes=scene, seconds=place),
            has_location=False,
            uploaded_by=None,
            uploaded_at=clock.now(),
            scan_state="scanned",
            likeness=f"{likeness ^ ((1 << 9 * place) - 1):064x}",
        )


def _children(tx: Session, school_id: UUID) -> Iterator[Child]:
    otters = SchoolClass(school_id=school_id, name="Otters")
    tx.add(otters)
    tx.flush()
    for first in FIRST:
        yield Child(
            id=uuid4(),
            school_id=school_id,
            ref=f"otter-{first}",
            first_name=first,
            last_name="Winterbourne",
            born_on=date(2017, 3, 1),
            class_id=otters.id,
            created_at=clock.now(),
        )


def _rendition(photo: Photo, kind: str, sha256: str) -> Rendition:
    return Rendition(school_id=photo.school_id, photo_id=photo.id, kind=kind, sha256=sha256, width=480, height=360)


def _face(photo: Photo, number: int) -> PersonInPhoto:
    """From left to right, a little further to the right in each scene."""
    x = 0.1 + 0.2 * number
    return PersonInPhoto(
        school_id=photo.school_id, photo_id=photo.id, number=number + 1, x=x, y=0.3, w=0.1, h=0.18, score=0.9, resolution="open"
    )


def _picture() -> bytes:
    picture = Image.new("RGB", (480, 360), (206, 214, 216))
    draw = ImageDraw.Draw(picture)
    for number in range(FACES):
        left = 480 * (0.1 + 0.2 * number)
        draw.ellipse((left, 108, left + 48, 173), fill=(148, 110, 90))
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def _add(tx: Session, rows: list[Child] | list[Participant] | list[Photo] | list[Rendition] | list[PersonInPhoto]) -> None:
    tx.add_all(rows)
    tx.flush()


if __name__ == "__main__":
    with postgres.running(settings().folder / "postgres") as server:
        os.environ["CONSENTSVC_DATABASE_URL"] = server.service_url
        os.environ["CONSENTSVC_DATABASE_OWNER_URL"] = server.owner_url
        settings.cache_clear()
        with database.begin() as own:
            school = schools.by_slug(own, sys.argv[1]).id
            database.act_for(own, school)
            seed(own, school, UUID(sys.argv[2]))
        database.engine().dispose()
