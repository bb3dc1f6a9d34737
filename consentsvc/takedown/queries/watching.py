"""What showed and what shows, what is left to do about it, and whose time is over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.database import among
from consentsvc.media.framing import Box, crop_of
from consentsvc.publishing.models import Copy, Placement
from consentsvc.takedown.models import CameDown, Case, Task, Watched

_STATE = """
    facts.fingerprint || array[
        placement.people_version, (placement.removed_at is not null)::int, photo.sealed::int, (photo.deleted_at is not null)::int,
        (channel.releasing = 'always')::int, coalesce(channel.review_days, 0), placement.reviewed_on - date '2000-01-01',
        hashtextextended(coalesce(placement.released_by::text, ''), 0), hashtextextended(coalesce(placement.placed_by::text, ''), 0),
        placement.by_program::int
    ]::bigint[]
"""
# What was removed or deleted for good, and was seen so, never shows again: it is left alone.
_CHANGED = f"""
with now as materialized (
    select placement.id, {_STATE} as state, placement.removed_at is not null or photo.deleted_at is not null as is_over
    from placements placement
    join channels channel on channel.school_id = :school and channel.id = placement.channel_id
    join photos photo on photo.school_id = :school and photo.id = placement.photo_id
    join photo_fingerprints facts on facts.school_id = :school and facts.photo_id = placement.photo_id
    where placement.school_id = :school and placement.id = any(:ids)
)
select now.id, watched.shows, now.state from now
left join watched_placements watched on watched.school_id = :school and watched.placement_id = now.id
where watched.id is null
    or ((watched.shows or not now.is_over) and (watched.fingerprint <> now.state or watched.holds_until <= :today))
"""  # noqa: S608
_WITHOUT_TASK = """
select copy.id, copy.placement_id, copy.kind, cardinality(copy.addresses) > 0, channel.kind,
    case when placement.by_program then null else placement.placed_by end, down.case_id
from copies copy
join watched_placements watched on watched.school_id = :school and watched.placement_id = copy.placement_id and not watched.shows
join placements placement on placement.school_id = :school and placement.id = copy.placement_id
join channels channel on channel.school_id = :school and channel.id = placement.channel_id
left join came_down down on down.school_id = :school and down.placement_id = copy.placement_id and down.shown_again_at is null
where copy.school_id = :school and copy.state in ('making', 'there')
    and (cast(:photos as uuid[]) is null or placement.photo_id = any(cast(:photos as uuid[])))
    and not exists (select from takedown_tasks task
        where task.school_id = :school and task.copy_id = copy.id and task.case_id = down.case_id)
order by copy.made_at, copy.id
"""
_NOES = """
with shown as (
    select placement.id as placement_id, placement.photo_id, photo.event_id, person.child_id, person.adult_id,
        case when photo.kind = 'video' then array[channel.purpose, 'video'] else array[channel.purpose] end as purposes,
        array[person.x, person.y, person.w, person.h] as box, array[photo.crop_x, photo.crop_y, photo.crop_w, photo.crop_h] as crop
    from placements placement
    join channels channel on channel.school_id = :school and channel.id = placement.channel_id
    join photos photo on photo.school_id = :school and photo.id = placement.photo_id
    join people_in_photos person on person.school_id = :school and person.photo_id = placement.photo_id
        and num_nonnulls(person.child_id, person.adult_id) = 1
    where placement.school_id = :school and placement.id = any(:placements)
)
select shown.placement_id, shown.box, shown.crop, said.key, said.child_id, said.guardian_id, said.adult_id
from shown cross join lateral (
    select 'refusal ' || no.id as key, no.at, no.child_id, no.guardian_id, null::uuid as adult_id from photo_refusals no
    where no.school_id = :school and no.photo_id = shown.photo_id and no.child_id = shown.child_id and no.said = 'refused'
        and not exists (select from photo_refusals later where later.school_id = :school and later.photo_id = no.photo_id
            and later.child_id = no.child_id and later.guardian_id is not distinct from no.guardian_id and later.seq > no.seq)
    union all
    select 'objection ' || no.objection_id, no.at, no.child_id, no.guardian_id, null from objections no
    where no.school_id = :school and no.child_id = shown.child_id and no.purpose = any(shown.purposes) and no.act = 'raised'
        and not exists (select from objections later where later.school_id = :school and later.objection_id = no.objection_id
            and later.act in ('overruled', 'taken_back'))
    union all
    select concat_ws(' ', 'receipt', no.receipt_id, no.child_id, no.guardian_id, no.adult_id), no.answered_at,
        no.child_id, no.guardian_id, no.adult_id from answers no
    where no.school_id = :school and (no.child_id = shown.child_id or no.adult_id = shown.adult_id) and no.said <> 'given'
        and no.purpose = any(shown.purposes) and (no.event_id is null or no.event_id = shown.event_id)
        and not exists (select from answers later where later.school_id = :school and later.said = 'given' and later.seq > no.seq
            and (later.child_id = no.child_id or later.adult_id = no.adult_id)
            and later.guardian_id is not distinct from no.guardian_id and later.purpose = no.purpose
            and (later.event_id = shown.event_id or (later.event_id is null and no.event_id is null)))
) said
order by said.at, said.key
"""


class Changed(NamedTuple):
    """A placement to be looked at. showed: what was last seen; None: nobody has looked yet."""

    placement_id: UUID
    showed: bool | None
    state: list[int]


class Uncovered(NamedTuple):
    """A copy of what doesn't show, without a task. case_id: in which its placement came down, where it did in one."""

    copy_id: UUID
    placement_id: UUID
    kind: str
    has_addresses: bool
    channel_kind: str
    placed_by: UUID | None
    case_id: UUID | None


