"""What the forms room reads. Every query names its school."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from consentsvc.accounts.models import User
from consentsvc.forms.models import FormDraft, FormEdit, FormVersion
from consentsvc.kernel.errors import NotFound
from consentsvc.schools.models import School


def newest_version(tx: Session, school_id: UUID, kind: str, language: str) -> FormVersion | None:
    """The wording that the school used last, on that form and in that language."""
    query = select(FormVersion).where(
        FormVersion.school_id == school_id, FormVersion.kind == kind, FormVersion.language == language
    )
    return tx.exec(query.order_by(col(FormVersion.number).desc()).limit(1)).first()


def newest_number(tx: Session, school_id: UUID) -> int:
    """The number of the school's newest version of any form; 0 where there is none."""
    query = select(FormVersion.number).where(FormVersion.school_id == school_id)
    return tx.exec(query.order_by(col(FormVersion.number).desc()).limit(1)).first() or 0


def versions(tx: Session, school_id: UUID, kind: str) -> Sequence[FormVersion]:
    """Every wording of that form, newest first."""
    query = select(FormVersion).where(FormVersion.school_id == school_id, FormVersion.kind == kind)
    return tx.exec(query.order_by(col(FormVersion.number).desc())).all()


def versions_of(tx: Session, school_id: UUID, ids: Collection[UUID]) -> Sequence[FormVersion]:
    """Those of the versions that are the school's."""
    return tx.exec(select(FormVersion).where(FormVersion.school_id == school_id, col(FormVersion.id).in_(ids))).all()


def version(tx: Session, school_id: UUID, version_id: UUID) -> FormVersion:
    """One version. Raises NotFound."""
    found = tx.exec(select(FormVersion).where(FormVersion.school_id == school_id, FormVersion.id == version_id)).first()
    if found is None:
        raise NotFound
    return found


def newest_edits(tx: Session, school_id: UUID, kinds: Collection[str]) -> Mapping[str, FormEdit]:
    """What the school published last of each of these forms."""
    query = (
        select(FormEdit)
        .where(FormEdit.school_id == school_id, col(FormEdit.kind).in_(kinds))
        .ext(distinct_on(col(FormEdit.kind)))
        .order_by(col(FormEdit.kind), col(FormEdit.seq).desc())
    )
    return {edit.kind: edit for edit in tx.exec(query)}


def edits(tx: Session, school_id: UUID, kind: str) -> Sequence[tuple[FormEdit, str]]:
    """What the school published of a form, newest first, with who did."""
    query = (
        select(FormEdit, User.name)
        .join(User, col(User.id) == FormEdit.published_by)
        .where(FormEdit.school_id == school_id, FormEdit.kind == kind)
        .order_by(col(FormEdit.seq).desc())
    )
    return tx.exec(query).all()


def asked_again(tx: Session, school_id: UUID, kind: str) -> Sequence[tuple[list[str], datetime]]:
    """The uses whose words came to mean more with each publication of a form, and when that was, oldest first."""
    query = select(FormEdit.content["asked_again"], FormEdit.published_at).where(
        FormEdit.school_id == school_id, FormEdit.kind == kind, col(FormEdit.content)["asked_again"].is_not(None)
    )
    return tx.exec(query.order_by(col(FormEdit.seq))).all()


def drafts(tx: Session, school_id: UUID, kinds: Collection[str]) -> Mapping[str, FormDraft]:
    """What the school is changing of these forms."""
    query = select(FormDraft).where(FormDraft.school_id == school_id, col(FormDraft.kind).in_(kinds))
    return {draft.kind: draft for draft in tx.exec(query.execution_options(populate_existing=True))}


def names(tx: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of these members of staff."""
    return dict(tx.exec(select(User.id, User.name).where(col(User.id).in_(ids))).all())


def families_form(tx: Session, school_id: UUID) -> tuple[dict[str, Any], dict[str, Any] | None, list[str] | None]:
    """What the school has stored as its policy, and of the families' form the bases and what isn't asked, in one statement."""
    of_families = and_(col(FormEdit.school_id) == School.id, col(FormEdit.kind) == "family")
    query = (
        select(School.policy, FormEdit.content["bases"], FormEdit.content["not_asked"])
        .outerjoin(FormEdit, of_families)
        .where(School.id == school_id)
        .order_by(col(FormEdit.seq).desc().nulls_last())
        .limit(1)
    )
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return dict(found[0]), found[1], found[2]
