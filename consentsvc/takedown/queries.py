"""What the takedown room reads and locks. Every query names its school.

Hidden pictures stand in cases too, since their copies elsewhere have to come down: who reads them says so (`every_photo`), and gets
nothing of the picture itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from consentsvc.accounts.models import User
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.media.framing import Box, crop_of
from consentsvc.publishing.models import Channel, Copy, Placement
from consentsvc.takedown.models import CameDown, Case, Proof, Task, Watched

# Cases

# What a reader may see of a case: pictures that can be reached, and those with a copy elsewhere.
_SEEN = """
    select down.placement_id, down.at, down.shown_again_at, down.replaced_by,
        case when photo.sealed or photo.deleted_at is not null then null else photo.id end as photo_id,
        case when photo.sealed or photo.deleted_at is not null then '' else placement.caption end as caption,
        channel.id as channel_id, channel.name as channel
    from came_down down
    join placements placement on placement.school_id = down.school_id and placement.id = down.placement_id
    join photos photo on photo.school_id = down.school_id and photo.id = placement.photo_id
    join channels channel on channel.school_id = down.school_id and channel.id = placement.channel_id
    where down.school_id = the_case.school_id and down.case_id = the_case.id
        and (not photo.sealed and photo.deleted_at is null or exists (
            select from copies copy
            join takedown_tasks task on task.school_id = copy.school_id and task.copy_id = copy.id
            where copy.school_id = down.school_id and copy.placement_id = down.placement_id and task.case_id = down.case_id))
"""
_WANTED = f"""
    the_case.school_id = :school and (cast(:id as uuid) is null or the_case.id = :id)
    and (:state = 'all' or (:state = 'open') = (the_case.closed_at is null)) and exists ({_SEEN})
