from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from consentsvc.forms.purposes import FormKind
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, sequence

KINDS: tuple[str, ...] = get_args(FormKind)


class FormVersion(SchoolOwned, table=True):
    """The exact wording of each purpose as somebody was shown it, in one language. Never changes once made (C3).

    `is_checked`: somebody who knows the language has checked the translation (C17).
    """

    __tablename__ = "form_versions"
    __table_args__ = owned(UniqueConstraint("school_id", "number"), one_of("kind", KINDS))

    number: int
    kind: str = "family"
    language: str = "en"
    is_checked: bool = True
    wording: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = instant()


class FormEdit(SchoolOwned, table=True):
    """What a school made of a form, as it was published: only ever added; the newest holds.

    `content`: see forms.schemas; and `asked_again`, the uses whose words came to mean more with it (C2).
    """

    __tablename__ = "form_edits"
    __table_args__ = owned(one_of("kind", KINDS))

    seq: int | None = sequence()
    kind: str
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    published_by: UUID = Field(foreign_key="users.id")
    published_at: datetime = instant()


class FormDraft(SchoolOwned, table=True):
    """What a school is changing in a form, and hasn't published yet."""

    __tablename__ = "form_drafts"
    __table_args__ = owned(UniqueConstraint("school_id", "kind"), one_of("kind", KINDS))

    kind: str
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    edited_by: UUID = Field(foreign_key="users.id")
    edited_at: datetime = instant()
