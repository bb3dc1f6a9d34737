"""Selects of schools."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from consentsvc.kernel.errors import NotFound
from consentsvc.schools.models import School


def school(tx: Session, school_id: UUID) -> School:
    """The school. Raises NotFound."""
    found = tx.get(School, school_id)
    if found is None:
        raise NotFound
    return found


def hold(tx: Session, school_id: UUID) -> School:
    """The school as it is now, held for writing: what changes how it works comes one after the other. Raises NotFound."""
    query = select(School).where(School.id == school_id).with_for_update(key_share=True)
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def policy(tx: Session, school_id: UUID) -> dict[str, Any]:
    """What the school has stored of its policy, as it is now, whatever this session has loaded before. Raises NotFound."""
    found = tx.exec(select(School.policy).where(School.id == school_id)).first()
    if found is None:
        raise NotFound
    return dict(found)


def by_slug(tx: Session, slug: str) -> School | None:
    return tx.exec(select(School).where(School.slug == slug)).first()


def schools(tx: Session) -> Sequence[School]:
    """Every school, by name."""
    return tx.exec(select(School).order_by(School.name, School.slug)).all()
