"""200 photos, and the worker killed in the middle of their scans: in the end each is scanned, once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlmodel import col, func, select

from consentsvc.demo.scenes import draw
from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.facts import record_all
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from tests.forked import Program, program
from tests.media.album import event_at
from tests.people import Cast

PHOTOS = 200
FACES = 2
KILLED_AT = (80,)  # so many are scanned
WITHIN = 300.0  # seconds; far less on a machine that does nothing else
WORKER = "from consentsvc import worker; worker.run(stalled_after=2)"


@pytest.mark.promise("S3")
def test_200_of_200_are_scanned_each_once(committed_people: Cast) -> None:
    school_id = committed_people.oakfield.id
    with begin(school_id) as tx:
        event = event_at(tx, school_id)
    _upload(event)

    for most in (*KILLED_AT, PHOTOS):
        with _working() as worker:
            _wait_for(school_id, most, worker)
            worker.kill()

    with begin(school_id) as tx:
        assert set(tx.exec(select(Photo.scan_state))) == {"scanned"}
        people = tx.exec(select(PersonInPhoto.photo_id, func.count()).group_by(col(PersonInPhoto.photo_id))).all()
        assert {count for _, count in people} == {FACES}
        assert len(people) == PHOTOS
        assert tx.exec(select(func.count()).select_from(Rendition)).one() == 2 * PHOTOS


def _upload(event: Event) -> None:
    """So many photos, each with bytes of its own, and what asks for their scans."""
    scene = draw(seed=6, people=FACES, width=128, height=96).jpeg
    photos = [_photo(event, _commented(scene, number), number) for number in range(PHOTOS)]
    with begin(event.school_id) as tx:
        tx.add_all(photos)
        tx.flush()
        record_all(tx, [PhotoUploaded(school_id=event.school_id, photo_id=photo.id) for photo in photos])


def _commented(jpeg: bytes, number: int) -> bytes:
    comment = str(number).encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


def _photo(event: Event, data: bytes, number: int) -> Photo:
    return Photo(
        school_id=event.school_id, event_id=event.id, sha256=blobs().put(event.school_id, data), type="image/jpeg",
        size=len(data), file_name=f"IMG_{number}.jpg", width=128, height=96, taken_at=None, has_location=True,
        uploaded_by=None, uploaded_at=clock.now(),
    )  # fmt: skip


def _wait_for(school_id: UUID, most: int, worker: Program) -> None:
    begun = time.monotonic()
    while _scanned(school_id) < most:
        assert worker.poll() is None
        assert time.monotonic() - begun < WITHIN
        time.sleep(0.2)


def _scanned(school_id: UUID) -> int:
    with begin(school_id) as tx:
        return tx.exec(select(func.count()).select_from(Photo).where(Photo.scan_state == "scanned")).one()


@contextmanager
def _working() -> Iterator[Program]:
    # The database's address and the folder stand in the environment (committed, folder).
    with program(WORKER) as process:
        yield process
        process.kill()
