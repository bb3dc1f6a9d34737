from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from consentsvc.audit.models import AuditEntry

# `content` as the trigger hashes it (migrations, guards: audit_entry_hash).
CHAIN = text("""
    select entry.number, entry.previous_hash, entry.hash, jsonb_build_array(
        entry.id, entry.school_id, entry.number, extract(epoch from entry.at), entry.actor_kind, entry.actor_id,
        entry.verb, entry.thing_id, entry.why, entry.detail)::text as content
    from audit_entries entry where entry.school_id = :school order by entry.number
""")


class Link(NamedTuple):
    """One entry of the chain: its number, the two hashes that it carries, and what the second is the hash of."""

    number: int
    previous_hash: bytes
    hash: bytes
    content: str


def last_entry(tx: Session, school_id: UUID) -> AuditEntry | None:
    return tx.exec(
        select(AuditEntry).where(AuditEntry.school_id == school_id).order_by(col(AuditEntry.number).desc()).limit(1)
    ).first()


def moments(tx: Session, school_id: UUID, verb: str) -> Sequence[datetime]:
    """When the entries of this verb say that they were."""
    return tx.exec(select(AuditEntry.at).where(AuditEntry.school_id == school_id, AuditEntry.verb == verb)).all()


def chain(tx: Session, school_id: UUID) -> Iterator[Link]:
    """A school's entries in their order, read in pieces: a chain is long."""
    rows = tx.execute(CHAIN, {"school": school_id}, execution_options={"yield_per": 5000})
    return (Link(*row) for row in rows)
