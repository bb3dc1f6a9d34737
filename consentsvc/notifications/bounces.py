"""Mails that come back (RFC 3464): which letter it was, and that it didn't arrive.

The letter's id stands in the return address that the mail came back to, or in the Message-ID of the returned copy.
"""

import re
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from uuid import UUID

from consentsvc.kernel.database import begin
from consentsvc.kernel.settings import settings
from consentsvc.notifications import service
from consentsvc.schools import service as schools

MOST_BYTES = 2 * 1024 * 1024
_STATUS = re.compile(r"^Status:\s*(\d\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)


def take(returned: bytes) -> bool:
    """Note the letter that this mail says wasn't delivered; False: it is no such mail, or of no letter of ours."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(returned[:MOST_BYTES])
    report = _report(message)
    if report is None or (letter_id := _letter_of(message)) is None:
        return False
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    return any(_noted(school_id, letter_id, report) for school_id in school_ids)


def _noted(school_id: UUID, letter_id: UUID, status: str) -> bool:
    with begin(school_id) as tx:
        return service.came_back(tx, school_id, letter_id, status)


def _report(message: Message) -> str | None:
    """The status of a delivery that failed for good ('5.1.1', perhaps unknown); None: a delay, a success, or no report at all."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            text = "\n".join(str(each) for each in part.walk() if each is not part) or str(part.get_payload())
            action, status = _ACTION.search(text), _STATUS.search(text)
            return (status[1] if status else "") if action and action[1].lower() == "failed" else None
    return None


def _letter_of(message: Message) -> UUID | None:
    for text in _places(message):
        if found := _ID.search(text):
            return UUID(found[0])
    return None


def _places(message: Message) -> list[str]:
    """Where the letter's id may stand: the address it came back to, then the headers of the returned copy."""
    local = re.escape(settings().mail_bounces.rpartition("@")[0])
    sent_to = " ".join(str(message.get(name, "")) for name in ("Delivered-To", "X-Original-To", "To"))
    places = [found[1] for found in re.finditer(rf"{local}\+([0-9a-f]{{32}})@", sent_to, re.IGNORECASE)] if local else []
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            copied = "\n".join([*(str(each) for each in part.walk() if each is not part), str(part.get_payload())])
            places += re.findall(r"^Message-ID:\s*<([^>@]+)@", copied, re.IGNORECASE | re.MULTILINE)
    return places
