"""Seals: a picture that nobody can reach any more, kept as evidence; two leads, each with a reason, end it (I3).

A seal is on the bytes: it holds for every photo of the school that has them, in whichever event, and for those that come later.
What it hides, the database itself hides (see `queries.every_photo`); here is who sets it and who ends it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock, file_locks
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.facts import record
from consentsvc.kernel.schemas import Named
from consentsvc.media import queries, scanning
from consentsvc.media.facts import PhotoSealed, SealEnded
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Seal, SealRelease
from consentsvc.media.queries import SealedPhoto
from consentsvc.media.schemas import ReleaseRow, SealRow

RELEASES = 2
"""So many leads have to agree that a seal ends."""

NO_PROGRAM = "Only a person who has signed in can seal a picture or end a seal, not a program."


def seal(tx: Session, actor: Actor, photo_id: UUID, why: str) -> SealRow:
    """Hide a picture from everybody, from this transaction's commit on; nothing of it is removed (I3). Raises NotFound.

    Placing, naming, scanning and deleting hold the photo's row: whichever of them began first comes to its end before.
    """
    by = actor.person(NO_PROGRAM)
    sha256 = queries.hash_of(tx, actor.school, photo_id)
    if sha256 is None:
        raise NotFound
    file_locks.hold_alone(tx, actor.school, [sha256])
    if queries.locked_photo(tx, actor.school, photo_id) is None:
        raise NotFound
    made = Seal(school_id=actor.school, photo_id=photo_id, why=why, by=by, at=clock.now())
    with every_photo(tx):
        tx.add(made)
        queries.seal_all(tx, actor.school, sha256)
    audit.record(tx, actor, "photo:seal", photo_id, seal=made.id)
    record(tx, PhotoSealed(actor.school, made.id, photo_id))
    return _row(tx, actor, made.id)


def seals(tx: Session, actor: Actor) -> list[SealRow]:
    """The school's seals, the newest first, and who said that each may end; never a picture. Those set for a report that this reader
    may not read are missing (I4): where they hide a picture, it is as if somebody had deleted it.
    """
    with every_photo(tx):
        found = queries.seals(tx, actor.school, _reader(actor))
    audit.record(tx, actor, "seal:view", None, seals=len(found))
    return _rows(tx, actor.school, found)


def release(tx: Session, actor: Actor, seal_id: UUID, reason: str) -> SealRow:
    """Say that a seal may end. With the second lead's word it does: the picture can be reached, and its review is void (I3).

    Raises NotFound; Conflict (`seal-ended`), or (`released-already`) for whoever has said so before; NotAllowed for a program.
    """
    by = actor.person(NO_PROGRAM)
    found = _known(tx, actor, seal_id)
    file_locks.hold_alone(tx, actor.school, [found.sha256])
    said = [each.by for each, _ in queries.seal_releases(tx, actor.school, [seal_id])]
    if len(said) >= RELEASES:
        raise Conflict("This seal has ended.", slug="seal-ended")
    if by in said:
        raise Conflict("You have agreed already. Another safeguarding lead has to agree too.", slug="released-already")
    tx.add(
        SealRelease(school_id=actor.school, seal_id=seal_id, photo_id=found.seal.photo_id, reason=reason, by=by, at=clock.now())
    )
    tx.flush()
    audit.record(tx, actor, "seal:release", seal_id, photo=found.seal.photo_id)
    if len(said) + 1 == RELEASES:
        _end(tx, actor, found, by)
    return _row(tx, actor, seal_id)


def _end(tx: Session, actor: Actor, found: SealedPhoto, by: UUID) -> None:
    with every_photo(tx):
        photos = queries.unseal_all(tx, actor.school, found.sha256, by, clock.now())
    for photo in photos:
        if photo.scan_state == "waiting":
            scanning.ask(tx, photo)
    audit.record(tx, actor, "seal:end", found.seal.id, photo=found.seal.photo_id)
    record(tx, SealEnded(actor.school, found.seal.id, found.seal.photo_id))


def _known(tx: Session, actor: Actor, seal_id: UUID) -> SealedPhoto:
    with every_photo(tx):
        found = queries.seals(tx, actor.school, _reader(actor), seal_id)
    if not found:
        raise NotFound
    return found[0]


def _reader(actor: Actor) -> UUID | None:
    return actor.id if actor.kind == "staff" else None


def _row(tx: Session, actor: Actor, seal_id: UUID) -> SealRow:
    (row,) = _rows(tx, actor.school, [_known(tx, actor, seal_id)])
    return row


def _rows(tx: Session, school_id: UUID, found: Sequence[SealedPhoto]) -> list[SealRow]:
    releases: Mapping[UUID, list[ReleaseRow]] = defaultdict(list)
    for given, user in queries.seal_releases(tx, school_id, [each.seal.id for each in found]):
        releases[given.seal_id].append(ReleaseRow(by=Named(id=user.id, name=user.name), at=given.at, reason=given.reason))
    return [
        SealRow(
            id=each.seal.id,
            photo_id=each.seal.photo_id,
            why=each.seal.why,
            by=Named(id=each.by.id, name=each.by.name),
            at=each.seal.at,
            came_again=each.came_again,
            releases=releases[each.seal.id],
            has_ended=len(releases[each.seal.id]) >= RELEASES,
        )
        for each in found
    ]
