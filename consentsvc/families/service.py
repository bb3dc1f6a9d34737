"""A family's way in: a link and a code for one guardian and one child, and what a browser that came so has in hand.

The link finds the page, the code opens it. Both are kept as hashes (G5). A link ends when a newer one replaces it, after two
years, when the child has left, and when the guardian is no longer the child's or is barred from contact; it never says which (G3).
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, service, standings
from consentsvc.consent.models import Answer, FamilyLink, FamilySession
from consentsvc.consent.rules import Said, State
from consentsvc.consent.schemas import AnswerRow, WayIn
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import PURPOSES, Purpose
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, enter_by, hashed, new_code
from consentsvc.kernel.errors import Conflict, NotFound, Problem, SignInNeeded
from consentsvc.kernel.settings import settings
from consentsvc.roster import locks
from consentsvc.roster.models import Child, Guardianship
from consentsvc.schools import service as schools

LINK_LASTS = timedelta(days=731)
SESSION_LASTS = timedelta(hours=2)
WRONG_CODES = 10
PAUSE = timedelta(minutes=15)
LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"  # none that is easily taken for another: B, I, L, O, S, U, Z, 0, 1
SAID: Mapping[str, Said] = {"yes": "given", "no": "refused"}

WORDS = hashlib.sha256(json.dumps(forms.WORDING).encode()).hexdigest()[:16]
"""Stands for the exact wording that is shown now: an answer to other words isn't taken (C3)."""


class LinkEnded(Problem):
    """One refusal for every link that doesn't open, whatever the cause (G3)."""

    status = 410
    slug = "link-ended"
    title = "This link has ended"

    def __init__(self) -> None:
        super().__init__("Please ask the school office for a new link.")


@dataclass(frozen=True)
class Visitor:
    """A guardian who came by a link that works; not signed in yet."""

    token: str
    link_id: UUID
    school_name: str
    child_id: UUID
    child_name: str
    guardian_id: UUID
    can_agree: bool
    life: queries.Life
    actor: Actor

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
    """A guardian who has signed in, at the page of one child."""

    session: FamilySession


