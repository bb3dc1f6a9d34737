"""What is printed for the day of an event: the photographer's brief, stickers and wristbands (E5). Never why.

Whoever may not be photographed at all wears one marker, everybody else the other: each child wears one, so that nobody stands out. The
markers differ in shape, letter and colour, and are alike in all else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import opt_outs, standings
from consentsvc.events import service as events
from consentsvc.events.models import Event
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.dates import day
from consentsvc.kernel.languages import ENGLISH
from consentsvc.office.schemas import BriefChild, BriefGroup, EventBrief, NeverShown, NeverShownRow, NotFoundYet, StickerSheet
from consentsvc.roster import service as roster
from consentsvc.roster.schemas import ChildRow

NO_GROUP: Final = "No group"
NOT_LISTED: Final = "Not on the list of who takes part"
FOOTER: Final = "For this event only. Give it back to the office, or destroy it, when you have finished."

MARKER: Final = "the round blue marker with the letter A"
NO_PHOTO_MARKER: Final = "the square orange marker with the letter B"
"""What stands on the printed stickers, in words; a school may say besides what it gives out itself."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How labels lie on A4, in millimetres. gap: between columns; rows meet, unless `row_gap`. is_cut: cut along printed lines."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float
    row_gap: float = 0
    is_landscape: bool = False
    is_cut: bool = False


