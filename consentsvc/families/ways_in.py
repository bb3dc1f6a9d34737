"""Ways in for whoever may answer: a link, which finds the page, and a code, which opens it (G3 to G5).

A link belongs to one speaker. Link and code are worked out from the link's id with the service's secret, so that a reminder, or a mail
that is sent again after a crash, carries the same ones; what is stored are hashes. A link ends when a newer one replaces it, after two
years, when the child has left or, for a guardian, is 18, and when the guardian is no longer the child's or is barred from contact. It
ends for good when the person's e-mail address changes, and when a child who had left comes back (triggers on their tables; X3). It
never says which (G3). Opening a link changes nothing; only a POST does (G4).

An *entry code* opens a page without its link, typed in at /code: one printed in a letter lasts as long as the link, one read out on
the phone works once, within the hour.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import rules, service
from consentsvc.consent.models import EntryCode, FamilyLink, FamilySession
from consentsvc.consent.speakers import Speaker
from consentsvc.families import queries
from consentsvc.families.schemas import LinkRow, SpokenCode, WayIn
from consentsvc.forms.purposes import FormKind
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, as_letters, enter_by, hashed, in_groups, keyed, letters_of, new_code, typed_code
from consentsvc.kernel.errors import Conflict, NotFound, Problem, SignInNeeded
from consentsvc.kernel.languages import phrase
from consentsvc.kernel.settings import settings
from consentsvc.roster import locks
from consentsvc.roster import service as roster
from consentsvc.roster.models import Adult, Child, Guardianship
from consentsvc.schools import service as schools

LINK_LASTS: Final = timedelta(days=731)
GIVEN_AGAIN_FOR: Final = timedelta(days=366)  # a link that lasts no longer than this isn't sent once more: a new one is made
SPOKEN_LASTS: Final = timedelta(minutes=60)
SESSION_LASTS: Final = timedelta(hours=2)
WRONG_CODES: Final = 10
PAUSE: Final = timedelta(minutes=15)
CODE_LENGTH: Final = 8
LETTER_CODE_LENGTH: Final = 12  # it opens a page by itself, for as long as the link does


class LinkEnded(Problem):
    """One refusal for every link that doesn't open, whatever the cause (G3)."""

    status = 410
    slug = "link-ended"
    title = phrase("This link has ended")

    def __init__(self) -> None:
        super().__init__(phrase("Please ask the school office for a new link."))


@dataclass(frozen=True)
class Visitor:
    """A speaker who came by a link that works; not signed in yet.

    child_name: of the child whom it is about; an adult's own name. can_agree: their yes can count (C5, C8).
    is_young_person: a child who answers for themself and isn't 18 yet. language: in which the school writes to them; None: nobody
    has said. languages: those that the school offers.
    """

    token: str
    link_id: UUID
    school_name: str
    school_slug: str
    speaker: Speaker
    kind: FormKind
    child_name: str
    can_agree: bool
    is_in_care: bool
    is_young_person: bool
    language: str | None
    languages: tuple[str, ...]
    actor: Actor

    @property
    def child_id(self) -> UUID:
        """The child whom the page is about. Raises NotFound at an adult's own page."""
        if self.speaker.child_id is None:
            raise NotFound
        return self.speaker.child_id

    @property
    def is_own(self) -> bool:
        """Whether it is about the speaker themself: 'you'."""
        return self.speaker.speaks_for_self

    @property
    def home(self) -> str:
        """The address of the first page."""
        return f"/f/{self.token}"

    @property
    def cookie_name(self) -> str:
        """One cookie for each link: a parent of two may have both pages open."""
        return f"family-{self.link_id.hex[:12]}"


@dataclass(frozen=True)
class Family(Visitor):
    """A speaker who has signed in, at the page of one person."""

    session: FamilySession


class FamilySignInNeeded(SignInNeeded):
    """The page of a link that works, before its code or after its session. `next_step`: what to press, and where it leads."""

    title = phrase("Sign in first")

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(phrase("Please type in your code again."))
        self.next_step = (phrase("Sign in"), visitor.home)


class NotOpened(Enum):
    """Why a code did not open the page."""

    WRONG_CODE = "wrong_code"
    PAUSED = "paused"


# Making them


def invite(tx: Session, actor: Actor, speaker: Speaker) -> WayIn:
    """Make a speaker's link and code; any earlier one ends (G5). Raises NotFound, Conflict where the speaker can't have one."""
    _hold_to_invite(tx, actor, speaker)
    return _way_in_instead_of(tx, actor, speaker, queries.links_in_use(tx, actor.school, speaker))


