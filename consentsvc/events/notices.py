"""An event's notices: what people are told before and on the day, in print and on the public page, and who says that they were told (E2).

From `large` on an event takes uploads only while each of the four notices is confirmed. A confirmation is somebody's word, by name; it can
be taken back, and the newest counts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, cast, get_args
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.events import notice_texts, queries
from consentsvc.events.models import ConfirmedNotice, Event
from consentsvc.events.notice_texts import About
from consentsvc.events.schemas import EventNotices, NoticeKind, NoticeRow, NoticeWord, Spectators
from consentsvc.kernel import clock, languages, pages, printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, enter_by, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Invalid
from consentsvc.kernel.languages import ENGLISH, LANGUAGES
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.settings import settings
from consentsvc.schools import service as schools

KINDS: Final[tuple[NoticeKind, ...]] = get_args(NoticeKind)
NO_PROGRAM: Final = "Only a person who has signed in can confirm a notice, not a program."

_CALLED: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        "advance_letter": "The notice to families",
        "door_sign": "The sign at the door",
        "announcement": "The announcement",
        "programme_text": "The text in the programme",
    }
)


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """What everybody may read of an event on /n/{code}, before the part on opting out.

    `sentences`: by whom pictures are taken, for what, and the rule for spectators, in English for `|translated`; none has a gap.
    `contact`: how to reach the school, in its own words; may be empty. `slug`: of the school, for its form for reports.
    """

    school: str
    slug: str
    contact: str
    name: str
    on_date: date
    place: str
    sentences: tuple[str, ...]


def public_notice(tx: Session, school_id: UUID, event: Event) -> PublicNotice:
    """What is photographed, by whom, for what, and the rule for spectators: values for the public page."""
    about = _about(tx, event)
    return PublicNotice(
        school=about.school,
        slug=schools.school(tx, school_id).slug,
        contact=schools.policy_of(tx, school_id).contact,
        name=event.name,
        on_date=event.on_date,
        place=event.place,
        sentences=tuple(notice_texts.about_pictures(about)),
    )


def event_of_code(tx: Session, code: str) -> Event:
    """The event behind the code on its notices; the transaction sees its school from here on. Raises NotFound."""
    return queries.event_of_notice(tx, enter_by(tx, "notice", code), code)


def takes_notices(event: Event) -> bool:
    """Whether the event is large enough to need notices (E2) and a register of photographers (E4)."""
    return event.scale != "ordinary"


def is_announced(tx: Session, event: Event) -> bool:
    """Whether it is a large event, and all of its notices are confirmed (E2, E6)."""
    return takes_notices(event) and not missing(tx, event)


def announced(tx: Session, school_id: UUID, event_ids: Collection[UUID]) -> Mapping[UUID, bool]:
    """Those of these events that are large, and whether all notices of each are confirmed (E2, E6). Two queries."""
    large = [each.id for each in queries.events_by_id(tx, school_id, event_ids) if takes_notices(each)]
    given = queries.newest_notices_of(tx, school_id, large)
    return {event_id: all(given.get((event_id, kind)) for kind in KINDS) for event_id in large}


def missing(tx: Session, event: Event) -> list[NoticeKind]:
    """The notices that nobody has confirmed, or whose confirmation was taken back; none for an ordinary event (E2)."""
    newest = queries.newest_notices(tx, event.school_id, event.id)
    return [kind for kind in KINDS if not _is_given(newest.get(kind))] if takes_notices(event) else []


def reasons_missing(tx: Session, event: Event) -> list[Reason]:
    """Why the event takes no uploads yet: a reason for each notice that is missing (E2)."""
    mend = "Print it and give it. Then confirm it on the event's page, under Notices."
    return [Reason("E2", "notice_missing", kind, f"{_CALLED[kind]} isn't confirmed.", mend) for kind in missing(tx, event)]


def listed(tx: Session, actor: Actor, event_id: UUID) -> EventNotices:
    """The four notices and who confirmed each. Raises NotFound."""
    return _listed(tx, queries.event(tx, actor.school, event_id))


def say(tx: Session, actor: Actor, event_id: UUID, word: NoticeWord) -> EventNotices:
    """Confirm, by name, that a notice was given, and how; or take that back (E2).

    Raises NotFound, NotAllowed for a program, and Conflict (`ordinary-event`): what an ordinary event's notices say is no notice of a
    large one, such as that its crowd may be shown.
    """
    found = queries.event(tx, actor.school, event_id, lock=True)
    if word.is_given and not takes_notices(found):
        raise Conflict("An ordinary event needs no confirmed notices. Say first that it is a large one.", slug="ordinary-event")
    tx.add(
        ConfirmedNotice(
            school_id=actor.school,
            event_id=event_id,
            kind=word.kind,
            is_given=word.is_given,
            how=word.how,
            by=actor.person(NO_PROGRAM),
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "event:notice", event_id, kind=word.kind, is_given=word.is_given)
    return _listed(tx, found)


def printed(actor: Actor, event_id: UUID, kinds: Collection[NoticeKind], codes: Collection[str]) -> bytes:
    """One PDF: each of these notices (none: all four), a page for each of these languages (none: the school's).

    Raises NotFound, and Invalid for a language that there isn't. No connection is held while pages are laid out.
    """
    if unknown := sorted(set(codes) - set(LANGUAGES)):
        raise Invalid(f"There is no such language: {', '.join(unknown)}.")
    with begin(actor.school) as tx:
        event = queries.event(tx, actor.school, event_id, lock=True)
        wanted = codes or schools.policy_of(tx, actor.school).languages
        about, link = _about(tx, event), public_address(tx, event)
        audit.record(tx, actor, "event:print", event_id, languages=len(wanted))
    in_order = [code for code in LANGUAGES if code in wanted]
    each = [_page(kind, code, about, link) for kind in KINDS if kind in (kinds or KINDS) for code in in_order]
    return printing.pdf("notices", {"title": f"Notices: {event.name}", "pages": each}, ENGLISH)


def public_address(tx: Session, event: Event) -> str:
    """Where everybody reads the event's notice and opts a child out; its code is made when it is first needed."""
    if event.notice_code is None:  # two who ask at once must not print two codes, of which one opens nothing
        event = queries.event(tx, event.school_id, event.id, lock=True)
    if event.notice_code is None:
        event.notice_code = new_code()
        tx.add_all([event, PublicCode(code=event.notice_code, kind="notice", school_id=event.school_id)])
        tx.flush()
    return f"{settings().public_url}/n/{event.notice_code}"


def _is_given(newest: ConfirmedNotice | None) -> bool:
    return newest is not None and newest.is_given


def _about(tx: Session, event: Event) -> About:
    return About(
        school=schools.school(tx, event.school_id).name,
        event=event.name,
        on_date=event.on_date,
        place=event.place,
        takes_register=takes_notices(event),
        spectators=cast(Spectators, event.spectators),
    )


def _listed(tx: Session, event: Event) -> EventNotices:
    newest = queries.newest_notices(tx, event.school_id, event.id)
    people = accounts.named(tx, {each.by for each in newest.values()})
    return EventNotices(
        are_needed=takes_notices(event),
        missing=missing(tx, event),
        public_page=public_address(tx, event),
        languages=list(schools.policy_of(tx, event.school_id).languages),
        notices=[_row(kind, newest.get(kind), people) for kind in KINDS],
    )


def _row(kind: NoticeKind, newest: ConfirmedNotice | None, people: Mapping[UUID, Any]) -> NoticeRow:
    if newest is None:
        return NoticeRow(kind=kind, is_given=False, how="", by=None, at=None)
    return NoticeRow(kind=kind, is_given=newest.is_given, how=newest.how, by=people.get(newest.by), at=newest.at)


def _page(kind: NoticeKind, code: str, about: About, link: str) -> Mapping[str, Any]:
    def said(text: str) -> str:
        return notice_texts.said(code, text, about)

    return {
        "kind": kind,
        "language": code,
        "school": about.school,
        "heading": said(notice_texts.HEADINGS[kind]),
        "paragraphs": [said(text) for text in notice_texts.paragraphs(kind, about)],
        "scan": said(notice_texts.SCAN),
        "qr": printing.qr(f"{link}?{pages.CHOICE}={code}", said(notice_texts.QR_SAYS)),
        "link": link.partition("://")[2],
        "small": languages.unchecked_notice(code)[:1],
    }
