"""The mail after answers were saved: that they were, on which day, and where to read them. No answer, no name of a child."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel.access import system
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.languages import ENGLISH, phrase
from consentsvc.notifications.composing import compose
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.receipts import queries as receipt_queries
from consentsvc.receipts import service as receipts
from consentsvc.schools import service as schools

SUBJECT: Final = phrase("%(school)s has saved your answers")


def write_receipt(tx: Session, letter: Letter) -> Mail | None:
    """The mail; None: there is no address, or the speaker can't have a link any more (G3)."""
    speaker = receipts.speaker_of(tx, letter.school_id, letter.about_id)
    if not speaker:
        return None
    saved_at = receipts.receipt_of(tx, letter.school_id, speaker, letter.about_id).issued_at
    return to_speaker(tx, letter.school_id, speaker, "receipt", SUBJECT, {"saved_at": saved_at})


def to_speaker(
    tx: Session, school_id: UUID, speaker: Speaker, template: str, subject: str, values: Mapping[str, Any]
) -> Mail | None:
    """A mail to a speaker in their language, with the link and code of their page (`url`, `code`).

    None: there is no address, or the speaker can't have a link any more (G3).
    """
    address = receipt_queries.address(tx, school_id, speaker)
    if address is None:
        return None
    try:
        way = ways_in.way_in(tx, system(school_id), speaker)
    except (Conflict, NotFound):
        return None
    email, language = address
    return compose(
        template,
        language if language in schools.policy_of(tx, school_id).languages else ENGLISH,
        to=email,
        school=schools.school(tx, school_id).name,
        subject=subject,
        values={**values, "url": way.url, "code": way.code},
    )
