"""The register of an event's photographers: who takes pictures for the school, checked, signed and with a badge (E4).

Somebody on it counts once their identity was checked and the terms are signed, until they are ended. What was signed is kept in its
words, whatever the school's terms say later.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices as staff
from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.events import notices, queries
from consentsvc.events.models import Event, Photographer
from consentsvc.events.schemas import NewPhotographer, PhotographerRow, Register, WhatIsMissing
from consentsvc.kernel import clock, dates, printing
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.codes import PublicCode, enter_by, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotAllowed, NotFound
from consentsvc.kernel.languages import ENGLISH
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.settings import settings
from consentsvc.schools import service as schools

NO_PROGRAM: Final = "Only a person who has signed in can do this, not a program."

BadgeState = Literal["counts", "not_today", "not_ready", "ended"]
"""Whether a badge counts now: only on the event's day, with everything in place."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What the page behind a badge's code shows. `name` and `organisation` are empty unless it counts today."""

    state: BadgeState
    school: str
    event: str
    on_date: date
    number: int
    name: str
    organisation: str


def register(tx: Session, actor: Actor, event_id: UUID) -> Register:
    """Everybody on the event's register, by badge number, and the terms as they are signed now. Raises NotFound."""
    event = queries.event(tx, actor.school, event_id)
    found = queries.photographers(tx, actor.school, event_id)
    names = _names(tx, found)
    terms = _terms(tx, actor.school)
    return Register(
        is_needed=notices.takes_notices(event),
        terms=terms,
        terms_version=_version(terms),
        photographers=[_row(actor, each, names) for each in found],
        candidates=_candidates(tx, actor, found) if actor.can(Permission.EVENT_EDIT) else [],
    )


def add(tx: Session, actor: Actor, event_id: UUID, new: NewPhotographer) -> PhotographerRow:
    """Put somebody on the register; they get the next badge number of the event.

    Raises NotFound, Invalid for somebody who doesn't work here, Conflict (`on-the-register`) for one who is on it.
    """
    event = queries.event(tx, actor.school, event_id, lock=True)
    _known_user(tx, actor, event, new.user_id)
    made = Photographer(
        school_id=actor.school,
        event_id=event.id,
        **new.model_dump(),
        badge_number=queries.next_badge_number(tx, actor.school, event.id),
        badge_code=new_code(),
        added_by=actor.id,
        added_at=clock.now(),
    )
    tx.add_all([made, PublicCode(code=made.badge_code, kind="badge", school_id=actor.school)])
    return _saved(tx, actor, made, "add")


def check_identity(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID, seen: str) -> PhotographerRow:
    """Note, by name, that you saw who they are (E4). Raises NotFound, Conflict (`photographer-ended`), NotAllowed for one's own."""
    found = _standing(tx, actor, event_id, photographer_id)
    by = actor.person(NO_PROGRAM)
    if found.user_id == by:
        raise NotAllowed("Somebody else has to check who you are.", slug="own-identity")
    found.identity_checked_by, found.identity_checked_at, found.identity_seen = by, clock.now(), seen
    return _saved(tx, actor, found, "identity")


def sign_brief(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID, terms_version: str) -> PhotographerRow:
    """Note that the terms are signed, in their words as they are now (E4): by the photographer, or in front of whoever notes it.

    Raises NotFound, NotAllowed, and Conflict: `photographer-ended`, or `terms-changed` where other terms were shown.
    """
    found = _standing(tx, actor, event_id, photographer_id)
    by = actor.person(NO_PROGRAM)
    if found.user_id != by and not actor.can(Permission.EVENT_EDIT):
        raise NotAllowed("You can sign the terms for yourself alone.")
    terms = _terms(tx, actor.school)
    if _version(terms) != terms_version:
        raise Conflict("The school has changed the terms. Load them again, read them, then sign.", slug="terms-changed")
    found.brief_text, found.brief_signed_at = terms, clock.now()
    found.brief_signed_to = None if found.user_id == by else by
    return _saved(tx, actor, found, "brief")


