"""Cases and their tasks, for those who work on them, and for what the service does by itself.

Hidden pictures stand in cases too, since their copies elsewhere have to come down: who reads them says so (`every_photo`), and gets
nothing of the picture itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.publishing.models import Channel, Copy, Placement
from consentsvc.takedown.models import Case, Proof, Task

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
