"""Noticing what came down, whatever the cause: what showed is compared with what shows (P9).

For each placement it is remembered what was last seen: whether it showed, a state that changes with every fact behind that, and until
which day time alone can't change it. A look decides anew where one of these says so, and only there. Nothing is served by what is
remembered here, and a look may be cut short, repeated, or go on twice at a time.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.audit import service as audit
from consentsvc.connectors import service as connectors
from consentsvc.kernel import clock
from consentsvc.kernel.access import Permission, Role, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.facts import Fact, record, record_all
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import now as publishing
from consentsvc.publishing.facts import PlacementEnded, PlacementShowsAgain
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.now import Now
from consentsvc.schools import service as schools
from consentsvc.takedown import letters, rules, tasks, words
from consentsvc.takedown.facts import TasksOpened
from consentsvc.takedown.models import CameDown, Task
from consentsvc.takedown.queries import watching as queries
from consentsvc.takedown.queries.watching import Changed, Uncovered
from consentsvc.takedown.words import NOBODYS, Word

AT_ONCE: Final = 500
"""Placements that are looked at in one transaction: whoever answers meanwhile waits for no more."""

A_DAY: Final = timedelta(days=1)

LIVE_LINK_SAYS: Final = "This is a live link. It shows only what this service gives out, and that is nothing now."


class _Seen(NamedTuple):
    """A placement as it was when it was last looked at, and as it is."""

    before: Changed
    now: Now

    @property
    def showed(self) -> bool:
        """What nobody has seen yet went out when it was placed: it was cleared then, and nothing else kept it (P6)."""
        return self.now.is_let_out if self.before.showed is None else self.before.showed

    @property
    def shows(self) -> bool:
        return self.now.shows_until is not None


def look(school_id: UUID, photo_ids: Collection[UUID] | None = None, at_once: int = AT_ONCE) -> None:
    """Notice what ended and what shows again, among these photos' placements or all; and see that no copy elsewhere is without a task."""
    if photo_ids is not None and not photo_ids:
        return
    key = f"seen {uuid4()}"
    after: UUID | None = None
    while some := _look_at_some(school_id, photo_ids, key, after, at_once):
        after = some[-1]
    with begin(school_id) as tx:
        queries.hold_watch(tx, school_id)
        _see_to_copies(tx, school_id, photo_ids, key)


def _look_at_some(
    school_id: UUID, photo_ids: Collection[UUID] | None, key: str, after: UUID | None, at_once: int
) -> Sequence[UUID]:
    """The placements that were looked at: those that come after this one, by id."""
    with begin(school_id) as tx:
        queries.hold_watch(tx, school_id)
        with every_photo(tx):
            some = queries.placements_after(tx, school_id, photo_ids, after, at_once)
            changed = queries.changed(tx, school_id, some, clock.today())
        if changed:
            seen = _seen(tx, school_id, changed)
            _note(tx, school_id, seen, key)
            queries.remember(tx, school_id, [_remembered(each) for each in seen], clock.now())
    return some


def _seen(tx: Session, school_id: UUID, changed: Sequence[Changed]) -> list[_Seen]:
    before = {each.placement_id: each for each in changed}
    return [_Seen(before[now.placement_id], now) for now in publishing.standing(tx, school_id, before)]


def _remembered(seen: _Seen) -> tuple[UUID, bool, list[int], date]:
    """What is kept of it: one that doesn't show is decided anew each day, one that does when time may end it."""
    tomorrow = clock.today() + A_DAY
    return seen.now.placement_id, seen.shows, seen.before.state, max(seen.now.shows_until or tomorrow, tomorrow)


def _note(tx: Session, school_id: UUID, seen: Sequence[_Seen], key: str) -> None:
    _note_ended(tx, school_id, [each.now for each in seen if each.showed and not each.shows], key)
    _note_shown_again(tx, school_id, [each.now for each in seen if each.shows and each.before.showed is False])
    queries.note_replaced(tx, school_id, [each.now.placement_id for each in seen if each.shows])


def _note_ended(tx: Session, school_id: UUID, ended: Sequence[Now], key: str) -> None:
    """Each comes into the case of whose own word ended it, or else of this look."""
    if not ended:
        return
    whose = words.ended_by(tx, school_id, [each.placement_id for each in ended if each.is_as_made])
    by_word: dict[Word, list[UUID]] = {}
    for each in ended:
        by_word.setdefault(whose.get(each.placement_id, NOBODYS), []).append(each.placement_id)
    for word, placement_ids in by_word.items():
        case_id = _case(tx, school_id, word, key)
        _come_down(tx, school_id, case_id, placement_ids)
    facts: list[Fact] = [PlacementEnded(school_id, each.placement_id, each.channel_id) for each in ended]
    record_all(tx, facts)