def end(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID) -> PhotographerRow:
    """From now on their badge doesn't count and their pictures aren't taken; those sent before stay. Raises NotFound."""
    found = _known(tx, actor, event_id, photographer_id)
    if found.ended_at is None:
        found.ended_at, found.ended_by = clock.now(), actor.id
    return _saved(tx, actor, found, "end")


def undo_end(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID) -> PhotographerRow:
    """Undo an end.

    Raises NotFound; Conflict (`on-the-register`) where they were put on it again meanwhile; Invalid where they may send nothing any more.
    """
    found = _known(tx, actor, event_id, photographer_id)
    if found.ended_at is not None:
        _known_user(tx, actor, queries.event(tx, actor.school, event_id), found.user_id)
        found.ended_at = found.ended_by = None
    return _saved(tx, actor, found, "end-undo")


def what_is_missing(photographer: Photographer) -> list[WhatIsMissing]:
    """What has to be done before they count (E4)."""
    done: dict[WhatIsMissing, bool] = {
        "identity": photographer.identity_checked_at is not None,
        "brief": photographer.brief_signed_at is not None,
    }
    return [what for what, is_done in done.items() if not is_done]


def is_complete(photographer: Photographer) -> bool:
    """Whether their pictures are taken and their badge can count (E4)."""
    return photographer.ended_at is None and not what_is_missing(photographer)


def badge(tx: Session, code: str) -> Badge | None:
    """What a badge's code says today; None for a code that no badge carries."""
    try:
        school_id = enter_by(tx, "badge", code)
    except NotFound:
        return None
    found = queries.photographer_of_badge(tx, school_id, code)
    if found is None:
        return None
    photographer, event = found
    state = _state(photographer, event)
    return Badge(
        state=state,
        school=schools.school(tx, school_id).name,
        event=event.name,
        on_date=event.on_date,
        number=photographer.badge_number,
        name=photographer.name if state == "counts" else "",
        organisation=photographer.organisation if state == "counts" else "",
    )


def print_badges(actor: Actor, event_id: UUID, ids: Collection[UUID]) -> bytes:
    """Badges to cut out, for these photographers or, where none is named, all who count. Raises NotFound, Conflict (`no-badges`)."""
    with begin(actor.school) as tx:
        event = queries.event(tx, actor.school, event_id)
        wanted = [each for each in queries.photographers(tx, actor.school, event_id) if is_complete(each)]
        badges = [_printed(event, each) for each in wanted if each.id in ids or not ids]
        school = schools.school(tx, actor.school).name
        audit.record(tx, actor, "photographer:print", event_id, badges=len(badges))
    if not badges:
        raise Conflict("There is no badge to print: check who they are and have the terms signed first.", slug="no-badges")
    values = {"title": f"Badges: {event.name}", "school": school, "badges": badges, "says": "Photographer", "scan": SCAN}
    return printing.pdf("badges", values, ENGLISH)


SCAN: Final = "Scan to check that this badge counts today."


def _printed(event: Event, photographer: Photographer) -> Mapping[str, Any]:
    return {
        "number": str(photographer.badge_number),
        "name": photographer.name,
        "organisation": photographer.organisation,
        "event": event.name,
        "day": dates.day(ENGLISH, event.on_date),
        "qr": printing.qr(_page(photographer), "A square code that says whether this badge counts."),
    }


def _state(photographer: Photographer, event: Event) -> BadgeState:
    if photographer.ended_at is not None:
        return "ended"
    if not is_complete(photographer):
        return "not_ready"
    return "counts" if event.on_date == clock.today() else "not_today"


def _page(photographer: Photographer) -> str:
    return f"{settings().public_url}/badge/{photographer.badge_code}"


def _terms(tx: Session, school_id: UUID) -> str:
    return schools.policy_of(tx, school_id).photographer_terms


