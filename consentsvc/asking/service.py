"""The verbs of the asking room: preview, start, chase and end a round, and see who hasn't answered."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session

from consentsvc.asking import letters, progress, queries, rules
from consentsvc.asking.models import Round
from consentsvc.asking.progress import Progress
from consentsvc.asking.queries import Reach
from consentsvc.asking.rules import Asked
from consentsvc.asking.schemas import (
    AskedList,
    Chased,
    LettersOrder,
    NewRound,
    RenewalNotice,
    RoundList,
    RoundPreview,
    RoundRow,
    Scope,
)
from consentsvc.audit import service as audit
from consentsvc.events import service as events
from consentsvc.kernel import clock, sheets
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Field, Invalid
from consentsvc.kernel.schemas import Named
from consentsvc.notifications import service as notifications
from consentsvc.notifications.service import Due
from consentsvc.roster import service as roster
from consentsvc.schools import service as schools

RENEWAL_REMINDERS = (7, 14)  # days after the asking
NEWEST = 20  # rounds that are listed
MOST_NAMED = 200  # children whom nobody can be asked for, by name in a preview

Show = Literal["everybody", "owing", "none", "some", "all", "waiting", "came_back", "to_print"]
"""Whom to list: everybody; who hasn't answered all; by how much they answered; of those who owe an answer, by how the asking fares."""


def preview(tx: Session, actor: Actor, new: NewRound) -> RoundPreview:
    """Whom a round would ask, and how; nothing is written. Raises Invalid, NotFound for what isn't the school's."""
    reached = _reached(tx, actor, new)
    asked = _asked(tx, actor, new, reached)
    nobody = [child.id for child in reached if not rules.somebody_can_agree(child, clock.today())]
    names = queries.names(tx, actor.school, nobody[:MOST_NAMED])
    return RoundPreview(
        children=len(reached),
        people=len(asked),
        by_email=sum(each.has_address for each in asked),
        by_letter=sum(not each.has_address for each in asked),
        nobody_to_ask=[Named(id=id_, name=names[id_]) for id_ in nobody[:MOST_NAMED]],
    )


def start(tx: Session, actor: Actor, new: NewRound) -> RoundRow:
    """Ask everybody in scope, in one transaction: each gets a letter of their own. The same id starts nothing twice.

    Raises Invalid and NotFound as `preview`, and Conflict where nobody would be asked.
    """
    queries.lock_asking(tx, actor.school)
    round_id = uuid5(
        actor.school, str(new.id)
    )  # ids are the whole service's: the caller's own would tell of another school's (A6)
    there = queries.round_or_none(tx, actor.school, round_id)
    if there is not None:
        return round_(tx, actor, there.id)
    asked = _asked(tx, actor, new, _reached(tx, actor, new))
    if not asked:
        raise Conflict("There is nobody to ask. Choose other children.", slug="nobody-to-ask")
    values = new.model_dump(exclude={"scope"}) | {"id": round_id}
    made = _begun(tx, actor, asked, scope=new.scope.model_dump(mode="json"), **values)
    return round_(tx, actor, made.id)


def _begun(tx: Session, actor: Actor, asked: Sequence[Asked], **values: Any) -> Round:
    made = Round(school_id=actor.school, made_by=actor.id, made_at=clock.now(), **values)
    tx.add(made)
    tx.flush()
    after = queries.last_answer(tx, actor.school)
    requests = [_request(made, each, after) for each in asked]
    queries.add_requests(tx, requests)
    now = clock.now()
    due = [Due(each["id"], f"{letters.REQUEST}:{each['id']}", now) for each in requests if each["by"] == "email"]
    notifications.queue_all(tx, actor.school, letters.REQUEST, due)
    audit.record(tx, actor, "round:start", made.id, people=len(requests), by_email=len(due))
    return made


def _request(asking: Round, each: Asked, after: int) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "school_id": asking.school_id,
        "round_id": asking.id,
        "child_id": each.child_id,
        "guardian_id": each.guardian_id,
        "adult_id": each.adult_id,
        "by": "email" if each.has_address else "letter",
        "answers_after": after,
        "reminders": 0,
    }


def _reached(tx: Session, actor: Actor, new: NewRound) -> list[rules.Child]:
    """The children within the scope. Raises Invalid, NotFound for what isn't the school's."""
    if new.event_id is not None:
        events.known_event(tx, actor.school, new.event_id)
    scope = new.scope
    _refuse_unknown("class_ids", scope.class_ids, roster.unknown_classes(tx, actor.school, scope.class_ids))
    _refuse_unknown("child_ids", scope.child_ids, roster.unknown_children(tx, actor.school, scope.child_ids))
    if scope.kind == "adults":
        return []
    reach = {
        "school": Reach(),
        "classes": Reach(class_ids=scope.class_ids),
        "children": Reach(child_ids=scope.child_ids),
        "event": Reach(event_id=new.event_id),
    }[scope.kind]
    return queries.children(tx, actor.school, reach, clock.today())