def way_in(tx: Session, actor: Actor, speaker: Speaker) -> WayIn:
    """The speaker's link and code, those in use where they will last, else new ones. Raises as `invite` does."""
    _hold_to_invite(tx, actor, speaker)
    in_use = queries.links_in_use(tx, actor.school, speaker)
    lasting = [each for each in in_use if _can_be_given_again(each)]
    return _way_in_by(lasting[-1]) if lasting else _way_in_instead_of(tx, actor, speaker, in_use)


def _way_in_instead_of(tx: Session, actor: Actor, speaker: Speaker, in_use: Iterable[FamilyLink]) -> WayIn:
    for earlier in in_use:
        earlier.replaced_at = clock.now()
    return _way_in_by(_new_link(tx, actor, speaker))


def links_of(tx: Session, actor: Actor, *, child_id: UUID | None = None, adult_id: UUID | None = None) -> list[LinkRow]:
    """The links in use of everybody who may answer for a child, or of an adult. Raises NotFound."""
    if child_id is not None:
        roster.known_child(tx, actor.school, child_id)
    if adult_id is not None:
        roster.known_adult(tx, actor.school, adult_id)
    found = queries.links_about(tx, actor.school, child_id=child_id, adult_id=adult_id)
    return [
        LinkRow(link_id=each.id, guardian_id=each.guardian_id, made_at=each.made_at, expires_at=each.expires_at)
        for each in found
        if each.expires_at > clock.now()
    ]


def _hold_to_invite(tx: Session, actor: Actor, speaker: Speaker) -> None:
    """One way in at a time for a person. Raises NotFound for a stranger, Conflict for somebody who isn't asked."""
    if speaker.child_id is None:
        locks.hold_to_answer(tx, actor.school, adult_id=speaker.person_id)
        return
    child = locks.hold_to_answer(tx, actor.school, child_id=speaker.child_id)
    if speaker.guardian_id is not None:
        _check_guardian(child, roster.known_guardianship(tx, actor.school, child.id, speaker.guardian_id))
    if _has_left(child):
        raise Conflict("This child has left the school, so nobody is asked any more.", slug="child-left")
    if speaker.guardian_id is None and not _is_asked(tx, actor.school, child):
        raise Conflict(
            "This child is too young to be asked. Record that they can decide for themself first, if they can.", slug="too-young"
        )


def _check_guardian(child: Child, tie: Guardianship) -> None:
    if tie.contact_barred:
        raise Conflict("This person is barred from contact and can't have a link. Ask the lead.", slug="contact-barred")
    if _is_of_age(child):
        raise Conflict("They are 18, so only they can answer now. Make a link for them.", slug="came-of-age")


def _is_asked(tx: Session, school_id: UUID, child: Child) -> bool:
    """Whether a young person is asked too: from the school's age on, or as it was assessed (C7)."""
    assessed = queries.newest_capacity(tx, school_id, child.id)
    birthday = rules.birthday(child.born_on, schools.policy_of(tx, school_id).capacity_age)
    return birthday <= clock.today() if assessed is None else assessed


def _is_of_age(child: Child) -> bool:
    return rules.eighteenth_birthday(child.born_on) <= clock.today()


def _has_left(child: Child) -> bool:
    return child.left_on is not None and child.left_on <= clock.today()


def _can_be_given_again(link: FamilyLink) -> bool:
    """Whether it lasts, and the secret that it was made with is still the service's."""
    lasts = link.expires_at > clock.now() + GIVEN_AGAIN_FOR
    return lasts and link.token_hash == hashed(_token(link.id)) and link.code_hash == _code_hash(link.id, _code(link.id))