"""
_CASES = f"""
with page as (
    select the_case.*, (
        select min(task.due_at) from takedown_tasks task
        where task.school_id = the_case.school_id and task.case_id = the_case.id and task.state = 'open'
    ) as due_at
    from takedown_cases the_case where {_WANTED}
    order by the_case.closed_at desc nulls first, due_at nulls last, the_case.opened_at, the_case.id limit :limit offset :offset
)
select the_case.id, the_case.opened_at, the_case.closed_at, seen.pictures, seen.channels, the_case.due_at, tally.*
from page the_case
cross join lateral (
    select count(*) as pictures, array_agg(distinct inner_seen.channel order by inner_seen.channel) as channels from ({_SEEN}) inner_seen
) seen
cross join lateral (
    select count(*) filter (where state = 'open') as open, count(*) filter (where state = 'open' and task.due_at < :now) as overdue,
        count(*) filter (where state = 'done') as done, count(*) filter (where state = 'not_recallable') as not_recallable,
        count(*) filter (where state = 'not_needed') as not_needed
    from takedown_tasks task where task.school_id = the_case.school_id and task.case_id = the_case.id
) tally
order by the_case.closed_at desc nulls first, the_case.due_at nulls last, the_case.opened_at, the_case.id
"""  # noqa: S608
_COUNT = f"select count(*) from takedown_cases the_case where {_WANTED}"  # noqa: S608
_PICTURES = f"""
select seen.* from takedown_cases the_case cross join lateral ({_SEEN}) seen
where the_case.school_id = :school and the_case.id = :id
order by not exists (
    select from copies copy join takedown_tasks task on task.school_id = copy.school_id and task.copy_id = copy.id
    where copy.school_id = :school and copy.placement_id = seen.placement_id and task.case_id = :id and task.state = 'open'
), seen.at, seen.placement_id
limit :limit offset :offset
"""  # noqa: S608


class CaseTally(NamedTuple):
    """A case, and how much of it stands how."""

    id: UUID
    opened_at: datetime
    closed_at: datetime | None
    pictures: int
    channels: list[str]
    due_at: datetime | None
    open: int
    overdue: int
    done: int
    not_recallable: int
    not_needed: int


class Down(NamedTuple):
    """A picture of a case, as far as anybody may see it."""

    placement_id: UUID
    at: datetime
    shown_again_at: datetime | None
    replaced_by: UUID | None
    photo_id: UUID | None
    caption: str
    channel_id: UUID
    channel: str


class TaskOf(NamedTuple):
    """A task with its copy, the channel of its picture, and the names of who has it and who settled it."""

    task: Task
    copy: Copy
    channel: Channel
    owner: str | None
    settler: str | None


def cases(
    tx: Session, school_id: UUID, state: str, now: datetime, limit: int, offset: int = 0, case_id: UUID | None = None
) -> Sequence[CaseTally]:
    """Cases with something to see: open ones first, by deadline."""
    wanted = {"school": school_id, "state": state, "now": now, "limit": limit, "offset": offset, "id": case_id}
    return [CaseTally(*row) for row in tx.execute(text(_CASES), wanted)]


def count_cases(tx: Session, school_id: UUID, state: str) -> int:
    """How many there are."""
    return int(tx.execute(text(_COUNT), {"school": school_id, "state": state, "id": None}).scalar_one())


def pictures(tx: Session, school_id: UUID, case_id: UUID, limit: int, offset: int) -> Sequence[Down]:
    """The pictures of a case: those with open tasks first."""
    wanted = {"school": school_id, "id": case_id, "limit": limit, "offset": offset}
    return [Down(*row) for row in tx.execute(text(_PICTURES), wanted)]


def tasks_of(tx: Session, school_id: UUID, case_id: UUID, placement_ids: Collection[UUID]) -> Mapping[UUID, Sequence[TaskOf]]:
    """By placement, the tasks of a case, the oldest copy first."""
    found: dict[UUID, list[TaskOf]] = defaultdict(list)
    for each in _tasks(tx, school_id, col(Task.case_id) == case_id, among(Copy.placement_id, placement_ids)):
        found[each.copy.placement_id].append(each)
    return found


def task(tx: Session, school_id: UUID, task_id: UUID) -> TaskOf:
    """One task. Raises NotFound."""
    found = _tasks(tx, school_id, col(Task.id) == task_id)
    if not found:
        raise NotFound
    return found[0]


def _tasks(tx: Session, school_id: UUID, *conditions: Any) -> Sequence[TaskOf]:
    owner, settler = aliased(User), aliased(User)
    query = (
        select(Task, Copy, Channel, owner.name, settler.name)  # type: ignore[call-overload]
        .join(Copy, and_(col(Copy.school_id) == Task.school_id, col(Copy.id) == Task.copy_id))
        .join(Placement, and_(col(Placement.school_id) == Task.school_id, col(Placement.id) == Copy.placement_id))
        .join(Channel, and_(col(Channel.school_id) == Task.school_id, col(Channel.id) == Placement.channel_id))
        .outerjoin(owner, col(owner.id) == Task.owner_id)
        .outerjoin(settler, col(settler.id) == Task.done_by)
        .where(Task.school_id == school_id, *conditions)
        .order_by(col(Copy.made_at), col(Copy.id))
    )
    return [TaskOf(*row) for row in tx.exec(query.execution_options(populate_existing=True))]


def hold_task(tx: Session, school_id: UUID, task_id: UUID) -> Task:
    """The task, held for writing. Raises NotFound."""
    query = select(Task).where(Task.school_id == school_id, Task.id == task_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def proofs(tx: Session, school_id: UUID, task_ids: Collection[UUID]) -> Mapping[UUID, Sequence[tuple[Proof, str | None]]]:
    """By task, what shows how its copy is, and who said so; in the order of saying."""
    query = (
        select(Proof, User.name)
        .outerjoin(User, col(User.id) == Proof.by)
        .where(Proof.school_id == school_id, among(Proof.task_id, task_ids))
        .order_by(col(Proof.seq))
    )
    found: dict[UUID, list[tuple[Proof, str | None]]] = defaultdict(list)
    for proof, name in tx.exec(query):
        found[proof.task_id].append((proof, name))
    return found


def proof(tx: Session, school_id: UUID, proof_id: UUID) -> Proof:
    """One proof. Raises NotFound."""
    found = tx.exec(select(Proof).where(Proof.school_id == school_id, Proof.id == proof_id)).first()
    if found is None:
        raise NotFound
    return found


def summary(tx: Session, school_id: UUID, user_id: UUID | None, now: datetime) -> tuple[int, int, int]:
    """Tasks that are open, past their day, and this person's."""
    is_open = select(
        func.count(),
        func.count().filter(col(Task.due_at) < now),
        func.count().filter(col(Task.owner_id) == user_id),
    ).where(Task.school_id == school_id, Task.state == "open")
    return tx.exec(is_open).one()


def names(tx: Session, user_ids: Collection[UUID]) -> Sequence[tuple[UUID, str]]:
    """These people, by name."""
    return tx.exec(select(User.id, User.name).where(among(User.id, user_ids)).order_by(User.name, col(User.id))).all()


def has_tasks(tx: Session, school_id: UUID, user_id: UUID) -> bool:
    """Whether somebody has an open task."""
    query = select(Task.id).where(Task.school_id == school_id, Task.state == "open", Task.owner_id == user_id)
    return tx.exec(query.limit(1)).first() is not None


def has_overdue(tx: Session, school_id: UUID, now: datetime) -> bool:
    """Whether an open task is past its day."""
    query = select(Task.id).where(Task.school_id == school_id, Task.state == "open", col(Task.due_at) < now)
    return tx.exec(query.limit(1)).first() is not None


def hold_newest_task_of(tx: Session, school_id: UUID, copy_id: UUID) -> Task | None:
    """The newest task about a copy, held for writing."""
    query = (
        select(Task)
        .join(Case, and_(col(Case.school_id) == Task.school_id, col(Case.id) == Task.case_id))
        .where(Task.school_id == school_id, Task.copy_id == copy_id)
        .order_by(col(Case.opened_at).desc(), col(Task.id))
    )
    return tx.exec(query.limit(1).with_for_update(of=Task).execution_options(populate_existing=True)).first()


