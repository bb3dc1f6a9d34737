"""The schools that use the service."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.database import act_for
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.schools import queries
from consentsvc.schools.models import School
from consentsvc.schools.policy import RULES_OF, SchoolPolicy
from consentsvc.schools.schemas import Policy, PolicyDetail

OWN_WORDS = ("contact", "address", "credit", "upload_notice", "photographer_terms")
"""What a school writes in its own words."""


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


def hold(tx: Session, school_id: UUID) -> School:
    """The school as it is now, held until the transaction ends: its policy and its forms change one after the other."""
    return queries.hold(tx, school_id)


def school(tx: Session, school_id: UUID) -> School:
    """The school. Raises NotFound."""
    return queries.school(tx, school_id)


def policy_of(tx: Session, school_id: UUID) -> SchoolPolicy:
    """What this school has chosen where the rulebook leaves a choice. Raises NotFound."""
    return SchoolPolicy.of(queries.policy(tx, school_id))


def policy_detail(tx: Session, actor: Actor) -> PolicyDetail:
    """The school's choices beside the defaults, each with the rule that leaves it to the school."""
    return _detail(queries.school(tx, actor.school))


def change_policy(tx: Session, actor: Actor, policy: Policy, revision: str) -> PolicyDetail:
    """Choose anew; every decision about a picture is made anew with it. Raises Conflict (`policy-changed`)."""
    school = queries.hold(tx, actor.school)
    before, after = _chosen(SchoolPolicy.of(school.policy)), policy.model_dump(mode="json")
    if revision != _revision(school):
        raise Conflict("Somebody else has changed the policy. Load it again, then make your change.", slug="policy-changed")
    changed = {key: [before[key], value] for key, value in after.items() if before[key] != value}
    school.policy = after  # whole: what a school has chosen stays, whatever becomes the default
    tx.flush()
    # What a school writes about itself stays out: it may name a person.
    kept: dict[str, Any] = {key: values for key, values in changed.items() if key not in OWN_WORDS}
    audit.record(tx, actor, "policy:change", actor.school, changed=sorted(changed), **kept)
    return _detail(school)


@contextmanager
def tried(tx: Session, school_id: UUID, policy: Policy) -> Iterator[None]:
    """The school as if it had chosen so, for this transaction alone; whatever is written meanwhile is undone in the end."""
    trial = tx.begin_nested()
    try:
        queries.hold(tx, school_id).policy = policy.model_dump(mode="json")
        tx.flush()
        yield
    finally:
        trial.rollback()


def _detail(school: School) -> PolicyDetail:
    chosen = _chosen(SchoolPolicy.of(school.policy))
    return PolicyDetail(revision=_revision(school), policy=Policy(**chosen), defaults=Policy(**_DEFAULTS), rules=dict(RULES_OF))


def _revision(school: School) -> str:
    return hashlib.sha256(json.dumps(school.policy, sort_keys=True).encode()).hexdigest()[:16]


def _chosen(policy: SchoolPolicy) -> dict[str, Any]:
    """As the API gives and takes it."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(policy).items()}


_DEFAULTS = _chosen(SchoolPolicy())
