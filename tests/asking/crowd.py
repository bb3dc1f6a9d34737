"""A school of many families, set-wise."""

from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session

from consentsvc.kernel import clock
from consentsvc.roster.models import Child, Guardian, Guardianship

FAMILIES = 1500


def families(tx: Session, school_id: UUID, count: int = FAMILIES) -> None:
    """So many children with one parent each, every third in another language."""
    made = clock.now()
    born_on = clock.today().replace(year=clock.today().year - 8, day=1)
    pairs = [(uuid4(), uuid4()) for _ in range(count)]
    children = [
        {"id": child, "school_id": school_id, "ref": f"F{i}", "first_name": f"First{i}", "last_name": f"Last{i}",
         "born_on": born_on, "looked_after": False, "created_at": made}
        for i, (child, _) in enumerate(pairs)
    ]  # fmt: skip
    parents = [
        {"id": parent, "school_id": school_id, "ref": f"F{i}", "name": f"Parent {i}", "email": f"parent{i}@family.example",
         "language": ("en", "pl", "ur")[i % 3], "created_at": made}
        for i, (_, parent) in enumerate(pairs)
    ]  # fmt: skip
    ties = [
        {"id": uuid4(), "school_id": school_id, "child_id": child, "guardian_id": parent, "relationship": "mother",
         "parental_responsibility": True, "local_authority": False, "contact_barred": False}
        for child, parent in pairs
    ]  # fmt: skip
    for table, rows in ((Child, children), (Guardian, parents), (Guardianship, ties)):
        tx.execute(insert(table), rows)