def _asked(tx: Session, actor: Actor, new: NewRound, reached: Iterable[rules.Child]) -> list[Asked]:
    if new.scope.kind == "adults":
        return queries.adults(tx, actor.school)
    capacity_age = schools.policy_of(tx, actor.school).capacity_age
    return [each for child in reached for each in rules.whom_to_ask(child, capacity_age, clock.today())]


def _refuse_unknown(field: str, given: Sequence[UUID], unknown: Collection[UUID]) -> None:
    fields = [Field(f"body.scope.{field}.{i}", "There is no such one.") for i, each in enumerate(given) if each in unknown]
    if fields:
        raise Invalid("Some of these are not of your school; see the fields.", fields=fields)


def rounds(tx: Session, actor: Actor) -> RoundList:
    """The newest rounds with their counts, and the renewal to come."""
    found = queries.rounds(tx, actor.school, NEWEST)
    people = progress.of_rounds(tx, actor, found)
    return RoundList(items=[_row(tx, actor, each, people[each.id]) for each in found], renewal=_renewal_to_come(tx, actor))


def round_(tx: Session, actor: Actor, round_id: UUID) -> RoundRow:
    """A round with its counts. Raises NotFound."""
    found = queries.round_(tx, actor.school, round_id)
    return _row(tx, actor, found, progress.of_rounds(tx, actor, [found])[round_id])


def _row(tx: Session, actor: Actor, asking: Round, people: Iterable[Progress]) -> RoundRow:
    event = asking.event_id and events.known_event(tx, actor.school, asking.event_id)
    maker = queries.makers(tx, [asking]).get(asking.made_by, "") if asking.made_by else ""
    taken_over = {"name", "purposes", "note", "due_on", "remind_after", "is_renewal", "made_at", "ended_at", "id"}
    return RoundRow(
        **asking.model_dump(include=taken_over),
        scope=asking.scope["kind"],
        event=Named(id=event.id, name=event.name) if event else None,
        made_by=Named(id=asking.made_by, name=maker) if asking.made_by else None,
        counts=progress.counted(people),
    )


def renew(tx: Session, actor: Actor) -> UUID | None:
    """Ask every family again where its answers are about to lapse, once for each day on which they do (C11); gives the round made."""
    queries.lock_asking(tx, actor.school)
    notice = _renewal_to_come(tx, actor)
    if notice is None or clock.today() < notice.starts_on:
        return None
    new = NewRound(name=f"Renewal {notice.lapses_on.year}", scope=Scope(kind="school"), due_on=_day_before(notice.lapses_on))
    asked = _asked(tx, actor, new, _reached(tx, actor, new))
    values = new.model_dump(exclude={"scope", "remind_after"}) | {"is_renewal": True, "remind_after": list(RENEWAL_REMINDERS)}
    scope = {**new.scope.model_dump(mode="json"), "lapses_on": notice.lapses_on.isoformat()}
    return _begun(tx, actor, asked, scope=scope, **values).id if asked else None


def _renewal_to_come(tx: Session, actor: Actor) -> RenewalNotice | None:
    policy, today = schools.policy_of(tx, actor.school), clock.today()
    lapses_on = policy.year_end_after(today) + timedelta(days=1)
    if policy.answers_last != "school_year" or queries.renewal(tx, actor.school, lapses_on):
        return None
    if not queries.some_yes_lapses(tx, actor.school, lapses_on):
        return None
    return RenewalNotice(starts_on=rules.renewal_starts(lapses_on, policy.renewal_days), lapses_on=lapses_on)


def people(
    tx: Session, actor: Actor, round_id: UUID, *, show: Show, class_name: str, search: str, limit: int, offset: int
) -> AskedList:
    """Those asked in a round, by name. Raises NotFound."""
    found = _listed(tx, actor, round_id, show, class_name, search)
    return AskedList(items=[progress.row(each) for each in found[offset : offset + limit]], total=len(found))


def _listed(tx: Session, actor: Actor, round_id: UUID, show: Show, class_name: str = "", search: str = "") -> list[Progress]:
    everybody = progress.of_rounds(tx, actor, [queries.round_(tx, actor.school, round_id)])[round_id]
    return [each for each in everybody if _is_shown(each, show) and _is_hit(each, class_name, search)]


