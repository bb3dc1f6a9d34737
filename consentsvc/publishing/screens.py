"""Screens in the building: paired once by a short code, each shows what its channel shows at that moment (P1).

A screen holds a secret of its own in a cookie; its pictures come with that cookie alone. Who ends a screen ends it for the next picture.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.codes import PublicCode, as_letters, enter_by, hashed, in_groups, keyed, new_code, typed_code
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.settings import settings
from consentsvc.publishing import galleries, queries
from consentsvc.publishing.kinds import KINDS
from consentsvc.publishing.models import Screen
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import PairingCode, ScreenRow

CODE_LENGTH: Final = 8
CODE_LASTS: Final = timedelta(minutes=15)
SEEN_EVERY: Final = timedelta(minutes=5)
"""So often it is noted that a screen is still there."""


@dataclass(frozen=True, slots=True)
class Slide:
    """What a screen shows: the picture whose turn it is, or none. school, name: of its channel, as everybody may read them."""

    school: str
    name: str
    placed: Placed | None


def listed(tx: Session, actor: Actor, channel_id: UUID) -> list[ScreenRow]:
    """The screens of a channel, oldest first. Raises NotFound."""
    queries.channel(tx, actor.school, channel_id)
    return [_row(screen) for screen in queries.screens(tx, actor.school, channel_id)]


def add(tx: Session, actor: Actor, channel_id: UUID, name: str) -> PairingCode:
    """A screen that may show a channel, and the code that pairs it. Raises NotFound, Conflict (`not-for-screens`)."""
    channel = queries.channel(tx, actor.school, channel_id)
    if KINDS[channel.kind].door != "screen":
        raise Conflict(
            "Pictures of this channel are not for a screen. Make a channel of the kind for screens.", slug="not-for-screens"
        )
    screen = Screen(school_id=actor.school, channel_id=channel.id, name=name, created_by=actor.id, created_at=clock.now())
    tx.add(screen)
    tx.flush()
    audit.record(tx, actor, "screen:add", screen.id, channel=channel.id)
    return _with_code(tx, screen)


def pair_anew(tx: Session, actor: Actor, screen_id: UUID) -> PairingCode:
    """Another code for a screen; what is paired goes on until the code is used. Raises NotFound."""
    screen = _standing(tx, actor, screen_id)
    audit.record(tx, actor, "screen:code", screen.id, channel=screen.channel_id)
    return _with_code(tx, screen)


def end(tx: Session, actor: Actor, screen_id: UUID) -> None:
    """A screen shows nothing more, from its next request on. Raises NotFound."""
    screen = _standing(tx, actor, screen_id)
    screen.ended_at = clock.now()
    tx.flush()
    audit.record(tx, actor, "screen:end", screen.id, channel=screen.channel_id)


def undo_end(tx: Session, actor: Actor, screen_id: UUID) -> ScreenRow:
    """Undo an end: the device that was paired goes on. Raises NotFound."""
    screen = queries.lock_screen(tx, actor.school, screen_id)
    if screen.ended_at is not None:
        screen.ended_at = None
        tx.flush()
        audit.record(tx, actor, "screen:end-undone", screen.id, channel=screen.channel_id)
    return _row(screen)


def pair(tx: Session, code: str) -> str:
    """Pair whoever types this code: the secret for their browser. It works once. Raises NotFound for a wrong code or one that has ended."""
    letters = as_letters(code)
    school_id = enter_by(tx, "screen", _code_hash(letters).hex())
    screen = queries.screen_by_code(tx, school_id, _code_hash(letters))
    if screen.ended_at is not None or screen.code_until is None or screen.code_until <= clock.now():
        raise NotFound
    secret = new_code()
    screen.secret_hash, screen.paired_at, screen.seen_at = hashed(secret), clock.now(), clock.now()
    screen.code_hash = screen.code_until = None
    tx.add(PublicCode(code=hashed(secret).hex(), kind="screen", school_id=school_id))
    tx.flush()
    audit.record(tx, system(school_id), "screen:pair", screen.id, channel=screen.channel_id)
    return secret


def paired(tx: Session, secret: str) -> Screen:
    """The screen that holds this secret; the transaction then sees its school. Raises NotFound."""
    screen = queries.screen_by_secret(tx, enter_by(tx, "screen", hashed(secret).hex()), hashed(secret))
    if screen.ended_at is not None:
        raise NotFound
    return screen


def note_seen(screen: Screen) -> None:
    """Note that it is still there, now and then."""
    if screen.seen_at is None or screen.seen_at < clock.now() - SEEN_EVERY:
        screen.seen_at = clock.now()


def slide(tx: Session, screen: Screen, turn: int) -> Slide:
    """The picture that is due at this turn, of those that show at this moment; after the last comes the first."""
    shown = galleries.page_of(tx, queries.channel(tx, screen.school_id, screen.channel_id))
    placed = shown.placed[turn % len(shown.placed)] if shown.placed else None
    return Slide(shown.school, shown.name, placed)


def check_on(tx: Session, screen: Screen, code: str) -> None:
    """Raises NotFound where the placement at this code isn't in the screen's channel."""
    if queries.placement_at(tx, screen.school_id, code).channel.id != screen.channel_id:
        raise NotFound


def address(placed: Placed, size: str) -> str:
    """The path at which a paired screen gets a placement's file."""
    return f"/screen/pictures/{placed.placement.code}/{size}.{'mp4' if size == 'clip' else 'jpg'}"


def _standing(tx: Session, actor: Actor, screen_id: UUID) -> Screen:
    screen = queries.lock_screen(tx, actor.school, screen_id)
    if screen.ended_at is not None:
        raise NotFound
    return screen


def _with_code(tx: Session, screen: Screen) -> PairingCode:
    letters = typed_code(CODE_LENGTH)
    screen.code_hash, screen.code_until = _code_hash(letters), clock.now() + CODE_LASTS
    tx.add(PublicCode(code=screen.code_hash.hex(), kind="screen", school_id=screen.school_id))
    tx.flush()
    return PairingCode(
        screen=_row(screen), code=in_groups(letters), typed_at=f"{settings().public_url}/screen", expires_at=screen.code_until
    )


def _code_hash(letters: str) -> bytes:
    # A code is short: keyed, so that a copy of the database alone doesn't give it away.
    return keyed(f"screen-code-hash:{letters}")


def _row(screen: Screen) -> ScreenRow:
    return ScreenRow(id=screen.id, name=screen.name, paired_at=screen.paired_at, seen_at=screen.seen_at)
