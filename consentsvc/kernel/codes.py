"""Codes that strangers and families come by: unguessable, and the way a request without sign-in finds its school."""

import hashlib
import hmac
import secrets
from typing import Final
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, select

from consentsvc.kernel.database import act_for
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.settings import settings
from consentsvc.kernel.tables import one_of

LETTERS: Final = "23456789ACDEFGHJKMNPQRTVWXY"
"""Of codes that people read out and type: none that is easily taken for another, B, I, L, O, S, U, Z, 0 or 1."""


class PublicCode(SQLModel, table=True):
    """Which school a code belongs to. A family's link stands here as its hash in hex (G5)."""

    __tablename__ = "public_codes"
    __table_args__ = (
        one_of(
            "kind",
            ("placement", "channel", "family", "entry", "issue", "pack", "screen", "notice", "badge", "report", "reported"),
        ),
    )

    code: str = Field(primary_key=True)
    kind: str
    school_id: UUID = Field(foreign_key="schools.id")


def new_code(bits: int = 128) -> str:
    """A fresh code for an address, of that many random bits."""
    return secrets.token_urlsafe(bits // 8)


def hashed(secret: str) -> bytes:
    """How a link or a cookie is kept: it has 128 bits or more of its own, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def keyed(text: str) -> bytes:
    """What only the holder of the service's secret can work out of a text: how a code that people type is kept."""
    return hmac.digest(settings().secret.get_secret_value().encode(), text.encode(), "sha256")


def keyed_before(text: str) -> list[bytes]:
    """The same with each secret that the service had earlier, for what can't be given out anew."""
    return [hmac.digest(secret.get_secret_value().encode(), text.encode(), "sha256") for secret in settings().earlier_secrets]


def letters_of(digest: bytes, length: int) -> str:
    """A digest as so many letters for people to type."""
    number, letters = int.from_bytes(digest), ""
    for _ in range(length):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return letters


def typed_code(length: int) -> str:
    """A fresh code for people to type."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def in_groups(letters: str) -> str:
    """As it is shown: ABCD-2345."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def as_letters(typed: str) -> str:
    """As somebody typed it, in capitals, without what only groups it."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def enter_by(tx: Session, kind: str, code: str) -> UUID:
    """The school behind a code, now the one that this transaction sees. Unknown: not found."""
    school = tx.exec(select(PublicCode.school_id).where(PublicCode.code == code, PublicCode.kind == kind)).first()
    if school is None:
        raise NotFound
    act_for(tx, school)
    return school