def _version(terms: str) -> str:
    return hashlib.sha256(terms.encode()).hexdigest()[:16]


def _known(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID) -> Photographer:
    found = queries.photographer(tx, actor.school, event_id, photographer_id)
    if found is None:
        raise NotFound
    return found


def _standing(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID) -> Photographer:
    found = _known(tx, actor, event_id, photographer_id)
    if found.ended_at is not None:
        raise Conflict("This photographer was ended. Undo that first, or add them anew.", slug="photographer-ended")
    return found


def _known_user(tx: Session, actor: Actor, event: Event, user_id: UUID | None) -> None:
    if user_id is None:
        return
    if user_id not in staff.who_may(tx, actor.school, Permission.PHOTO_UPLOAD):
        field = Field("body.user_id", "Nobody at your school with this id may send pictures.")
        raise Invalid("This person can't be on the register as somebody who signs in here.", fields=[field])
    _not_on_it(tx, event, user_id)


def _not_on_it(tx: Session, event: Event, user_id: UUID | None) -> None:
    on_it = {each.user_id for each in queries.photographers(tx, event.school_id, event.id) if each.ended_at is None}
    if user_id is not None and user_id in on_it:
        raise Conflict("This person is on the register of this event already.", slug="on-the-register")


def _saved(tx: Session, actor: Actor, photographer: Photographer, verb: str) -> PhotographerRow:
    tx.add(photographer)
    tx.flush()
    audit.record(tx, actor, f"photographer:{verb}", photographer.id, event=photographer.event_id)
    return _row(actor, photographer, _names(tx, [photographer]))


def _candidates(tx: Session, actor: Actor, found: Collection[Photographer]) -> list[Named]:
    on_it = {each.user_id for each in found if each.ended_at is None}
    may_send = staff.who_may(tx, actor.school, Permission.PHOTO_UPLOAD)
    return list(accounts.named(tx, {each for each in may_send if each not in on_it}).values())


def _names(tx: Session, found: Collection[Photographer]) -> Mapping[UUID, Named]:
    ids = {
        id_
        for each in found
        for id_ in (each.user_id, each.identity_checked_by, each.brief_signed_to, each.ended_by)
        if id_ is not None
    }
    return accounts.named(tx, ids)


def _row(actor: Actor, photographer: Photographer, names: Mapping[UUID, Named]) -> PhotographerRow:
    is_own = actor.kind == "staff" and photographer.user_id == actor.id
    sees_all = is_own or actor.can(Permission.EVENT_EDIT)
    return PhotographerRow(
        **photographer.model_dump(include={"id", "name", "organisation", "badge_number", "ended_at"}),
        is_complete=is_complete(photographer),
        **_particulars(actor, photographer, names) if sees_all else NO_PARTICULARS,
    )


NO_PARTICULARS: Final[Mapping[str, Any]] = {
    "user": None, "badge_page": None, "identity_seen": "", "identity_checked_by": None, "identity_checked_at": None,
    "brief_text": "", "brief_signed_to": None, "brief_signed_at": None, "ended_by": None, "missing": [],
}  # fmt: skip
"""What others on the register, and stewards, are told of how somebody came to count: nothing."""


def _particulars(actor: Actor, photographer: Photographer, names: Mapping[UUID, Named]) -> Mapping[str, Any]:
    def named(id_: UUID | None) -> Named | None:
        return names.get(id_) if id_ else None

    return {
        **photographer.model_dump(include={"identity_seen", "identity_checked_at", "brief_text", "brief_signed_at"}),
        "user": named(photographer.user_id),
        "badge_page": _page(photographer) if actor.can(Permission.EVENT_EDIT) else None,
        "identity_checked_by": named(photographer.identity_checked_by),
        "brief_signed_to": named(photographer.brief_signed_to),
        "ended_by": named(photographer.ended_by),
        "missing": what_is_missing(photographer),
    }
