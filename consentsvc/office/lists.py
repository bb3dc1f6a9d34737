"""'Who can't' lists: for a class or an event, who must not be shown for which use. Never why (F4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import standings
from consentsvc.events import service as events
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, printing, sheets
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.dates import day
from consentsvc.kernel.errors import Invalid, NotFound
from consentsvc.kernel.languages import ENGLISH
from consentsvc.office.schemas import WhoCannot, WhoCannotRow
from consentsvc.roster import service as roster

OF_CHILD = {"ref", "name", "first_name", "class_name"}
LEGEND = {"may": "may be shown", "must_not": "must not be shown"}
FOOTER = "For this event or class only. Give it back to the office, or destroy it, when you have finished."


@dataclass(frozen=True)
class Asked:
    """For whom a list is, and for which uses; no purposes: all."""

    class_id: UUID | None
    event_id: UUID | None
    purposes: Sequence[str] = ()

    @property
    def uses(self) -> list[str]:
        """In the order of asking."""
        return [purpose for purpose in PURPOSES if purpose in self.purposes or not self.purposes]


def who_cannot(tx: Session, actor: Actor, asked: Asked) -> WhoCannot:
    """The children of a class or an event who must not be shown for some of these uses, by name.

    A restricted child stands there as one whom nobody answered for (F1). The look is recorded (A2). Raises NotFound, and
    Invalid unless it is either a class or an event.
    """
    title, child_ids = _whom(tx, actor, asked)
    found = standings.standings_for(tx, actor.school, child_ids, [], asked.uses, asked.event_id, clock.today())
    denied = {child: [purpose for purpose in asked.uses if not found[child, purpose].allows] for child in child_ids}
    rows = [
        WhoCannotRow(**child.model_dump(include=OF_CHILD), child_id=child.id, cannot=denied[child.id])
        for child in roster.rows_of(tx, actor, [child for child in child_ids if denied[child]])
    ]
    audit.record(tx, actor, "list:view", asked.class_id or asked.event_id, purposes=asked.uses, of=len(child_ids))
    return WhoCannot(title=title, purposes=asked.uses, rows=rows, of=len(child_ids))


def as_csv(listed: WhoCannot, *, first_names: bool) -> bytes:
    """The list for a spreadsheet, safe from formulas: number, perhaps a first name, class, and yes or no for each use."""
    head = ["Number", *(["First name"] if first_names else []), "Class", *(PURPOSES[each].name for each in listed.purposes)]
    rows = [
        [row.ref, *([row.first_name] if first_names else []), row.class_name or "", *_yes_or_no(row, listed.purposes)]
        for row in _by_number(listed.rows)
    ]
    return sheets.csv_bytes([head, *rows])


def as_pdf(listed: WhoCannot, *, first_names: bool) -> bytes:
    """The list for paper: a number and a mark for each use, tagged for screen readers."""
    values: dict[str, Any] = {
        "title": f"Who must not be shown: {listed.title}",
        "printed": f"Printed on {day(ENGLISH, clock.today())}. {len(listed.rows)} of {listed.of} children.",
        "columns": {"code": "Number", "name": "First name" if first_names else None, "class": "Class"},
        "purposes": [PURPOSES[each].name for each in listed.purposes],
        "rows": [_printed(row, listed.purposes, first_names) for row in _by_number(listed.rows)],
        "legend": LEGEND,
        "footer": FOOTER,
    }
    return printing.pdf("who_cannot", values, ENGLISH)


def printed(actor: Actor, asked: Asked, *, first_names: bool) -> bytes:
    """As `who_cannot`, then `as_pdf`; printing holds no transaction open."""
    with begin(actor.school) as tx:
        listed = who_cannot(tx, actor, asked)
    return as_pdf(listed, first_names=first_names)


def _whom(tx: Session, actor: Actor, asked: Asked) -> tuple[str, Collection[UUID]]:
    if (asked.class_id is None) == (asked.event_id is None):
        raise Invalid("Choose a class, or an event.")
    if asked.event_id is not None:
        event = events.event(tx, actor, asked.event_id)
        return f"{event.name}, {day(ENGLISH, event.on_date)}", [each.id for each in event.participants]
    assert asked.class_id is not None
    name = next((each.name for each in roster.classes(tx, actor) if each.id == asked.class_id), None)
    if name is None:
        raise NotFound
    return name, roster.ids_in_classes(tx, actor, [asked.class_id])


def _by_number(rows: Sequence[WhoCannotRow]) -> list[WhoCannotRow]:
    # By name, the order itself would tell who a number is.
    return sorted(rows, key=lambda row: (len(row.ref), row.ref))


def _printed(row: WhoCannotRow, purposes: Sequence[str], first_names: bool) -> dict[str, Any]:
    return {
        "code": row.ref,
        "name": row.first_name if first_names else None,
        "class": row.class_name or "",
        "may": [purpose not in row.cannot for purpose in purposes],
    }


def _yes_or_no(row: WhoCannotRow, purposes: Sequence[str]) -> list[str]:
    return ["no" if purpose in row.cannot else "yes" for purpose in purposes]
