"""How captures are shown: rows of the register, one with everything, what its logger sees again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.captures import entries, letters, queries
from consentsvc.captures.models import Capture, CaptureTask
from consentsvc.captures.queries import Listed
from consentsvc.captures.rules import CaptureFacts, fitting_letters, is_for_own_use, may_be_under_terms
from consentsvc.captures.schemas import CaptureDetail, CaptureRow, CaptureTaskRow, OwnLog, SignedTerms
from consentsvc.events.models import Photographer
from consentsvc.kernel import clock
from consentsvc.kernel.schemas import Named

ROW = {"id", "place", "happened_at", "taken_by", "use", "received_at", "outcome", "closed_at"}
AS_LOGGED = {"who", "device", "children_said", "said", "done", "logged_at", "lesson", "breach_id"}
OWN = {"place", "happened_at", "taken_by", "received_at"}


def row(listed: Listed) -> CaptureRow:
    """A capture in the register."""
    return CaptureRow(**_row(listed))


def own(found: Capture) -> OwnLog:
    """What whoever logged it sees again."""
    return OwnLog(**found.model_dump(include=OWN))


def facts(found: Capture) -> CaptureFacts:
    """What the rules depend on."""
    return CaptureFacts(found.taken_by, found.use, found.photographer_id is not None)  # type: ignore[arg-type]


def detail(tx: Session, school_id: UUID, capture_id: UUID) -> CaptureDetail:
    """Everything about one. Raises NotFound."""
    listed = queries.one(tx, school_id, capture_id)
    found, event = listed.capture, listed.event
    tasks = queries.tasks(tx, school_id, capture_id)
    owners = letters.handlers(tx, school_id)
    people = accounts.named(tx, {found.logged_by, *owners, *_people(tasks)})
    photographer = queries.photographer(tx, school_id, found.photographer_id)
    return CaptureDetail(
        **_row(listed),
        **found.model_dump(include=AS_LOGGED),
        logged_by=people[found.logged_by],
        children=list(queries.children(tx, school_id, capture_id)),
        is_own_use=is_for_own_use(facts(found)),
        spectators=event.spectators if event else None,
        photographer=_terms(photographer) if photographer else None,
        photographers=[Named(id=each.id, name=each.name) for each in queries.register(tx, school_id, found.event_id)],
        may_open_breach=found.breach_id is None and may_be_under_terms(facts(found)),
        letters=fitting_letters(facts(found)),
        tasks=[_task(each, people) for each in tasks],
        owners=[named for id_, named in people.items() if id_ in set(owners)],
        entries=[entries.row(each) for each in queries.steps(tx, school_id, capture_id)],
    )


def _row(listed: Listed) -> dict[str, Any]:
    found, event, open_tasks, due_on = listed
    named = Named(id=event.id, name=event.name) if event else None
    return found.model_dump(include=ROW) | {"event": named, "open_tasks": open_tasks, "due_on": due_on}


def _people(tasks: Any) -> set[UUID]:
    return {id_ for task in tasks for id_ in (task.owner_id, task.done_by) if id_}


def _task(task: CaptureTask, people: Mapping[UUID, Named]) -> CaptureTaskRow:
    return CaptureTaskRow(
        **task.model_dump(include={"id", "kind", "what", "due_on", "done_at", "outcome"}),
        owner=people[task.owner_id],
        is_late=task.done_at is None and task.due_on < clock.today(),
        done_by=people[task.done_by] if task.done_by else None,
    )


def _terms(photographer: Photographer) -> SignedTerms:
    signed_at = photographer.brief_signed_at
    return SignedTerms(
        id=photographer.id,
        name=photographer.name,
        organisation=photographer.organisation,
        signed_at=signed_at,
        text=photographer.brief_text if signed_at else "",
    )
