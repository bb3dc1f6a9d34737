"""The verbs of the forms room."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from consentsvc.forms import queries
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.schemas import PurposeRow
from consentsvc.kernel import clock

WORDING = {each.id: {"name": each.name, "question": each.question, "reach": each.reach} for each in PURPOSES.values()}
"""What families are shown now. A school's form version keeps it as it was when somebody answered (C3)."""


def purposes() -> list[PurposeRow]:
    """Every use that families are asked for, in the order of asking."""
    return [PurposeRow(**{key: getattr(each, key) for key in PurposeRow.model_fields}) for each in PURPOSES.values()]


def form_in_use(tx: Session, school_id: UUID) -> FormVersion:
    """The school's form version with today's wording, made when it is first needed; it never changes (C3)."""
    newest = queries.newest_version(tx, school_id)
    if newest is None or newest.wording != WORDING:
        number = newest.number + 1 if newest else 1
        made = FormVersion(school_id=school_id, number=number, wording=WORDING, created_at=clock.now())
        # Two who are first at the same moment make one version between them.
        tx.execute(insert(FormVersion).values(made.model_dump()).on_conflict_do_nothing())
        newest = queries.newest_version(tx, school_id)
    assert newest is not None
    return newest