class No(NamedTuple):
    """A no that stands, said for somebody in a placed picture: where they are in it, and which part of it goes out."""

    placement_id: UUID
    box: Box
    crop: Box | None
    key: str
    child_id: UUID | None
    guardian_id: UUID | None
    adult_id: UUID | None


def hold_watch(tx: Session, school_id: UUID) -> None:
    """One look at a time at each school, until the transaction ends."""
    tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:school, 9))"), {"school": str(school_id)})


def placements_after(
    tx: Session, school_id: UUID, photo_ids: Collection[UUID] | None, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """The next placements, of these photos or all, by id; among `every_photo`."""
    query = select(Placement.id).where(Placement.school_id == school_id).order_by(col(Placement.id)).limit(limit)
    if photo_ids is not None:
        query = query.where(among(Placement.photo_id, photo_ids))
    return tx.exec(query.where(col(Placement.id) > after) if after else query).all()


def changed(tx: Session, school_id: UUID, placement_ids: Collection[UUID], today: date) -> Sequence[Changed]:
    """Those of these placements that may have ended or may show again since they were last seen; among `every_photo`."""
    found = tx.execute(text(_CHANGED), {"school": school_id, "ids": list(placement_ids), "today": today})
    return [Changed(*row) for row in found]


def remember(tx: Session, school_id: UUID, seen: Sequence[tuple[UUID, bool, list[int], date]], now: datetime) -> None:
    """Keep what was seen of placements: whether each shows, its state, and until when time alone can't change it."""
    same = {"school_id": school_id, "seen_at": now}
    rows = [
        {"id": uuid4(), **same, "placement_id": id_, "shows": shows, "fingerprint": state, "holds_until": until}
        for id_, shows, state, until in seen
    ]
    insertion = insert(Watched)
    kept = {name: insertion.excluded[name] for name in ("shows", "fingerprint", "holds_until", "seen_at")}
    tx.connection().execute(insertion.on_conflict_do_update(index_elements=["school_id", "placement_id"], set_=kept), rows)


def noes(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> Sequence[No]:
    """Every no that stands of those who speak for people in these placements, for what each is for; the first said first."""
    found = tx.execute(text(_NOES), {"school": school_id, "placements": list(placement_ids)})
    return [No(id_, Box(*box), crop_of(*crop), *said) for id_, box, crop, *said in found]


def open_case(tx: Session, school_id: UUID, key: str, speaker: Speaker | None, now: datetime) -> UUID:
    """The case with this key, opened where there is none."""
    who = speaker or Speaker()
    new = {"child_id": who.child_id, "guardian_id": who.guardian_id, "adult_id": who.adult_id}
    tx.connection().execute(
        insert(Case).on_conflict_do_nothing(), {"id": uuid4(), "school_id": school_id, "key": key, "opened_at": now, **new}
    )
    return tx.exec(select(Case.id).where(Case.school_id == school_id, Case.key == key)).one()


def open_case_of(tx: Session, school_id: UUID, placement_id: UUID) -> UUID | None:
    """The case in which a placement came down, as long as it hasn't shown again."""
    query = select(CameDown.case_id).where(
        CameDown.school_id == school_id, CameDown.placement_id == placement_id, col(CameDown.shown_again_at).is_(None)
    )
    return tx.exec(query).first()


def reopen_cases(tx: Session, school_id: UUID, case_ids: Collection[UUID]) -> None:
    """There is something to do in these again."""
    tx.exec(update(Case).where(col(Case.school_id) == school_id, among(Case.id, case_ids)).values(closed_at=None))


def cases_without_work(tx: Session, school_id: UUID) -> Sequence[UUID]:
    """Open cases in which nothing is left to do."""
    is_open = select(Task.id).where(Task.school_id == school_id, Task.case_id == Case.id, Task.state == "open").exists()
    return tx.exec(select(Case.id).where(Case.school_id == school_id, col(Case.closed_at).is_(None), ~is_open)).all()


def note_shown_again(tx: Session, school_id: UUID, placement_ids: Collection[UUID], now: datetime) -> None:
    """These show again; what is still open about their copies isn't needed."""
    tx.exec(
        update(CameDown)
        .where(
            col(CameDown.school_id) == school_id,
            among(CameDown.placement_id, placement_ids),
            col(CameDown.shown_again_at).is_(None),
        )
        .values(shown_again_at=now)
    )
    of_these = select(Copy.id).where(Copy.school_id == school_id, among(Copy.placement_id, placement_ids))
    tx.exec(
        update(Task)
        .where(col(Task.school_id) == school_id, col(Task.state) == "open", col(Task.copy_id).in_(of_these))
        .values(state="not_needed", done_at=now, version=Task.version + 1)
    )


def note_replaced(tx: Session, school_id: UUID, placement_ids: Collection[UUID]) -> None:
    """These hang where others of the same photo in the same channel came down (P11)."""
    query = text(
        "update came_down down set replaced_by = new.id from placements new, placements old "
        "where new.school_id = :school and new.id = any(:ids) and old.school_id = :school and old.id <> new.id "
        "and old.channel_id = new.channel_id and old.photo_id = new.photo_id "
        "and down.school_id = :school and down.placement_id = old.id and down.replaced_by is null and down.shown_again_at is null"
    )
    tx.execute(query, {"school": school_id, "ids": list(placement_ids)})


def without_task(tx: Session, school_id: UUID, photo_ids: Collection[UUID] | None) -> Sequence[Uncovered]:
    """Copies, of these photos or all, of what doesn't show, that nobody has as a task; among `every_photo`."""
    photos = None if photo_ids is None else list(photo_ids)
    return [Uncovered(*row) for row in tx.execute(text(_WITHOUT_TASK), {"school": school_id, "photos": photos})]


def load(tx: Session, school_id: UUID, user_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many open tasks each of these people has."""
    query = (
        select(Task.owner_id, func.count())
        .where(Task.school_id == school_id, Task.state == "open", among(Task.owner_id, user_ids))
        .group_by(col(Task.owner_id))
    )
    counted = dict(tx.exec(query).all())
    return {user_id: counted.get(user_id, 0) for user_id in user_ids}


def photo_of(tx: Session, school_id: UUID, placement_id: UUID) -> Sequence[UUID]:
    """The photo of a placement; none, where there is no such placement (any more)."""
    return tx.exec(select(Placement.photo_id).where(Placement.school_id == school_id, Placement.id == placement_id)).all()


def placed_photos_of(tx: Session, school_id: UUID, person_id: UUID) -> Sequence[UUID]:
    """The photos with this child or adult in them that were ever placed."""
    query = text(
        "select distinct person.photo_id from people_in_photos person where person.school_id = :school "
        "and (person.child_id = :person or person.adult_id = :person) and exists (select from placements placement "
        "where placement.school_id = :school and placement.photo_id = person.photo_id)"
    )
    return list(tx.execute(query, {"school": school_id, "person": person_id}).scalars())


def placed_photos_at(tx: Session, school_id: UUID, event_id: UUID) -> Sequence[UUID]:
    """The photos of an event that were ever placed."""
    query = text(
        "select distinct photo.id from photos photo where photo.school_id = :school and photo.event_id = :event "
        "and exists (select from placements placement where placement.school_id = :school and placement.photo_id = photo.id)"
    )
    return list(tx.execute(query, {"school": school_id, "event": event_id}).scalars())


def note_reminded(tx: Session, school_id: UUID, now: datetime, half: timedelta) -> Sequence[UUID | None]:
    """The owners, one for each, of open tasks of whose time no more than `half` is left, and of which nobody was reminded."""
    due = update(Task).where(
        col(Task.school_id) == school_id,
        col(Task.state) == "open",
        col(Task.reminded_at).is_(None),
        col(Task.due_at) <= now + half,
    )
    return tx.exec(due.values(reminded_at=now).returning(col(Task.owner_id))).scalars().all()


def note_overdue(tx: Session, school_id: UUID, now: datetime) -> Sequence[tuple[UUID, UUID]]:
    """The open tasks past their day of which no lead was told, and their cases."""
    due = update(Task).where(
        col(Task.school_id) == school_id,
        col(Task.state) == "open",
        col(Task.escalated_at).is_(None),
        col(Task.due_at) < now,
    )
    told = tx.exec(due.values(escalated_at=now).returning(col(Task.id), col(Task.case_id)))
    return [(task_id, case_id) for task_id, case_id in told]


def of_what_is_gone(tx: Session, school_id: UUID) -> Sequence[tuple[Task, Copy]]:
    """Open tasks whose copy came down otherwise, or was never made; held for writing."""
    query = (
        select(Task, Copy)
        .join(Copy, and_(col(Copy.school_id) == Task.school_id, col(Copy.id) == Task.copy_id))
        .where(Task.school_id == school_id, Task.state == "open", col(Copy.state).in_(("gone", "not_made")))
    )
    return tx.exec(query.with_for_update(of=Task).execution_options(populate_existing=True)).all()
