"""Uploads, who is in each picture, and the head count. A photo enters in quarantine and nothing here lets it out (W1)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.blobs import Incoming
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Invalid, NotAllowed, NotAPicture, NotFound, Refused, TooLarge, Unavailable
from consentsvc.kernel.facts import record
from consentsvc.kernel.settings import settings
from consentsvc.media import pictures, queries, rules
from consentsvc.media.facts import PhotoUploaded, ScanAskedAgain
from consentsvc.media.models import PersonInPhoto, Photo, Rendition, Review
from consentsvc.media.queries import Counted, SeenPerson
from consentsvc.media.sandbox import Crashed, Sandbox, SandboxFailure, TimedOut
from consentsvc.media.schemas import (
    Box,
    EventCounts,
    Named,
    PeopleChange,
    PersonChange,
    PersonRow,
    PhotoDetail,
    PhotoList,
    PhotoRow,
    PhotoState,
    ReviewInput,
    ReviewRow,
)

LONGEST_FILE_NAME = 200
CAMERA_YEARS = range(1840, 2200)


@cache
def sandbox() -> Sandbox:
    """This process's limited processes for opening pictures."""
    return Sandbox(settings().picture_processes)


# Uploading.


def hashes_here(tx: Session, actor: Actor, event_id: UUID, hashes: Collection[str]) -> list[str]:
    """Which of these pictures the event has already. Raises NotFound for an unknown event."""
    _known_event(tx, actor.school, event_id)
    return list(queries.hashes_here(tx, actor.school, event_id, hashes))


def uploaded_before(actor: Actor, event_id: UUID, sha256: str) -> PhotoDetail | None:
    """The event's photo with this hash, before any byte of it is read. Raises NotFound for an unknown event."""
    with begin(actor.school) as tx:
        _known_event(tx, actor.school, event_id)
        found = queries.photo_of_hash(tx, actor.school, event_id, sha256)
        return _for_uploader(tx, actor, found.id) if found else None


def upload(actor: Actor, incoming: Incoming, event_id: UUID, sha256: str, file_name: str) -> tuple[PhotoDetail, bool]:
    """Keep a picture in quarantine (W1) and have it scanned. Gives it, and whether it was new.

    The file is checked in a limited process (U1) and is on disk before its row commits; of a refused one nothing is kept.
    Raises NotAPicture or TooLarge with the sentence that helps, WrongHash, Unavailable, and what the store raises.
    """
    facts = _probed(incoming.path())
    blob = incoming.keep(actor.school, sha256)
    new = Photo(
        id=uuid4(),
        school_id=actor.school,
        event_id=event_id,
        sha256=blob.sha256,
        size=blob.size,
        type=facts.type,
        file_name=_plain_name(file_name),
        width=facts.width,
        height=facts.height,
        taken_at=_taken_at(facts),
        has_location=facts.has_location,
        uploaded_by=actor.id,
        uploaded_at=clock.now(),
    )
    with begin(actor.school) as tx:
        return _added(tx, actor, new)


def _added(tx: Session, actor: Actor, new: Photo) -> tuple[PhotoDetail, bool]:
    if queries.insert_photo(tx, new):
        audit.record(tx, actor, "photo:upload", new.id, event_id=new.event_id)
        record(tx, PhotoUploaded(school_id=actor.school, photo_id=new.id))
        return _for_uploader(tx, actor, new.id), True
    found = queries.photo_of_hash(tx, actor.school, new.event_id, new.sha256)
    if found is None:
        raise NotFound
    return _for_uploader(tx, actor, found.id), False


