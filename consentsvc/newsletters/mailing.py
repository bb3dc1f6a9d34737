"""Mailing an issue to families, or handing its HTML over to another mail program. Its pictures are live: decided each time it is opened."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.languages import ENGLISH, phrase
from consentsvc.kernel.settings import settings
from consentsvc.newsletters import queries
from consentsvc.newsletters.models import Issue, Mailed
from consentsvc.newsletters.queries import Tie
from consentsvc.newsletters.rules import ONLINE
from consentsvc.newsletters.schemas import MailCopy, Recipients
from consentsvc.newsletters.shown import shown
from consentsvc.notifications import service as notifications
from consentsvc.notifications.composing import compose
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.notifications.service import Due
from consentsvc.publishing import together
from consentsvc.publishing.together import Placed
from consentsvc.roster.barring import Barred, BarredTie, traces
from consentsvc.schools import service as schools

NEWSLETTER: Final = "newsletter"
"""The kind of letter."""

SUBJECT: Final = phrase("A newsletter from %(school)s")


def recipients(tx: Session, actor: Actor, issue_id: UUID) -> Recipients:
    """How many families' addresses an issue goes to, and how far it is. Raises NotFound."""
    issue = queries.issue(tx, actor.school, issue_id)
    return _recipients(tx, issue)


def mail(tx: Session, actor: Actor, issue_id: UUID) -> Recipients:
    """Owe the issue to every family that hasn't had it. Raises NotFound, Conflict (`issue-not-out`, `for-print-alone`)."""
    issue = queries.hold_issue(tx, actor.school, issue_id)
    _must_be_read_online(tx, issue)
    new = [
        Mailed(id=uuid4(), school_id=issue.school_id, issue_id=issue.id, guardian_id=tie.guardian_id, at=clock.now())
        for tie in _left(tx, issue)
    ]
    tx.add_all(new)
    tx.flush()
    due = [Due(each.id, f"{NEWSLETTER} {issue.id} {each.guardian_id}", clock.now()) for each in new]
    notifications.queue_all(tx, issue.school_id, NEWSLETTER, due)
    audit.record(tx, actor, "issue:mail", issue.id, letters=len(due))
    return _recipients(tx, issue)


def mail_copy(tx: Session, actor: Actor, issue_id: UUID) -> MailCopy:
    """The issue as a mail for another program. Raises NotFound, Conflict (`issue-not-out`, `for-print-alone`)."""
    issue = queries.issue(tx, actor.school, issue_id)
    _must_be_read_online(tx, issue)
    audit.record(tx, actor, "issue:copy", issue.id)
    made = _composed(tx, issue, "", ENGLISH)
    return MailCopy(subject=made.subject, html=made.html, text=made.text)


def write_newsletter(tx: Session, letter: Letter) -> Mail | None:
    """The mail to one family; None: the issue was taken back, or they may not or can't be reached any more (G3)."""
    mailed = queries.one_mailed(tx, letter.school_id, letter.about_id)
    issue = queries.issue(tx, letter.school_id, mailed.issue_id)
    family = _families(queries.ties(tx, letter.school_id), clock.today()).get(mailed.guardian_id)
    if issue.state != "out" or family is None or family.email is None:
        return None
    offered = schools.policy_of(tx, letter.school_id).languages
    return _composed(tx, issue, family.email, family.language if family.language in offered else ENGLISH)


def _composed(tx: Session, issue: Issue, to: str, language: str | None) -> Mail:
    found = shown(tx, issue)
    return compose(
        "newsletter",
        language or ENGLISH,
        to=to,
        school=found.school,
        subject=SUBJECT,
        values={"issue": found, "url": f"{settings().public_url}/news/{issue.code}", "address": _address},
        content="newsletter_issue",
    )


def _address(placed: Placed) -> str:
    return settings().public_url + together.address(placed, "large")


def _must_be_read_online(tx: Session, issue: Issue) -> None:
    if together.channel(tx, issue.school_id, issue.channel_id).purpose != ONLINE:
        raise Conflict("This newsletter is for print alone. Families were not asked about mail for it.", slug="for-print-alone")
    if issue.state != "out":
        raise Conflict("Send the issue out first: until then nobody can see its pictures.", slug="issue-not-out")


def _recipients(tx: Session, issue: Issue) -> Recipients:
    mailed = queries.mailed(tx, issue.school_id, issue.id)
    fates = [each.state for each in notifications.fates(tx, issue.school_id, [each.id for each in mailed]).values()]
    return Recipients(
        left=len(_left(tx, issue)),
        waiting=fates.count("waiting"),
        sent=fates.count("sent"),
        failed=len(fates) - fates.count("waiting") - fates.count("sent"),
    )


def _left(tx: Session, issue: Issue) -> Sequence[Tie]:
    """Those to whom it is still to be mailed: one for each address."""
    found = queries.ties(tx, issue.school_id)
    had = {each.guardian_id for each in queries.mailed(tx, issue.school_id, issue.id)}
    reached = {tie.email.casefold() for tie in found if tie.guardian_id in had and tie.email}
    by_address: dict[str, Tie] = {}
    for tie in _families(found, clock.today()).values():
        by_address.setdefault((tie.email or "").casefold(), tie)
    return [tie for address, tie in by_address.items() if address and address not in reached and tie.guardian_id not in had]


def _families(ties: Sequence[Tie], today: date) -> Mapping[UUID, Tie]:
    """By guardian, those who have an address and a child here; nobody who is barred from contact with a child, by any trace (G3)."""
    barred = Barred.of(BarredTie(tie.child_id, tie.guardian_id, tie.email, tie.phone) for tie in ties if tie.contact_barred)
    return {tie.guardian_id: tie for tie in ties if tie.email and tie.is_here(today) and not _is_of(tie, barred)}


def _is_of(tie: Tie, barred: Barred) -> bool:
    return not barred.traces.isdisjoint({tie.guardian_id, *traces(tie.email, tie.phone)})
