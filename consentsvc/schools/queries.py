"""Selects of schools."""

from collections.abc import Sequence
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


def by_slug(tx: Session, slug: str) -> School | None:
    return tx.exec(select(School).where(School.slug == slug)).first()


def schools(tx: Session) -> Sequence[School]:
    """Every school, by name."""
    return tx.exec(select(School).order_by(School.name, School.slug)).all()