SHEETS: Final[Mapping[StickerSheet, Sheet]] = MappingProxyType(
    {
        "avery_l7160": Sheet(3, 7, 63.5, 38.1, 7.2, 15.15, 2.55),
        "avery_l7651": Sheet(5, 13, 38.1, 21.2, 4.65, 10.7, 2.55),
        "avery_l7163": Sheet(2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
        "wristbands": Sheet(1, 7, 257, 24, 20, 12, 0, row_gap=2.5, is_landscape=True, is_cut=True),
    }
)


@dataclass(frozen=True, slots=True)
class _Day:
    """An event, who takes part or was opted out of it, each with their group, and who may not be photographed at all."""

    event: Event
    children: Sequence[ChildRow]
    groups: Mapping[UUID, str]
    without: frozenset[UUID]

    def group_of(self, child_id: UUID) -> str:
        return (self.groups[child_id] or NO_GROUP) if child_id in self.groups else NOT_LISTED


def never_shown(tx: Session, actor: Actor, event_id: UUID) -> NeverShown:
    """Who takes part and could be shown nowhere, whatever is taken (E7): so that somebody thinks of them. Never why (F1).

    The look is recorded (A2). Raises NotFound.
    """
    day_of = _day_of(tx, actor, event_id)
    audit.record(tx, actor, "list:view", event_id, never_shown=len(day_of.without))
    rows = [
        NeverShownRow(**each.model_dump(include=set(NeverShownRow.model_fields)), group_name=day_of.groups[each.id])
        for each in day_of.children
        if each.id in day_of.without and each.id in day_of.groups
    ]
    return NeverShown(rows=rows, of=len(day_of.groups))


def brief(tx: Session, actor: Actor, event_id: UUID) -> EventBrief:
    """Who wears the marker for no pictures, by group, never why (E5). The look is recorded (A2). Raises NotFound."""
    day_of = _day_of(tx, actor, event_id)
    audit.record(tx, actor, "list:view", event_id, brief=len(day_of.without))
    waiting = [each for each in opt_outs.opt_outs(tx, actor, event_id).items if each.state == "open"]
    names = sorted(
        {day_of.group_of(each.id) for each in day_of.children}, key=lambda name: (name in (NO_GROUP, NOT_LISTED), name)
    )
    return EventBrief(
        title=f"{day_of.event.name}, {day(ENGLISH, day_of.event.on_date)}",
        place=day_of.event.place,
        marker=day_of.event.marker,
        no_photo_marker=day_of.event.no_photo_marker,
        groups=[_group(day_of, name) for name in names],
        not_found=[NotFoundYet(**each.model_dump(include=set(NotFoundYet.model_fields))) for each in waiting],
    )


def printed_brief(actor: Actor, event_id: UUID, *, first_names: bool) -> bytes:
    """As `brief`, for paper; printing holds no transaction open."""
    with begin(actor.school) as tx:
        found = brief(tx, actor, event_id)
    without = sum(len(each.children) for each in found.groups)
    values: dict[str, Any] = {
        "title": f"Photographer’s brief: {found.title}",
        "printed": f"{found.place}. Printed on {day(ENGLISH, clock.today())}.",
        "rule": "Take no picture in which anybody can be recognised who wears the second marker. Don’t ask why.",
        "may": _worn(MARKER, found.marker),
        "must_not": _worn(NO_PHOTO_MARKER, found.no_photo_marker),
        "count": f"{without} of {sum(each.of for each in found.groups)} children wear the second marker.",
        "columns": {"group": "Group or seat", "of": "Children", "without": "Wear the second marker"},
        "groups": [_printed_group(each, first_names=first_names) for each in found.groups],
        "not_found": [_told(each) for each in found.not_found],
        "not_found_title": "Also asked for, and not found on the list yet",
        "footer": FOOTER,
    }
    return printing.pdf("brief", values, ENGLISH)


def printed_stickers(actor: Actor, event_id: UUID, sheet: StickerSheet, *, first_names: bool) -> bytes:
    """A sticker or wristband for each child who takes part, by group and number: the one marker or the other (E5). Raises NotFound."""
    with begin(actor.school) as tx:
        day_of = _day_of(tx, actor, event_id)
        audit.record(tx, actor, "list:view", event_id, stickers=len(day_of.children))
    values: dict[str, Any] = {
        "title": f"Stickers: {day_of.event.name}, {day(ENGLISH, day_of.event.on_date)}",
        "sheet": asdict(SHEETS[sheet]),
        "stickers": [_sticker(day_of, each, first_names=first_names) for each in _in_order(day_of)],
        "event": day_of.event.name,
    }
    return printing.pdf("stickers", values, ENGLISH)


def _day_of(tx: Session, actor: Actor, event_id: UUID) -> _Day:
    event = events.known_event(tx, actor.school, event_id)
    groups = events.groups_of(tx, actor.school, event_id)
    opted_out = opt_outs.opted_out_at(tx, actor.school, [event_id]).get(event_id, frozenset())
    child_ids = {*groups, *opted_out}
    found = standings.standings_for(tx, actor.school, child_ids, [], tuple(PURPOSES), event_id, clock.today())
    allowed = {child for (child, _), standing in found.items() if standing.allows}
    without = frozenset(child_ids - allowed) | (opted_out - groups.keys())
    return _Day(event, roster.rows_of(tx, actor, child_ids), groups, without)


def _group(day_of: _Day, name: str) -> BriefGroup:
    inside = [each for each in day_of.children if day_of.group_of(each.id) == name]
    without = sorted((each for each in inside if each.id in day_of.without), key=_number)
    return BriefGroup(
        name=name,
        of=len(inside),
        children=[BriefChild(id=each.id, ref=each.ref, first_name=each.first_name) for each in without],
    )


def _number(child: ChildRow) -> tuple[int, str]:
    return len(child.ref), child.ref


def _in_order(day_of: _Day) -> list[ChildRow]:
    return sorted(day_of.children, key=lambda each: (day_of.group_of(each.id), *_number(each)))


def _worn(printed: str, given_out: str) -> str:
    return f"{printed[:1].upper()}{printed[1:]}" + (f"; {given_out}" if given_out else "")


def _printed_group(group: BriefGroup, *, first_names: bool) -> dict[str, Any]:
    without = [f"{each.ref} {each.first_name}" if first_names else each.ref for each in group.children]
    return {"name": group.name, "of": str(group.of), "without": without}


def _told(wish: NotFoundYet) -> str:
    return ". ".join(each for each in (wish.child_name, wish.class_or_group, wish.looks) if each)


def _sticker(day_of: _Day, child: ChildRow, *, first_names: bool) -> dict[str, Any]:
    return {
        "code": child.ref,
        "name": child.first_name if first_names else "",
        "group": day_of.groups.get(child.id, ""),
        "may": child.id not in day_of.without,
    }