def _is_shown(each: Progress, show: Show) -> bool:
    if show == "everybody":
        return True
    if show in ("all", "some", "none"):
        return each.answered == show
    return each.answered != "all" and show in ("owing", each.reached)


def _is_hit(each: Progress, class_name: str, search: str) -> bool:
    row = progress.row(each)
    is_named = search.casefold() in f"{row.about} {row.person}".casefold()
    return is_named and class_name in ("", row.class_name)


COLUMNS = ("Child or adult", "Class", "Who answers", "E-mail", "Answered", "Asked how", "Asked on", "Reminded on", "Reminders")
ANSWERED_WORDS = {"all": "yes", "some": "in part", "none": "no"}
REACHED_WORDS = {"waiting": "mail waits to go", "asked": "asked", "came_back": "mail came back", "to_print": "letter to print"}


def export(tx: Session, actor: Actor, round_id: UUID, *, show: Show) -> bytes:
    """The same list as a CSV file, safe from formulas. That it was taken is recorded (A2). Raises NotFound."""
    listed = [progress.row(each) for each in _listed(tx, actor, round_id, show)]
    audit.record(tx, actor, "round:export", round_id, people=len(listed))
    rows = [
        [
            each.about, each.class_name or "", each.person, each.email or "", ANSWERED_WORDS[each.answered],
            REACHED_WORDS[each.reached], *(clock.day_of(at).isoformat() if at else "" for at in (each.asked_at, each.reminded_at)),
            str(each.reminders),
        ]
        for each in listed
    ]  # fmt: skip
    return sheets.csv_bytes([COLUMNS, *rows])


def chase(tx: Session, actor: Actor, round_id: UUID) -> Chased:
    """Remind everybody who owes an answer and has an address; nobody twice on one day. Raises NotFound, Conflict for one that ended.

    Whoever does it, the same people count as owing an answer (F1).
    """
    queries.lock_asking(tx, actor.school)
    asking = queries.round_(tx, actor.school, round_id)
    if asking.ended_at is not None:
        raise Conflict("This round has ended. Start a new one to ask again.", slug="round-ended")
    owing = owing_answers(tx, asking)
    today = clock.today()
    to_remind = [each for each in owing if each.person.email and not _written_to_on(each, today)]
    to_print = [each for each in owing if not each.person.email]
    remind(tx, asking, [each.person.request.id for each in to_remind])
    audit.record(tx, actor, "round:chase", round_id, people=len(to_remind))
    return Chased(reminded=len(to_remind), to_print=len(to_print), today_already=len(owing) - len(to_remind) - len(to_print))


def owing_answers(tx: Session, asking: Round) -> list[Progress]:
    """Who hasn't answered all, as the office sees it."""
    everybody = progress.of_rounds(tx, system(asking.school_id), [asking])[asking.id]
    return [each for each in everybody if each.answered != "all"]


def _written_to_on(each: Progress, today: date) -> bool:
    """Whether a mail waits to go, or went today; one that came back may go again."""
    request = each.person.request
    days = {clock.day_of(at) for at in (request.asked_at, request.reminded_at) if at}
    return each.reached == "waiting" or (each.reached != "came_back" and today in days)


def remind(tx: Session, asking: Round, request_ids: Collection[UUID]) -> None:
    """Owe each of these people a reminder."""
    held = queries.hold_requests(tx, asking.school_id, request_ids)
    for request in held:
        request.reminders, request.reminded_at = request.reminders + 1, clock.now()
    due = [Due(each.id, f"{letters.REMINDER}:{each.id}:{each.reminders}", clock.now()) for each in held]
    notifications.queue_all(tx, asking.school_id, letters.REMINDER, due)


def end(tx: Session, actor: Actor, round_id: UUID) -> RoundRow:
    """Ask nobody any more in this round: mails that wait aren't sent. What was answered stays. Raises NotFound."""
    queries.lock_asking(tx, actor.school)
    asking = queries.round_(tx, actor.school, round_id)
    if asking.ended_at is None:
        asking.ended_at = clock.now()
        audit.record(tx, actor, "round:end", round_id)
    return round_(tx, actor, round_id)


def print_letters(actor: Actor, round_id: UUID, order: LettersOrder) -> bytes:
    """A PDF with the letters of those whom mail doesn't reach and who owe an answer, or of those chosen. Raises NotFound, Conflict."""
    with begin(actor.school) as tx:
        asking = queries.round_(tx, actor.school, round_id)
        unreached = [each for each in owing_answers(tx, asking) if each.reached in ("to_print", "came_back")]
    chosen = order.request_ids or [each.person.request.id for each in unreached]
    return letters.print_letters(actor, round_id, chosen)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
