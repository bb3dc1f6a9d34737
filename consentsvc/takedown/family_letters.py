"""The mail to a family once what its own word brought down is down, or is late (P10): a link, and nothing of what or where."""

from datetime import timedelta
from typing import Final

from sqlmodel import Session

from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.languages import phrase
from consentsvc.notifications import service as notifications
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.receipts.letters import to_speaker
from consentsvc.takedown import certificates
from consentsvc.takedown.facts import CaseClosed, TakedownOverdue
from consentsvc.takedown.models import Case
from consentsvc.takedown.queries import families as queries

CAME_DOWN: Final = "takedown.came_down"
SUBJECT: Final = phrase("%(school)s tells you which pictures came down")
QUIET: Final = timedelta(hours=1)
"""A mail tells of everything until it goes, and the next goes no sooner than this."""


def tell_that_it_is_done(fact: CaseClosed) -> None:
    """Everything that can come down is down: whoever's word it was is owed a mail."""
    with begin(fact.school_id) as tx:
        case = queries.case(tx, fact.school_id, fact.case_id)
        _owe(tx, case, f"{CAME_DOWN} {case.id} {case.closed_at}")


def tell_that_it_is_late(fact: TakedownOverdue) -> None:
    """The deadline has passed: they are owed the truth, once for each case."""
    with begin(fact.school_id) as tx:
        case = queries.case(tx, fact.school_id, fact.case_id)
        _owe(tx, case, f"{CAME_DOWN} {case.id} late")


def _owe(tx: Session, case: Case, key: str) -> None:
    speaker = speaker_of(case)
    if speaker is None:
        return
    theirs = [each.id for each in queries.cases_of(tx, case.school_id, speaker)]
    newest, now = notifications.newest(tx, case.school_id, CAME_DOWN, theirs), clock.now()
    if newest is None or newest <= now:
        due = max(now, newest + QUIET) if newest else now
        notifications.queue(tx, case.school_id, CAME_DOWN, case.id, key, due)


def write_came_down(tx: Session, letter: Letter) -> Mail | None:
    """The mail, as things are when it goes. None: there is no address, no link any more (G3), or nothing is down any more."""
    speaker = speaker_of(queries.case(tx, letter.school_id, letter.about_id))
    if speaker is None:
        return None
    try:
        found = certificates.certificate_of(tx, letter.school_id, speaker, letter.about_id)
    except NotFound:
        return None
    if found.is_undone:
        return None
    values = {"at": found.at, "is_done": found.is_done}
    return to_speaker(tx, letter.school_id, speaker, "came_down", SUBJECT, values)


def speaker_of(case: Case) -> Speaker | None:
    """Whose own word opened the case, and who is told; None: nobody's."""
    if case.child_id is None and case.adult_id is None:
        return None
    return Speaker(child_id=case.child_id, guardian_id=case.guardian_id, adult_id=case.adult_id)
