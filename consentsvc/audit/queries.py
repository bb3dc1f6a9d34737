from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from consentsvc.audit.models import AuditEntry

# One entry whose number, link or hash doesn't follow from the entry before it and its own content.
BROKEN = text("""
    select number from (
        select entry.number, entry.hash, audit_entry_hash(entry) as recomputed, entry.previous_hash,
            lag(entry.hash, 1, ''::bytea) over chain as before, row_number() over chain as counted
        from audit_entries entry where school_id = :school
        window chain as (order by entry.number)
    ) linked
    where hash <> recomputed or previous_hash <> before or number <> counted
    order by number limit 1
""")


def last_entry(tx: Session, school_id: UUID) -> AuditEntry | None:
    return tx.exec(
        select(AuditEntry).where(AuditEntry.school_id == school_id).order_by(col(AuditEntry.number).desc()).limit(1)
    ).first()


def entry(tx: Session, school_id: UUID, number: int) -> AuditEntry | None:
    return tx.exec(select(AuditEntry).where(AuditEntry.school_id == school_id, AuditEntry.number == number)).first()


def first_broken(tx: Session, school_id: UUID) -> int | None:
    """The number of the first entry that doesn't fit the chain."""
    return tx.execute(BROKEN, {"school": school_id}).scalar()