def hold_case(tx: Session, school_id: UUID, case_id: UUID) -> Case:
    """The case, held for writing. Raises NotFound."""
    query = select(Case).where(Case.school_id == school_id, Case.id == case_id).with_for_update(key_share=True)
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def has_open_task(tx: Session, school_id: UUID, case_id: UUID) -> bool:
    """Whether anything is left to do in a case."""
    query = select(Task.id).where(Task.school_id == school_id, Task.case_id == case_id, Task.state == "open")
    return tx.exec(query.limit(1)).first() is not None


# What families are told


def cases_of(tx: Session, school_id: UUID, speaker: Speaker) -> Sequence[Case]:
    """What one speaker's own word ended, newest first; nobody else's (G1)."""
    query = select(Case).where(
        Case.school_id == school_id,
        col(Case.child_id).is_not_distinct_from(speaker.child_id),
        col(Case.guardian_id).is_not_distinct_from(speaker.guardian_id),
        col(Case.adult_id).is_not_distinct_from(speaker.adult_id),
    )
    return tx.exec(query.order_by(col(Case.opened_at).desc(), col(Case.id))).all()


def case(tx: Session, school_id: UUID, case_id: UUID) -> Case:
    """One case. Raises NotFound."""
    found = tx.exec(select(Case).where(Case.school_id == school_id, Case.id == case_id)).first()
    if found is None:
        raise NotFound
    return found


def came_down_in(tx: Session, school_id: UUID, case_ids: Collection[UUID]) -> Sequence[tuple[CameDown, datetime, str]]:
    """What came down in these cases, each with when it had been placed and the name of its channel; in the order of placing."""
    query = (
        select(CameDown, Placement.placed_at, Channel.name)
        .join(Placement, and_(col(Placement.school_id) == CameDown.school_id, col(Placement.id) == CameDown.placement_id))
        .join(Channel, and_(col(Channel.school_id) == Placement.school_id, col(Channel.id) == Placement.channel_id))
        .where(CameDown.school_id == school_id, among(CameDown.case_id, case_ids))
    )
    return tx.exec(query.order_by(col(Placement.placed_at), col(Placement.id))).all()


def tasks_told(tx: Session, school_id: UUID, case_ids: Collection[UUID]) -> Sequence[tuple[Task, str, UUID]]:
    """The tasks of these cases that families are told of, each with its copy's kind and placement, the oldest copy first."""
    query = (
        select(Task, Copy.kind, Copy.placement_id)
        .join(Copy, and_(col(Copy.school_id) == Task.school_id, col(Copy.id) == Task.copy_id))
        .where(Task.school_id == school_id, among(Task.case_id, case_ids), Task.state != "not_needed")
    )
    return tx.exec(query.order_by(col(Copy.made_at), col(Copy.id))).all()


def seen_gone(tx: Session, school_id: UUID, task_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """By task, when somebody or the service looked last and the copy was gone."""
    query = (
        select(Proof.task_id, func.max(Proof.at))
        .where(Proof.school_id == school_id, among(Proof.task_id, task_ids), Proof.kind != "note", col(Proof.is_gone))
        .group_by(col(Proof.task_id))
    )
    return dict(tx.exec(query).all())


# Watching

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


# Working


class InHand(NamedTuple):
    """A task that is being tried: its copy's kind and addresses, and the channel of its picture."""

    task: Task
    kind: str
    addresses: Sequence[str]
    channel_id: UUID


def next_due(tx: Session, school_id: UUID, now: datetime, away: Collection[UUID]) -> InHand | None:
    """The open task that the service may try and that has been due the longest, held; none of the channels that are `away`."""
    query = (
        select(Task, Copy.kind, Copy.addresses, Placement.channel_id)
        .join(Copy, and_(col(Copy.school_id) == Task.school_id, col(Copy.id) == Task.copy_id))
        .join(Placement, and_(col(Placement.school_id) == Task.school_id, col(Placement.id) == Copy.placement_id))
        .where(Task.school_id == school_id, Task.state == "open", col(Task.next_try_at) <= now)
        .where(col(Placement.channel_id).not_in(away))
        .order_by(col(Task.next_try_at), col(Task.id))
    )
    found = tx.exec(query.limit(1).with_for_update(of=Task, skip_locked=True).execution_options(populate_existing=True)).first()
    return None if found is None else InHand(*found)


def latest_looks(tx: Session, school_id: UUID, task_id: UUID) -> Mapping[str | None, tuple[int | None, bool]]:
    """What each address of a task answered last."""
    query = select(Proof).where(Proof.school_id == school_id, Proof.task_id == task_id, Proof.kind == "fetched")
    return {each.address: (each.answered, each.is_gone) for each in tx.exec(query.order_by(col(Proof.seq)))}


def latest_note(tx: Session, school_id: UUID, task_id: UUID) -> str | None:
    """What was noted last."""
    query = select(Proof.note).where(Proof.school_id == school_id, Proof.task_id == task_id)
    return tx.exec(query.order_by(col(Proof.seq).desc()).limit(1)).first()


# Deadlines


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
