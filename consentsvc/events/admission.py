"""Whether an event takes a picture in: its notices are given (E2), and whoever took it is on its register (E4)."""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.events import notices, queries
from consentsvc.events.models import Event, Photographer
from consentsvc.events.photographers import is_complete, what_is_missing
from consentsvc.events.schemas import Admission, PhotographerChoice, WhatIsMissing
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Refused
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.web import ReasonDocument

NOT_STORED: Final = "Nothing of this was stored."
ADD: Final = "Ask somebody who looks after the event to put them on its register, under Photographers."
SIGN: Final = "On the event's page, under Photographers, somebody checks who they are, and they sign the terms."
NAME: Final = "Say who took the pictures: choose them from the register."


def admit(tx: Session, actor: Actor, event_id: UUID, photographer_id: UUID | None) -> UUID | None:
    """Who on the register took what comes in, none where an ordinary event names nobody; the event is held until the transaction ends.

    Raises NotFound, and Refused citing E2 for each notice that a large event lacks, or E4 where nobody on its register who is complete
    is named.
    """
    event = queries.share(tx, actor.school, event_id)
    reasons = notices.reasons_missing(tx, event)
    if reasons:
        detail = f"This event takes no pictures until its notices are confirmed. {NOT_STORED}"
        raise Refused(detail, slug="notices-missing", reasons=reasons)
    named = _named(tx, actor, event, photographer_id)
    reason = _reason_against(actor, named, is_named=photographer_id is not None)
    if named is not None and reason is None:
        return named.id
    if photographer_id is None and not notices.takes_notices(event):
        return None
    detail = f"Whoever took this has to be on the register of the event. {NOT_STORED}"
    raise Refused(detail, slug="not-registered", reasons=[reason] if reason else [])


def admission(tx: Session, actor: Actor, event_id: UUID) -> Admission:
    """The same, before anything is chosen: what keeps this uploader's pictures out, and whom they may name. Raises NotFound."""
    event = queries.event(tx, actor.school, event_id)
    found = [each for each in queries.photographers(tx, actor.school, event_id) if each.ended_at is None]
    own = next((each for each in found if each.user_id == actor.id), None)
    complete = [each for each in found if is_complete(each) and _may_name(actor, each)]
    asks = notices.takes_notices(event)
    reasons = notices.reasons_missing(tx, event)
    if asks and not complete and (reason := _reason_against(actor, own, is_named=False)):
        reasons.append(reason)
    return Admission(
        is_open=not reasons,
        reasons=[ReasonDocument.model_validate(each, from_attributes=True) for each in reasons],
        asks_photographer=asks,
        own=own.id if own and is_complete(own) else None,
        photographers=[PhotographerChoice(**each.model_dump(include=set(PhotographerChoice.model_fields))) for each in complete],
    )


def _named(tx: Session, actor: Actor, event: Event, photographer_id: UUID | None) -> Photographer | None:
    found = queries.photographers_now(tx, event.school_id, event.id)
    if photographer_id is not None:
        return next((each for each in found if each.id == photographer_id), None)
    return next((each for each in found if each.user_id == actor.id and each.ended_at is None), None)


def _may_name(actor: Actor, photographer: Photographer) -> bool:
    """Who does nothing here but send pictures sends their own: nobody who was taken off the register sends on in another's name."""
    return actor.kind != "staff" or actor.can(Permission.PHOTO_VIEW) or photographer.user_id == actor.id


def _reason_against(actor: Actor, named: Photographer | None, *, is_named: bool) -> Reason | None:
    """Why pictures of this photographer aren't taken from this uploader (E4); none where they are."""
    if named is None and is_named:
        return Reason("E4", "not_registered", None, "Whom you named isn't on the register of this event.", ADD)
    if named is None:
        return Reason(
            "E4", "nobody_named", None, "You named nobody, and you aren't on the register of this event.", f"{NAME} {ADD}"
        )
    if not _may_name(actor, named):
        return Reason("E4", "not_yours", None, "You can send pictures only in your own name.", ADD)
    if named.ended_at is not None:
        return Reason("E4", "ended", None, "This photographer was taken off the register.", ADD)
    lacks = what_is_missing(named)
    return Reason("E4", "not_complete", None, _LACKS[tuple(lacks)], SIGN) if lacks else None


_LACKS: Final[dict[tuple[WhatIsMissing, ...], str]] = {
    ("identity",): "Nobody has checked yet who this photographer is.",
    ("brief",): "This photographer hasn't signed the terms yet.",
    ("identity", "brief"): "Nobody has checked yet who this photographer is, and the terms aren't signed.",
}