def _for_uploader(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Who may upload and not look (V3) hears nothing of what others did with the picture."""
    detail = _detail(tx, actor.school, photo_id)
    if actor.can(Permission.PHOTO_VIEW):
        return detail
    hidden = {
        "file_name": "",
        "people": 0,
        "open": 0,
        "reviewed": False,
        "people_version": 1,
        "people_in_photo": [],
        "review": None,
    }
    return detail.model_copy(update=hidden)


def _probed(path: Path) -> pictures.Facts:
    try:
        return sandbox().run(pictures.probe, path)
    except pictures.Refused as refused:
        kind = TooLarge if refused.code in ("too-large", "too-many-pixels") else NotAPicture
        raise kind(refused.sentence, slug=refused.code) from refused
    except (TimedOut, Crashed) as failure:
        raise NotAPicture(pictures.REFUSALS["too-complex"], slug="too-complex") from failure
    except SandboxFailure as failure:
        raise Unavailable("Too many pictures come in at once. Try again in a minute.", retry_after=60) from failure


def _taken_at(facts: pictures.Facts) -> datetime | None:
    """The camera's clock, read as the school's. A year that no camera saw says nothing, and few programs can hold it."""
    at = facts.taken_at
    return at.replace(tzinfo=clock.LOCAL) if at and at.year in CAMERA_YEARS else None


def _plain_name(file_name: str) -> str:
    """The name as text, never a path."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in name if char.isprintable()).strip()[-LONGEST_FILE_NAME:] or "picture"


# Looking.


def photos(tx: Session, actor: Actor, event_id: UUID, state: PhotoState | None) -> PhotoList:
    """An event's photos, in the order they were taken. Raises NotFound for an unknown event."""
    _known_event(tx, actor.school, event_id)
    rows = [PhotoRow(**_fields(each)) for each in queries.photos(tx, actor.school, event_id, state)]
    return PhotoList(items=rows, total=len(rows))


def photo(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """One photo with everybody in it. Raises NotFound."""
    return _detail(tx, actor.school, photo_id)


def photo_ids_of(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    """Every photo of an event. Raises NotFound for an unknown event."""
    _known_event(tx, school_id, event_id)
    return queries.photo_ids_of_event(tx, school_id, event_id)


def counts(tx: Session, actor: Actor) -> list[EventCounts]:
    """How far each event's photos are; events without any are left out."""
    return [EventCounts.model_validate(row, from_attributes=True) for row in queries.counts_by_event(tx, actor.school)]


def view_original(actor: Actor, photo_id: UUID) -> Photo:
    """Note that somebody looks at the original (A2), committed before a byte of it is read. Raises NotFound."""
    with begin(actor.school) as tx:
        photo = _known(tx, actor.school, photo_id)
        audit.record(tx, actor, "photo:view", photo.id, form="original")
        return photo


def view_rendition(actor: Actor, photo_id: UUID, kind: str) -> Rendition:
    """Note that somebody looks at a picture before clearance (A2), committed before a byte of it is read.

    Raises NotFound, Conflict (`not-scanned`) while there is none.
    """
    with begin(actor.school) as tx:
        _known(tx, actor.school, photo_id)
        rendition = queries.rendition(tx, actor.school, photo_id, kind)
        if rendition is None:
            raise _not_scanned()
        audit.record(tx, actor, "photo:view", photo_id, form=kind)
        return rendition


# Who is in it.


def resolve_people(tx: Session, actor: Actor, photo_id: UUID, change: PeopleChange) -> PhotoDetail:
    """Say who everybody in the picture is (W2). A found face can't be left out; a mark that is left out is removed.

    Saying what stands already changes nothing, so that a review and what rests on it stay. Raises NotFound, Invalid for what
    can't be, Conflict (`people-changed`) when somebody else changed them since `people_version`, or (`not-scanned`).
    """
    photo = _scanned(tx, actor.school, photo_id, change.people_version)
    before = {seen.person.id: seen.person for seen in queries.people(tx, actor.school, photo_id)}
    wrong = rules.wrong_in(change.people, _known_in(tx, actor.school, change.people, before))
    if wrong:
        raise Invalid("Some of the people in the picture can't be as you said; see the fields.", fields=wrong)
    changed = [*_changed(tx, actor, before, change.people), *_marked(tx, actor, photo, before, change.people)]
    if changed:
        photo.people_version += 1
        tx.add(photo)
        tx.flush()
    audit.record(tx, actor, "photo:resolve", photo.id, people_version=photo.people_version, changed=changed)
    return _detail(tx, actor.school, photo_id)


def review(tx: Session, actor: Actor, photo_id: UUID, given: ReviewInput) -> PhotoDetail:
    """Confirm, by name, how many people are in the picture as it stands (W2).

    Raises Refused (`not-accounted-for`) while somebody is open or named twice, or the count differs; NotFound, and Conflict
    as resolve_people does.
    """
    photo = _scanned(tx, actor.school, photo_id, given.people_version)
    people = [_person_row(seen) for seen in queries.people(tx, actor.school, photo_id)]
    reasons = rules.unaccounted(photo.id, people, given.head_count)
    if reasons:
        raise Refused("Not everybody in this picture is accounted for yet.", slug="not-accounted-for", reasons=reasons)
    if actor.id is None:
        raise NotAllowed("Only a person, by name, can confirm how many people are in a picture.")
    tx.add(
        Review(
            school_id=actor.school,
            photo_id=photo.id,
            people_version=photo.people_version,
            head_count=given.head_count,
            by=actor.id,
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "photo:review", photo.id, head_count=given.head_count, people_version=photo.people_version)
    return _detail(tx, actor.school, photo_id)


def _known_in(tx: Session, school_id: UUID, people: Sequence[PersonChange], before: Mapping[UUID, PersonInPhoto]) -> rules.Known:
    return rules.Known(
        people=before.keys(),
        children=queries.known_children(tx, school_id, {each.child_id for each in people if each.child_id}),
        adults=queries.known_adults(tx, school_id, {each.adult_id for each in people if each.adult_id}),
    )


def _changed(
    tx: Session, actor: Actor, before: Mapping[UUID, PersonInPhoto], people: Sequence[PersonChange]
) -> Iterator[dict[str, Any]]:
    """Change those who were in the picture; gives what changed, for the audit."""
    changes = {each.id: each for each in people}
    for person in before.values():
        is_mark, change = person.score is None, changes.get(person.id)
        if change is None and is_mark:
            tx.delete(person)
            yield {"person": str(person.id), "resolution": "removed", "who": None}
        elif _becomes(person, _said(change or PersonChange(resolution="open"), with_box=is_mark), actor):
            tx.add(person)
            yield _noted(person)


def _marked(
    tx: Session, actor: Actor, photo: Photo, before: Mapping[UUID, PersonInPhoto], people: Sequence[PersonChange]
) -> Iterator[dict[str, Any]]:
    """Add those whom somebody marked, numbered after all who were there; gives them for the audit."""
    last = max((person.number for person in before.values()), default=0)
    for number, mark in enumerate((each for each in people if each.id is None), start=last + 1):
        person = PersonInPhoto(school_id=photo.school_id, photo_id=photo.id, number=number, **_said(mark, with_box=True))
        person.resolved_by, person.resolved_at = actor.id, clock.now()
        tx.add(person)
        yield _noted(person)


def _said(change: PersonChange, *, with_box: bool) -> dict[str, Any]:
    """The columns that somebody's word decides."""
    said = {**change.model_dump(include={"resolution", "child_id", "adult_id"}), "reason": change.reason or None}
    return said | change.box.model_dump() if change.box and with_box else said


def _becomes(person: PersonInPhoto, said: Mapping[str, Any], actor: Actor) -> bool:
    """Make it so, by this actor; whether that was a change."""
    if all(getattr(person, column) == value for column, value in said.items()):
        return False
    person.sqlmodel_update({**said, "resolved_by": actor.id, "resolved_at": clock.now()})
    return True


def _noted(person: PersonInPhoto) -> dict[str, Any]:
    who = person.child_id or person.adult_id
    return {"person": str(person.id), "resolution": person.resolution, "who": str(who) if who else None}


# Scanning.


def scan_again(tx: Session, actor: Actor, photo_id: UUID) -> PhotoDetail:
    """Have a photo whose scan failed, or never came to an end, scanned once more. Raises NotFound, Conflict once it is scanned."""
    photo = queries.locked_photo(tx, actor.school, photo_id)
    if photo is None:
        raise NotFound
    if photo.scan_state == "scanned":
        raise Conflict("This picture was searched for faces already.", slug="already-scanned")
    photo.scan_state, photo.scan_problem = "waiting", None
    tx.add(photo)
    tx.flush()
    audit.record(tx, actor, "photo:scan", photo.id)
    record(tx, ScanAskedAgain(school_id=actor.school, photo_id=photo.id))
    return _detail(tx, actor.school, photo_id)


def waiting_photo(tx: Session, school_id: UUID, photo_id: UUID) -> Photo | None:
    """The photo, if it still waits for its scan."""
    photo = queries.photo(tx, school_id, photo_id)
    return photo if photo and photo.scan_state == "waiting" else None


def save_scan(tx: Session, school_id: UUID, photo_id: UUID, scan: pictures.Scan, preview: str, thumbnail: str) -> None:
    """Keep what the scan found: the two renditions (by hash), and a person for each face. Once scanned, it stays as it is."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None or photo.scan_state == "scanned":
        return
    for kind, sha256, size in (("preview", preview, scan.preview_size), ("thumbnail", thumbnail, scan.thumbnail_size)):
        tx.add(Rendition(school_id=school_id, photo_id=photo_id, kind=kind, sha256=sha256, width=size[0], height=size[1]))
    for number, face in enumerate(sorted(scan.faces, key=lambda face: (face.x, face.y)), start=1):
        tx.add(PersonInPhoto(school_id=school_id, photo_id=photo_id, number=number, **asdict(face)))
    photo.scan_state, photo.scan_problem = "scanned", None
    tx.add(photo)


def save_failed_scan(tx: Session, school_id: UUID, photo_id: UUID, sentence: str) -> None:
    """Say on the photo why it could not be scanned; it stays in quarantine, and waits for a person (U4)."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is not None and photo.scan_state == "waiting":
        photo.scan_state, photo.scan_problem = "failed", sentence
        tx.add(photo)


# What all of them use.


def _known_event(tx: Session, school_id: UUID, event_id: UUID) -> None:
    if not queries.event_exists(tx, school_id, event_id):
        raise NotFound


def _known(tx: Session, school_id: UUID, photo_id: UUID) -> Photo:
    photo = queries.photo(tx, school_id, photo_id)
    if photo is None:
        raise NotFound
    return photo


def _scanned(tx: Session, school_id: UUID, photo_id: UUID, people_version: int) -> Photo:
    """The photo, held for this transaction, if it is scanned and nobody changed its people since that version."""
    photo = queries.locked_photo(tx, school_id, photo_id)
    if photo is None:
        raise NotFound
    if photo.scan_state != "scanned":
        raise _not_scanned()
    if photo.people_version != people_version:
        raise Conflict("Somebody changed who is in this picture. Load it again, then go on.", slug="people-changed")
    return photo


def _not_scanned() -> Conflict:
    return Conflict("This picture has not been searched for faces, so there is nothing to see or name yet.", slug="not-scanned")


def _detail(tx: Session, school_id: UUID, photo_id: UUID) -> PhotoDetail:
    # The version is read before the people: whoever changes them meanwhile makes it an old one, never one too new.
    counted = queries.counted(tx, school_id, photo_id)
    if counted is None:
        raise NotFound
    return PhotoDetail(
        **_fields(counted),
        people_in_photo=[_person_row(seen) for seen in queries.people(tx, school_id, photo_id)],
        review=_review_row(tx, counted.photo),
    )


def _fields(counted: Counted) -> dict[str, Any]:
    return {
        **counted.photo.model_dump(include=set(PhotoRow.model_fields)),
        "people": counted.people,
        "open": counted.open,
        "reviewed": counted.reviewed,
    }


def _review_row(tx: Session, photo: Photo) -> ReviewRow | None:
    found = queries.last_review(tx, photo.school_id, photo.id, photo.people_version)
    if found is None:
        return None
    review, user = found
    return ReviewRow(head_count=review.head_count, by=Named(id=user.id, name=user.name), at=review.at)


def _person_row(seen: SeenPerson) -> PersonRow:
    person = seen.person
    return PersonRow(
        **person.model_dump(include={"id", "number", "score", "resolution", "reason"}),
        box=Box(x=person.x, y=person.y, w=person.w, h=person.h),
        child=Named(id=seen.child.id, name=seen.child.name) if seen.child else None,
        adult=Named(id=seen.adult.id, name=seen.adult.name) if seen.adult else None,
    )
