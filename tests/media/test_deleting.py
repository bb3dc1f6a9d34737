"""Deleting a picture (W3): gone at once, its files soon after, what rests on it stays."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.kernel import clock, postgres
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import deleting, jobs, seals
from consentsvc.media.facts import PhotoDeleted
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import PersonInPhoto, Photo, Review
from tests.conftest import REPOSITORY
from tests.media.album import acting, event_at, photo_at, picture, scanned_at, sha256
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("W3")


@pytest.fixture
def publisher(people: Cast) -> Actor:
    return acting(people.publisher)


def by(tx: Session, photo: Photo, person: Person) -> Photo:
    """The same photo, uploaded by this person."""
    photo.uploaded_by = person.id
    tx.add(photo)
    tx.flush()
    return photo


def outcomes(tx: Session, actor: Actor, ids: Sequence[UUID]) -> list[str]:
    return [item.outcome for item in deleting.delete_many(tx, actor, ids)]


def stored(school_id: UUID, *files: bytes) -> list[bool]:
    return [blobs().exists(school_id, sha256(file)) for file in files]


def with_files(tx: Session, event: Event, name: str = "IMG_0001.jpg") -> Photo:
    """A scanned photo whose original, preview and thumbnail lie in the store."""
    for data in (name.encode(), b"preview", b"thumbnail"):
        blobs().put(event.school_id, data)
    return scanned_at(tx, event, faces=1, name=name)


def test_who_reviews_may_delete_any_and_hears_of_each(tx: Session, sports_day: Event, publisher: Actor) -> None:
    one, two = photo_at(tx, sports_day), photo_at(tx, sports_day, "IMG_0002.jpg")
    assert outcomes(tx, publisher, [one.id, uuid4(), two.id]) == ["deleted", "not_found", "deleted"]
    assert outcomes(tx, publisher, [one.id]) == ["not_found"]


def test_staff_may_delete_what_they_uploaded_and_nobody_reviewed(tx: Session, sports_day: Event, people: Cast) -> None:
    own, reviewed = (by(tx, scanned_at(tx, sports_day, 0, name), people.teacher) for name in ("1.jpg", "2.jpg"))
    others = by(tx, photo_at(tx, sports_day, "3.jpg"), people.publisher)
    count = {"people_version": 1, "head_count": 0, "by": people.publisher.id, "at": clock.now()}
    tx.add(Review(school_id=reviewed.school_id, photo_id=reviewed.id, **count))
    tx.flush()
    ids = [own.id, reviewed.id, others.id]
    assert outcomes(tx, acting(people.teacher), ids) == ["deleted", "not_allowed", "not_allowed"]


def test_the_route_says_why_not(people: Cast, tx: Session, sports_day: Event, client_for: Callable[[Person], TestClient]) -> None:
    photo = by(tx, photo_at(tx, sports_day), people.publisher)
    assert client_for(people.teacher).delete(f"/api/photos/{photo.id}").status_code == 403
    assert client_for(people.publisher).delete(f"/api/photos/{photo.id}").status_code == 204
    assert client_for(people.publisher).delete(f"/api/photos/{photo.id}").status_code == 404


def test_what_rests_on_it_stays_without_its_name(tx: Session, sports_day: Event, publisher: Actor) -> None:
    photo = scanned_at(tx, sports_day, faces=2)
    deleting.delete(tx, publisher, photo.id)
    assert tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo.id)).all() == []
    with every_photo(tx):
        row = tx.exec(select(Photo).where(Photo.id == photo.id)).one()
        assert (row.file_name, row.likeness, row.deleted_by) == ("", None, publisher.id)
        assert len(tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo.id)).all()) == 2
    tx.commit()
    last = tx.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    assert last is not None
    assert (last.verb, last.thing_id) == ("photo:delete", photo.id)


@pytest.mark.promise("I3")
def test_a_sealed_picture_cannot_be_deleted(tx: Session, sports_day: Event, people: Cast) -> None:
    photo = with_files(tx, sports_day)
    lead = acting(people.lead)
    seals.seal(tx, lead, photo.id, "It was reported.")
    assert outcomes(tx, lead, [photo.id]) == ["not_found"]
    jobs.remove_files(PhotoDeleted(photo.school_id, photo.id))
    assert stored(photo.school_id, b"IMG_0001.jpg", b"preview", b"thumbnail") == [True, True, True]


def test_its_files_go_but_for_those_that_another_photo_needs(tx: Session, sports_day: Event, publisher: Actor) -> None:
    photo, other = with_files(tx, sports_day), with_files(tx, event_at(tx, sports_day.school_id, "Fair"), "IMG_0002.jpg")
    deleting.delete(tx, publisher, photo.id)
    for _ in range(2):  # a job may run twice
        jobs.remove_files(PhotoDeleted(photo.school_id, photo.id))
    names = (b"IMG_0001.jpg", b"IMG_0002.jpg", b"preview", b"thumbnail")
    assert stored(photo.school_id, *names) == [False, True, True, True]
    deleting.delete(tx, publisher, other.id)
    jobs.remove_files(PhotoDeleted(other.school_id, other.id))
    assert stored(photo.school_id, *names) == [False, False, False, False]


@pytest.mark.promise("I3")
def test_its_files_stay_where_a_seal_holds_the_same_bytes(tx: Session, sports_day: Event, people: Cast) -> None:
    photo, twin = with_files(tx, sports_day), with_files(tx, event_at(tx, sports_day.school_id, "Fair"))
    lead = acting(people.lead)
    deleting.delete(tx, lead, photo.id)
    seals.seal(tx, lead, twin.id, "It was reported.")
    jobs.remove_files(PhotoDeleted(photo.school_id, photo.id))
    assert stored(photo.school_id, b"IMG_0001.jpg") == [True]


def test_the_same_bytes_uploaded_again_are_a_new_photo(
    people: Cast, tx: Session, sports_day: Event, client_for: Callable[[Person], TestClient]
) -> None:
    client, data = client_for(people.publisher), picture()
    address = f"/api/photos/{sha256(data)}?event_id={sports_day.id}"
    first = client.put(address, content=data).json()["id"]
    client.delete(f"/api/photos/{first}")
    again = client.put(address, content=data)
    assert again.status_code == 201
    jobs.remove_files(PhotoDeleted(people.oakfield.id, UUID(first)))
    assert client.get(f"/api/photos/{again.json()['id']}/original").content == data


def test_a_scan_that_comes_too_late_leaves_no_file(tx: Session, sports_day: Event, publisher: Actor) -> None:
    from tests.media.album import found

    photo = photo_at(tx, sports_day)
    deleting.delete(tx, publisher, photo.id)
    fact = jobs.PhotoUploaded(school_id=photo.school_id, photo_id=photo.id)
    jobs._save(fact, found(1))
    assert stored(photo.school_id, b"preview", b"thumbnail") == [False, False]


DELETE_AND_DIE = """
import os, signal
from uuid import UUID
import consentsvc.tables
from consentsvc.kernel.blobs import blobs
from consentsvc.media import jobs
from consentsvc.media.facts import PhotoDeleted
remove, left = blobs().delete, [1]
class Dying:
    def __getattr__(self, name): return getattr(blobs_before, name)
    def delete(self, school, sha256):
        if not left: os.kill(os.getpid(), signal.SIGKILL)
        left.pop(); remove(school, sha256)
blobs_before = blobs()
from consentsvc.media import deleting
deleting.blobs = Dying
jobs.remove_files(PhotoDeleted(UUID("{school}"), UUID("{photo}")))
"""


@pytest.mark.promise("S3")
def test_a_worker_killed_in_the_middle_leaves_nothing_undone(
    committed: postgres.Server, committed_people: Cast, folder: Path
) -> None:
    cast = committed_people
    with begin(cast.oakfield.id) as tx:
        photo = with_files(tx, event_at(tx, cast.oakfield.id))
        deleting.delete(tx, acting(cast.publisher), photo.id)
    script = DELETE_AND_DIE.format(school=photo.school_id, photo=photo.id)
    environment = {**os.environ, "CONSENTSVC_FOLDER": str(folder)}
    died = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, env=environment, check=False)
    assert died.returncode == -signal.SIGKILL
    names = (b"IMG_0001.jpg", b"preview", b"thumbnail")
    assert sorted(stored(photo.school_id, *names)) == [False, True, True]
    jobs.remove_files(PhotoDeleted(photo.school_id, photo.id))  # as the queue does with a job that was in hand
    assert stored(photo.school_id, *names) == [False, False, False]