class FamilySignInNeeded(SignInNeeded):
    """The page of a link that works, before its code or after its session. `next_step`: what to press, and where it leads."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__("Please type in your code again.")
        self.next_step = ("Sign in", visitor.home)


class Draft(NamedTuple):
    """An answer in hand. after: `seq` of the last thing that this guardian had said for the purpose when it was chosen."""

    said: Said
    after: int


@dataclass(frozen=True)
class OwnAnswer:
    """One line of the first page: a purpose, perhaps for one event, and what this guardian's own answers come to (G1, G2).

    said: the answer that decides it; None: there is none.
    """

    purpose: Purpose
    event_id: UUID | None
    event_name: str | None
    may_be_used: bool
    state: State
    said: Answer | None

    @property
    def can_withdraw(self) -> bool:
        return self.said is not None and self.said.said == "given" and self.state != "expired"

    @property
    def is_open(self) -> bool:
        """Whether this guardian still owes an answer."""
        return self.event_id is None and (self.said is None or self.state == "expired")


class NotOpened(Enum):
    """Why a code did not open the page."""

    WRONG_CODE = "wrong_code"
    PAUSED = "paused"


def invite(tx: Session, actor: Actor, child_id: UUID, guardian_id: UUID) -> WayIn:
    """Make a guardian's link and code for a child; any earlier one ends (G5). Raises NotFound, Conflict."""
    child = locks.hold_to_answer(tx, actor.school, child_id=child_id)
    tie = queries.guardianship(tx, actor.school, child_id, guardian_id)
    if tie.contact_barred:
        raise Conflict("This person is barred from contact and can't have a link. Ask the lead.", slug="contact-barred")
    if _has_left(child):
        raise Conflict("This child has left the school, so nobody is asked any more.", slug="child-left")
    for earlier in queries.links_in_use(tx, actor.school, child_id, guardian_id):
        earlier.replaced_at = clock.now()
    token, code, expires_at = new_code(192), _new_letters(), clock.now() + LINK_LASTS
    link = FamilyLink(
        school_id=actor.school,
        token_hash=hashed(token),
        code_hash=_code_hash(token, code),
        child_id=child_id,
        guardian_id=guardian_id,
        made_by=actor.id,
        made_at=clock.now(),
        expires_at=expires_at,
    )
    tx.add_all([link, PublicCode(code=hashed(token).hex(), kind="family", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "family:invite", child_id, guardian=guardian_id)
    return WayIn(url=f"{settings().public_url}/f/{token}", code=f"{code[:4]}-{code[4:]}", expires_at=expires_at)


def _new_letters() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def _code_hash(token: str, code: str) -> bytes:
    # A code is short: keyed, so that a copy of the database alone doesn't give it away.
    return hmac.digest(settings().secret.get_secret_value().encode(), f"{token} {code}".encode(), "sha256")


def arrive(tx: Session, token: str) -> Visitor:
    """Who comes by this link; the transaction then sees their school. Raises LinkEnded."""
    try:
        school_id = enter_by(tx, "family", hashed(token).hex())
    except NotFound:
        raise LinkEnded from None
    found = queries.way_in(tx, school_id, hashed(token))
    if found is None or _has_ended(*found):
        raise LinkEnded
    link, child, tie = found
    return Visitor(
        token=token,
        link_id=link.id,
        school_name=schools.school(tx, school_id).name,
        child_id=child.id,
        child_name=child.first_name,
        guardian_id=tie.guardian_id,
        can_agree=tie.parental_responsibility,
        life=queries.Life(child.born_on, child.left_on, asked=True),
        actor=Actor(kind="family", id=tie.guardian_id, school_id=school_id),
    )


def _has_ended(link: FamilyLink, child: Child, tie: Guardianship) -> bool:
    return link.replaced_at is not None or link.expires_at <= clock.now() or tie.contact_barred or _has_left(child)


def _has_left(child: Child) -> bool:
    return child.left_on is not None and child.left_on <= clock.today()


def sign_in(tx: Session, visitor: Visitor, code: str) -> str | NotOpened:
    """Open the page by its code: the secret for the browser's cookie, or why not. After ten wrong codes it pauses for a while."""
    link = queries.lock_link(tx, visitor.actor.school, visitor.link_id)
    if link.paused_until is not None and link.paused_until > clock.now():
        return NotOpened.PAUSED
    if not hmac.compare_digest(link.code_hash, _code_hash(visitor.token, _as_letters(code))):
        return _count_wrong(link)
    link.failed_codes = 0
    return _open_session(tx, visitor)


def _as_letters(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _count_wrong(link: FamilyLink) -> NotOpened:
    link.failed_codes += 1
    if link.failed_codes < WRONG_CODES:
        return NotOpened.WRONG_CODE
    link.failed_codes, link.paused_until = 0, clock.now() + PAUSE
    return NotOpened.PAUSED


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
    audit.record(tx, visitor.actor, "family:sign-in", visitor.child_id)
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
    audit.record(tx, family.actor, "family:sign-out", family.child_id)


def own_answers(tx: Session, family: Family) -> list[OwnAnswer]:
    """Each purpose, and each event that this guardian has answered for, with what their own answers come to."""
    found = queries.said_by_guardian(tx, family.actor.school, family.child_id, family.guardian_id)
    said, names = [answer for answer, _ in found], {answer.event_id: name for answer, name in found}
    return [
        _own_answer(family, said, purpose, event_id, names.get(event_id))
        for purpose in PURPOSES.values()
        for event_id in (None, *dict.fromkeys(each.event_id for each in said if each.event_id and each.purpose == purpose.id))
    ]


def _own_answer(
    family: Family, said: Sequence[Answer], purpose: Purpose, event_id: UUID | None, event_name: str | None
) -> OwnAnswer:
    standing = standings.own_standing(said, family.can_agree, family.life, purpose.id, event_id)
    heard = [each for each in said if each.purpose == purpose.id and each.event_id in (None, event_id)]
    deciding = [each for each in heard if each.seq in standing.decided_by] or heard
    return OwnAnswer(purpose, event_id, event_name, standing.allows, standing.state, deciding[-1] if deciding else None)


def answers_since(tx: Session, family: Family, seq: int) -> list[tuple[Answer, str | None]]:
    """What this guardian said from answer `seq` on, each with the name of the event that it is for."""
    found = queries.said_by_guardian(tx, family.actor.school, family.child_id, family.guardian_id)
    return [(answer, event_name) for answer, event_name in found if answer.seq is not None and answer.seq >= seq]


def drafts(family: Family) -> dict[str, Said]:
    """What this browser has answered and not sent yet, by purpose in the order of asking; none that was said to other words."""
    return {purpose: each.said for purpose, each in _in_hand(family).items()}


def _in_hand(family: Family) -> dict[str, Draft]:
    kept = family.session.drafts
    chosen = kept["chosen"] if kept.get("words") == WORDS else {}
    return {purpose: Draft(*chosen[purpose]) for purpose in PURPOSES if purpose in chosen}


def _keep(family: Family, in_hand: Mapping[str, Draft]) -> None:
    family.session.drafts = {"words": WORDS, "chosen": in_hand}


def draft(tx: Session, family: Family, purpose: str, said: Said) -> None:
    """Keep an answer until it is sent. Raises FamilySignInNeeded."""
    _hold(tx, family)
    _keep(family, {**_in_hand(family), purpose: Draft(said, _last_said(tx, family).get(purpose, 0))})


def send(tx: Session, family: Family) -> list[AnswerRow]:
    """Give every answer that is in hand, all or none. Raises FamilySignInNeeded.

    None is given while one of them is older than what the guardian has said since for the same purpose, in another browser or
    to the office: a late "send" must not undo a withdrawal (C4). All stay in hand then, to be checked and sent once more.
    """
    _hold(tx, family)
    locks.hold_to_answer(tx, family.actor.school, child_id=family.child_id)  # whoever answers elsewhere comes before, or after
    in_hand, last = _in_hand(family), _last_said(tx, family)
    if any(last.get(purpose, 0) > each.after for purpose, each in in_hand.items()):
        _keep(family, {purpose: Draft(each.said, last.get(purpose, 0)) for purpose, each in in_hand.items()})
        return []
    _keep(family, {})
    return [
        service.answer(tx, family.actor, family.child_id, family.guardian_id, purpose=purpose, said=each.said, method="online")
        for purpose, each in in_hand.items()
    ]


def withdraw(tx: Session, family: Family, purpose: str, event_id: UUID | None) -> AnswerRow:
    """Take back this guardian's yes; an answer in hand for the same purpose is dropped. Raises FamilySignInNeeded, NotFound."""
    _hold(tx, family)
    _keep(family, {other: each for other, each in _in_hand(family).items() if other != purpose})
    return service.withdraw(
        tx, family.actor, family.child_id, family.guardian_id, purpose=purpose, method="online", event_id=event_id
    )


def _hold(tx: Session, family: Family) -> None:
    """This browser's session as it is now: two of its tabs come one after the other, and the second sees what the first did."""
    if queries.hold_family_session(tx, family.actor.school, family.session.id) is None:
        raise FamilySignInNeeded(family)


def _last_said(tx: Session, family: Family) -> Mapping[str, int]:
    return queries.newest_seqs(tx, family.actor.school, family.child_id, family.guardian_id)
