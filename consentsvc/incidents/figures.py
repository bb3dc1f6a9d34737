"""How many, month by month (M10). Reports only for who may read them, and only those; all else for everybody, small counts withheld."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.incidents import queries, rules
from consentsvc.incidents.schemas import Figures, FiguresByMonth, Series
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.reports.readers import reading
from consentsvc.reports.schemas import ReportKind

MONTHS: Final = 12
KINDS: Final[tuple[ReportKind, ...]] = ("by_adult", "by_child", "not_known")


def figures(tx: Session, actor: Actor) -> FiguresByMonth:
    """The last twelve months, as far as the actor may know. Who may not read reports gets the same whether there is one or not (M3).

    Who may not read what is counted gets whole months alone: a count that grows before their eyes tells when each came.
    """
    reads_captures, reads_breaches = actor.can(Permission.CAPTURE_VIEW), actor.can(Permission.BREACH_VIEW)
    months = rules.last_months(clock.today(), MONTHS, with_this_one=reads_captures and reads_breaches)
    since = months[0]
    captures = by_month(_days(queries.captured_since(tx, actor.school, _midnight(since))), months)
    breaches = by_month(_days(queries.breached_since(tx, actor.school, _midnight(since))), months)
    return FiguresByMonth(
        months=months,
        figures=[
            *(_of_reports(tx, actor, months) if actor.can(Permission.REPORT_HANDLE) else ()),
            _shown("captures", captures, exact=reads_captures),
            _shown("breaches", breaches, exact=reads_breaches),
        ],
    )


def counted_in(tx: Session, school_id: UUID, months: Collection[date]) -> Mapping[str, int]:
    """What the digest counts in these months, in words; not reports, whose number is for their readers alone (M3)."""
    since = _midnight(min(months))
    found = {
        "pictures taken by somebody else": queries.captured_since(tx, school_id, since),
        "breaches": queries.breached_since(tx, school_id, since),
    }
    return {words: sum(by_month(_days(instants), months)) for words, instants in found.items()}


def by_month(days: Iterable[date], months: Collection[date]) -> list[int]:
    """How many of these days lie in each month."""
    counted = Counter(day.replace(day=1) for day in days)
    return [counted[month] for month in months]


def _of_reports(tx: Session, actor: Actor, months: Sequence[date]) -> Iterable[Figures]:
    reading(tx, actor)
    found = queries.reported_since(tx, actor.school, months[0])
    for kind in KINDS:
        yield _shown(kind, by_month((each.received_on for each in found if each.kind == kind), months), exact=True)
    yield _shown("referrals", by_month(queries.referred_since(tx, actor.school, months[0]), months), exact=True)


def _shown(series: Series, counts: Sequence[int], *, exact: bool) -> Figures:
    shown = list(counts) if exact else rules.for_staff(counts)
    return Figures(series=series, counts=shown, total=rules.total_of(shown))


def _days(instants: Iterable[datetime]) -> Iterable[date]:
    return (clock.day_of(each) for each in instants)


def _midnight(day: date) -> datetime:
    """A moment before the school's day begins, wherever its clock stands."""
    return datetime.combine(day, time(), clock.LOCAL).astimezone(UTC)