def _case(tx: Session, school_id: UUID, word: Word, key: str) -> UUID:
    return queries.open_case(tx, school_id, word.key or key, word.speaker, clock.now())


def _come_down(tx: Session, school_id: UUID, case_id: UUID, placement_ids: Collection[UUID]) -> None:
    tx.add_all(
        CameDown(school_id=school_id, case_id=case_id, placement_id=placement_id, at=clock.now())
        for placement_id in placement_ids
    )
    tx.flush()
    audit.record(tx, system(school_id), "takedown:open", case_id, placements=len(placement_ids))


def _note_shown_again(tx: Session, school_id: UUID, again: Sequence[Now]) -> None:
    """What was left to do isn't needed any more."""
    if not again:
        return
    ids = [each.placement_id for each in again]
    queries.note_shown_again(tx, school_id, ids, clock.now())
    audit.record(tx, system(school_id), "takedown:shown_again", None, placements=len(ids))
    facts: list[Fact] = [PlacementShowsAgain(school_id, each.placement_id, each.channel_id) for each in again]
    record_all(tx, facts)


def _see_to_copies(tx: Session, school_id: UUID, photo_ids: Collection[UUID] | None, key: str) -> None:
    """A task for each copy of what doesn't show, where it has none; and an end to the cases in which nothing is left to do."""
    with every_photo(tx):
        found = queries.without_task(tx, school_id, photo_ids)
    if found:
        opened = _tasks(tx, school_id, [(_case_of(tx, school_id, each, key), each) for each in found])
        tx.add_all(opened)
        tx.flush()
        for task in opened:
            if task.state == "done":
                tasks.add_proof(tx, task, "note", is_gone=True, note=LIVE_LINK_SAYS)
        queries.reopen_cases(tx, school_id, {task.case_id for task in opened if task.state == "open"})
        letters.owe_to_do(tx, school_id, {task.owner_id for task in opened if task.state == "open" and task.owner_id})
        for case_id in {task.case_id for task in opened}:
            audit.record(tx, system(school_id), "takedown:tasks", case_id, tasks=sum(task.case_id == case_id for task in opened))
            record(tx, TasksOpened(school_id, case_id))
    for task, copied in queries.of_what_is_gone(tx, school_id):
        if not connectors.takes_down(copied.kind):  # which looks itself, and has the proof
            tasks.settle(tx, system(school_id), task, "done" if copied.state == "gone" else "not_needed")
    for case_id in queries.cases_without_work(tx, school_id):
        tasks.close_if_done(tx, system(school_id), case_id)


def _case_of(tx: Session, school_id: UUID, copied: Uncovered, key: str) -> UUID:
    """The case in which the copy's placement came down; where it did in none, it does so here."""
    if copied.case_id is not None:
        return copied.case_id
    case_id = queries.open_case_of(tx, school_id, copied.placement_id)
    if case_id is None:
        case_id = _case(tx, school_id, NOBODYS, key)
        _come_down(tx, school_id, case_id, [copied.placement_id])
    return case_id


def _tasks(tx: Session, school_id: UUID, found: Sequence[tuple[UUID, Uncovered]]) -> list[Task]:
    may_do = notices.who_may(tx, school_id, Permission.TAKEDOWN_DO)
    load = dict(queries.load(tx, school_id, notices.who_is(tx, school_id, Role.PUBLISHER)))
    due = rules.due_at(clock.now().astimezone(clock.LOCAL), schools.policy_of(tx, school_id).takedown_days)
    made = [_task(school_id, case_id, copied, may_do, load) for case_id, copied in found]
    for task in made:
        task.due_at = due if task.state == "open" else None
    return made


def _task(school_id: UUID, case_id: UUID, copied: Uncovered, may_do: Collection[UUID], load: dict[UUID, int]) -> Task:
    done_by = rules.done_by(
        copied.kind,
        channel_can_be_recalled=KINDS[copied.channel_kind].can_be_recalled,
        by_connector=connectors.takes_down(copied.kind),
        has_addresses=copied.has_addresses,
    )
    owner = rules.owner(copied.placed_by, may_do, load)
    if owner in load:
        load[owner] += 1
    state, now = rules.first_state(copied.kind, done_by), clock.now()
    return Task(
        school_id=school_id,
        case_id=case_id,
        copy_id=copied.copy_id,
        state=state,
        owner_id=owner,
        next_try_at=now if done_by == "service" else None,
        done_at=None if state == "open" else now,
    )
