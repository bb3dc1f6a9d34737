"""Whether each kind of report would be read by somebody whom it isn't about: said before one comes (M4). Nothing here looks at reports."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.kernel.access import Actor, Role
from consentsvc.reports.schemas import Gap, Readiness

GAPS: Final[Mapping[Gap, str]] = {
    "staff": "Nobody could read a report. Give somebody the role of safeguarding lead.",
    "lead": "Nobody could read a report about a safeguarding lead. Give somebody who isn’t a lead the role of head.",
    "head": "Nobody could read a report about the head. Give somebody who isn’t the head the role of chair of governors.",
}
"""About whom, and what mends it."""
NO_LEAD: Final = "There is no safeguarding lead, so reports go to the head or to the chair of governors. Give somebody the role."


def readiness(tx: Session, actor: Actor) -> Readiness:
    """Which kinds of report nobody could read today, and what mends it."""
    has_lead = bool(notices.who_is(tx, actor.school, Role.LEAD))
    missing = gaps(tx, actor.school)
    return Readiness(
        about_staff_is_read="staff" not in missing,
        about_lead_is_read="lead" not in missing,
        about_head_is_read="head" not in missing,
        warnings=[*([NO_LEAD] if not has_lead and "staff" not in missing else ()), *(GAPS[each] for each in missing)],
    )


def gaps(tx: Session, school_id: UUID) -> Collection[Gap]:
    """The kinds of report that nobody could read today."""
    leads, heads, chairs = (set(notices.who_is(tx, school_id, role)) for role in (Role.LEAD, Role.HEAD, Role.CHAIR))
    is_read: Mapping[Gap, bool] = {
        "staff": bool(leads | heads | chairs),
        "lead": bool((heads | chairs) - leads),
        "head": bool(chairs - heads),
    }
    return [about for about in GAPS if not is_read[about]]
