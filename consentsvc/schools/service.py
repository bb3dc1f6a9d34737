"""The schools that use the service."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import act_for
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.schools import queries
from consentsvc.schools.models import School
from consentsvc.schools.policy import SchoolPolicy


def create(tx: Session, name: str, slug: str) -> School:
    """A school, whose audit begins with this; the transaction acts for it from here on. Raises Conflict (`slug-taken`)."""
    if queries.by_slug(tx, slug):
        raise Conflict(f"There is a school called {slug} already; see `consentsvc school list`.", slug="slug-taken")
    made = School(name=name, slug=slug, created_at=clock.now())
    tx.add(made)
    tx.flush()
    act_for(tx, made.id)
    audit.record(tx, system(made.id), "school:create", made.id)
    return made


def listed(tx: Session) -> Sequence[School]:
    """Every school, by name."""
    return queries.schools(tx)


def by_slug(tx: Session, slug: str) -> School:
    """The school of this short name. Raises NotFound."""
    found = queries.by_slug(tx, slug)
    if found is None:
        raise NotFound(f"There is no school called {slug}; see `consentsvc school list`.")
    return found


def school(tx: Session, school_id: UUID) -> School:
    """The school. Raises NotFound."""
    return queries.school(tx, school_id)


def policy_of(tx: Session, school_id: UUID) -> SchoolPolicy:
    """What this school has chosen where the rulebook leaves a choice. Raises NotFound."""
    return SchoolPolicy.of(queries.school(tx, school_id).policy)