def _new_link(tx: Session, actor: Actor, speaker: Speaker) -> FamilyLink:
    link = FamilyLink(
        school_id=actor.school,
        token_hash=b"",
        code_hash=b"",
        child_id=speaker.child_id,
        guardian_id=speaker.guardian_id,
        adult_id=speaker.adult_id,
        made_by=actor.id if actor.kind == "staff" else None,
        made_at=clock.now(),
        expires_at=clock.now() + LINK_LASTS,
    )
    link.token_hash, link.code_hash = hashed(_token(link.id)), _code_hash(link.id, _code(link.id))
    tx.add_all([link, PublicCode(code=link.token_hash.hex(), kind="family", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "family:invite", speaker.person_id, guardian=speaker.guardian_id)
    return link


def _way_in_by(link: FamilyLink) -> WayIn:
    return WayIn(
        url=f"{settings().public_url}/f/{_token(link.id)}",
        code=in_groups(_code(link.id)),
        link_id=link.id,
        expires_at=link.expires_at,
    )


def letter_code(tx: Session, actor: Actor, link_id: UUID) -> str:
    """The code to print in a letter, always the same: it opens the link's page by itself, as long as the link does. Raises NotFound."""
    link = queries.lock_link(tx, actor.school, link_id)
    letters = letters_of(keyed(f"letter-code:{link.id}"), LETTER_CODE_LENGTH)
    if queries.entry_code(tx, actor.school, _entry_hash(letters)) is None:
        _add_entry_code(tx, actor, link, letters, link.expires_at, is_spoken=False)
    return in_groups(letters)


def spoken_code(tx: Session, actor: Actor, link_id: UUID) -> SpokenCode:
    """A code to read out on the phone: it works once, within the hour; an earlier one ends. Raises NotFound, Conflict as `invite` does."""
    _hold_to_invite(
        tx, actor, _speaker_of(queries.link(tx, actor.school, link_id))
    )  # the person first, as whoever makes links does
    link = queries.lock_link(tx, actor.school, link_id)
    if link.replaced_at is not None or link.expires_at <= clock.now():
        raise Conflict("This link has ended. Make a new one.", slug="link-ended")
    for earlier in queries.spoken_codes(tx, actor.school, link.id):
        earlier.expires_at = min(earlier.expires_at, clock.now())
    letters = typed_code(CODE_LENGTH)
    expires_at = clock.now() + SPOKEN_LASTS
    _add_entry_code(tx, actor, link, letters, expires_at, is_spoken=True)
    return SpokenCode(code=in_groups(letters), typed_at=f"{settings().public_url}/code", expires_at=expires_at)


def _add_entry_code(tx: Session, actor: Actor, link: FamilyLink, letters: str, expires_at: datetime, *, is_spoken: bool) -> None:
    code = EntryCode(
        school_id=actor.school,
        code_hash=_entry_hash(letters),
        link_id=link.id,
        is_spoken=is_spoken,
        made_at=clock.now(),
        expires_at=expires_at,
    )
    tx.add_all([code, PublicCode(code=code.code_hash.hex(), kind="entry", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "family:code", _speaker_of(link).person_id, guardian=link.guardian_id, spoken=is_spoken)


def _speaker_of(link: FamilyLink) -> Speaker:
    return Speaker(child_id=link.child_id, guardian_id=link.guardian_id, adult_id=link.adult_id)


# What is worked out, and what is stored of it


def _token(link_id: UUID) -> str:
    """192 bits that only the holder of the secret can work out."""
    return urlsafe_b64encode(keyed(f"family-link:{link_id}"))[:32].decode()


def _code(link_id: UUID) -> str:
    return letters_of(keyed(f"family-code:{link_id}"), CODE_LENGTH)


def _code_hash(link_id: UUID, letters: str) -> bytes:
    return keyed(f"family-code-hash:{link_id}:{letters}")


def _entry_hash(letters: str) -> bytes:
    # A code is short: keyed, so that a copy of the database alone doesn't give it away.
    return keyed(f"entry-code-hash:{letters}")


# Coming in


def arrive(tx: Session, token: str) -> Visitor:
    """Who comes by this link; the transaction then sees their school. Raises LinkEnded."""
    try:
        school_id = enter_by(tx, "family", hashed(token).hex())
    except NotFound:
        raise LinkEnded from None
    found = queries.link_by_token(tx, school_id, hashed(token))
    if found is None or _has_ended(*found[:3]):
        raise LinkEnded
    return _visitor(tx, token, *found)


def _has_ended(link: FamilyLink, child: Child | None, tie: Guardianship | None) -> bool:
    if link.replaced_at is not None or link.expires_at <= clock.now():
        return True
    if link.guardian_id is not None and (tie is None or tie.contact_barred):
        return True
    return child is not None and (_has_left(child) or (tie is not None and _is_of_age(child)))


def _visitor(
    tx: Session,
    token: str,
    link: FamilyLink,
    child: Child | None,
    tie: Guardianship | None,
    adult: Adult | None,
    language: str | None,
) -> Visitor:
    speaker, school = _speaker_of(link), schools.school(tx, link.school_id)
    return Visitor(
        token=token,
        link_id=link.id,
        school_name=school.name,
        school_slug=school.slug,
        speaker=speaker,
        kind=service.form_kind(tx, link.school_id, speaker),
        child_name=child.first_name if child else adult.name if adult else "",
        can_agree=_can_agree(child, tie),
        is_in_care=child is not None and child.looked_after,
        is_young_person=child is not None and tie is None and not _is_of_age(child),
        language=language,
        languages=schools.policy_of(tx, link.school_id).languages,
        actor=Actor(kind="family", id=link.guardian_id or speaker.person_id, school_id=link.school_id),
    )


def _can_agree(child: Child | None, tie: Guardianship | None) -> bool:
    """As the roster has it now; who answers for themself can (C5, C8)."""
    if child is None or tie is None:
        return True
    return tie.local_authority if child.looked_after else tie.parental_responsibility


def sign_in(tx: Session, visitor: Visitor, code: str) -> str | NotOpened:
    """Open the page by its code: the secret for the browser's cookie, or why not. After ten wrong codes it pauses for a while."""
    link = queries.lock_link(tx, visitor.actor.school, visitor.link_id)
    if link.paused_until is not None and link.paused_until > clock.now():
        return NotOpened.PAUSED
    letters = as_letters(code)
    if not hmac.compare_digest(link.code_hash, _code_hash(link.id, letters)) and not _use_entry_code(tx, link, letters):
        return _count_wrong(link)
    link.failed_codes = 0
    return _open_session(tx, visitor)


def _use_entry_code(tx: Session, link: FamilyLink, letters: str) -> bool:
    """Whether it is one of this link's entry codes that still works; one that was read out is used up by this."""
    code = queries.entry_code(tx, link.school_id, _entry_hash(letters), lock=True)
    if code is None or code.link_id != link.id or code.expires_at <= clock.now() or code.used_at is not None:
        return False
    if code.is_spoken:
        code.used_at = clock.now()
    return True


def _count_wrong(link: FamilyLink) -> NotOpened:
    link.failed_codes += 1
    if link.failed_codes < WRONG_CODES:
        return NotOpened.WRONG_CODE
    link.failed_codes, link.paused_until = 0, clock.now() + PAUSE
    return NotOpened.PAUSED


def enter(tx: Session, code: str) -> tuple[Visitor, str] | NotOpened:
    """Open a page by an entry code alone: who it is, and the secret for their browser's cookie.

    A code of a link that has ended, or of somebody who is barred from contact, is as wrong as any other (G3).
    """
    letters = as_letters(code)
    try:
        school_id = enter_by(tx, "entry", _entry_hash(letters).hex())
    except NotFound:
        return NotOpened.WRONG_CODE
    link = queries.link_of_code(tx, school_id, _entry_hash(letters))
    try:
        visitor = arrive(tx, _token(link.id))
    except LinkEnded:
        return NotOpened.WRONG_CODE
    return (visitor, _open_session(tx, visitor)) if _use_entry_code(tx, link, letters) else NotOpened.WRONG_CODE


def _open_session(tx: Session, visitor: Visitor) -> str:
    for old in queries.family_sessions(tx, visitor.actor.school, visitor.link_id):
        if old.expires_at <= clock.now():
            tx.delete(old)
    cookie = new_code()
    session = FamilySession(
        school_id=visitor.actor.school,
        token_hash=hashed(cookie),
        link_id=visitor.link_id,
        created_at=clock.now(),
        expires_at=clock.now() + SESSION_LASTS,
    )
    tx.add(session)
    audit.record(tx, visitor.actor, "family:sign-in", visitor.speaker.person_id)
    return cookie


def signed_in(tx: Session, visitor: Visitor, cookie: str | None) -> Family | None:
    """The visitor as a family, where the browser's cookie is of a session of this link that hasn't ended."""
    session = cookie and queries.family_session(tx, visitor.actor.school, visitor.link_id, hashed(cookie))
    if not session or session.expires_at <= clock.now():
        return None
    return Family(**vars(visitor), session=session)


def sign_out(tx: Session, family: Family) -> None:
    """End this browser's session; what it hasn't sent is forgotten."""
    tx.delete(family.session)
    audit.record(tx, family.actor, "family:sign-out", family.speaker.person_id)


def hold_session(tx: Session, family: Family) -> None:
    """This browser's session as it is now: two of its tabs come one after the other, and the second sees what the first did."""
    if queries.hold_family_session(tx, family.actor.school, family.session.id) is None:
        raise FamilySignInNeeded(family)
