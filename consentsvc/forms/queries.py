"""What the forms room reads. Every query names its school."""

from uuid import UUID

from sqlmodel import Session, col, select

from consentsvc.forms.models import FormVersion


def newest_version(tx: Session, school_id: UUID) -> FormVersion | None:
    """The wording that the school used last."""
    query = select(FormVersion).where(FormVersion.school_id == school_id).order_by(col(FormVersion.number).desc())
    return tx.exec(query.limit(1)).first()
