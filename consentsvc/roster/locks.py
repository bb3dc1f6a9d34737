"""Who waits for whom: an answer, a change of the roster and a placement each hold the people's own rows, until they commit.

An answer holds one person alone; nobody places that person meanwhile. A placement shares its rows with other placements, and
waits for answers and changes. Rows are always taken children first, then adults, each by id: no deadlock.
"""

from collections.abc import Collection
from typing import TypeVar, overload
from uuid import UUID

from sqlmodel import Session, col, select

from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.models import Adult, Child

Person = TypeVar("Person", Child, Adult)


@overload
def hold_to_answer(tx: Session, school_id: UUID, *, child_id: UUID) -> Child: ...
@overload
def hold_to_answer(tx: Session, school_id: UUID, *, adult_id: UUID) -> Adult: ...
def hold_to_answer(tx: Session, school_id: UUID, *, child_id: UUID | None = None, adult_id: UUID | None = None) -> Child | Adult:
    """The person whom an answer or a restriction is about, as of now, held alone. Raises NotFound."""
    found = _held(tx, school_id, Child, child_id) if child_id else _held(tx, school_id, Adult, adult_id)
    if found is None:
        raise NotFound
    return found


def hold_to_change(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> None:
    """The children whose record or guardians change."""
    query = select(Child.id).where(Child.school_id == school_id, among(Child.id, child_ids)).order_by(col(Child.id))
    tx.exec(query.with_for_update(key_share=True)).all()


def hold_everybody(tx: Session, school_id: UUID) -> None:
    """Everybody of the school: nobody's answer is taken meanwhile. For what changes all answers at once."""
    for table in (Child, Adult):
        query = select(table.id).where(table.school_id == school_id).order_by(col(table.id))
        tx.exec(query.with_for_update(key_share=True)).all()


def hold_to_place(tx: Session, school_id: UUID, child_ids: Collection[UUID], adult_ids: Collection[UUID]) -> None:
    """Everybody in the pictures that are placed, so that their answers stay as they are decided on."""
    for table, ids in ((Child, child_ids), (Adult, adult_ids)):
        query = select(table.id).where(table.school_id == school_id, among(table.id, ids)).order_by(col(table.id))
        tx.exec(query.with_for_update(read=True)).all()


def _held(tx: Session, school_id: UUID, table: type[Person], id_: UUID | None) -> Person | None:
    query = select(table).where(table.school_id == school_id, table.id == id_).with_for_update()
    return tx.exec(query.execution_options(populate_existing=True)).first()
