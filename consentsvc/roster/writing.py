"""A plan on its way into the database: gathered first, then written table by table."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.kernel import clock
from consentsvc.roster import locks, queries
from consentsvc.roster.matching import GuardianPlan, Plan, RowPlan
from consentsvc.roster.models import Child, Guardian, Guardianship, SchoolClass


class Writing:
    """What a plan comes to in rows, set by set.

    leaving: children whom the file doesn't name and who have left, on `today`.
    """

    def __init__(self, tx: Session, school_id: UUID, plan: Plan, leaving: Sequence[UUID], today: date) -> None:
        self.tx = tx
        self.school_id = school_id
        self.now = clock.now()
        self.plans = [each for each in plan.rows if each.change != "unchanged"]
        self.class_ids = queries.class_ids(tx, school_id)
        self.people: dict[object, UUID] = {}
        self.new: dict[type, list[dict[str, Any]]] = {SchoolClass: [], Child: [], Guardian: [], Guardianship: []}
        self.changed: dict[type, list[dict[str, Any]]] = {Child: [], Guardian: [], Guardianship: []}
        self.new_ties: list[dict[str, Any]] = []  # of children who are on the roster already
        self.leaving = leaving
        self.today = today
        for planned in self.plans:
            self._child(planned)

    def write(self) -> None:
        """Add what is new, for which nobody waits; then hold the children who change, in everybody's order, and change them."""
        for table, rows in self.new.items():
            queries.insert_all(self.tx, table, rows)
        known = [each.child.id for each in self.plans if each.child]
        locks.hold_to_change(self.tx, self.school_id, [*known, *self.leaving])
        queries.insert_all(self.tx, Guardianship, self.new_ties)
        for table, rows in self.changed.items():
            queries.update_all(self.tx, table, self.school_id, rows)
        gone = [{"id": child_id, "left_on": self.today} for child_id in self.leaving]
        queries.update_all(self.tx, Child, self.school_id, gone)

    def _child(self, planned: RowPlan) -> None:
        row, known = planned.row, planned.child
        values = {
            "first_name": row.first_name,
            "last_name": row.last_name,
            "known_as": known.known_as if known and "known_as" in row.unsaid else row.known_as,
            "born_on": row.born_on or (known and known.born_on),
            "class_id": self._class_id(known.class_name if known and "class_name" in row.unsaid else row.class_name),
            "left_on": row.left_on if known is None or "left_on" in planned.child_columns else known.left_on,
            "looked_after": row.looked_after if row.looked_after is not None else bool(known and known.looked_after),
        }
        child_id = known.id if known else self._add(Child, ref=row.ref, created_at=self.now, **values)
        if known and planned.child_columns:
            self.changed[Child].append({"id": child_id, **values})
        for each in planned.guardians:
            self._guardian(child_id, each, is_new_child=known is None)

    def _guardian(self, child_id: UUID, planned: GuardianPlan, *, is_new_child: bool) -> None:
        cells, tie = planned.cells, planned.tie
        guardian_id = self._person(planned)
        values = {
            "relationship": cells.relationship,
            "parental_responsibility": _said(cells.responsibility, tie.responsibility if tie else None),
            "local_authority": _said(cells.local_authority, tie.local_authority if tie else None),
            "contact_barred": cells.no_contact or bool(tie and tie.contact_barred),
        }
        if tie is None:
            made = {"id": uuid4(), "school_id": self.school_id, "child_id": child_id, "guardian_id": guardian_id, **values}
            (self.new[Guardianship] if is_new_child else self.new_ties).append(made)
        elif planned.tie_columns:
            self.changed[Guardianship].append({"id": tie.id, **values})

    def _person(self, planned: GuardianPlan) -> UUID:
        """The guardian's id; added or changed once, however many children's rows name them."""
        cells, known = planned.cells, planned.guardian
        person = known.id if known else cells.ref
        if person in self.people:
            return self.people[person]
        values = {
            part: getattr(cells if known is None or cells.says(part) else known, part)
            for part in ("name", "email", "phone", "language")
        }
        if known is None:
            guardian_id = self._add(Guardian, ref=cells.ref, created_at=self.now, **values)
        else:
            guardian_id = known.id
            if planned.person_columns:
                self.changed[Guardian].append({"id": known.id, "ref": cells.ref or known.ref, **values})
        if person:  # without a ref, a guardian is one child's alone
            self.people[person] = guardian_id
        return guardian_id

    def _class_id(self, name: str | None) -> UUID | None:
        if name and name not in self.class_ids:
            self.class_ids[name] = self._add(SchoolClass, name=name)
        return self.class_ids[name] if name else None

    def _add(self, table: type, **values: Any) -> UUID:
        made = uuid4()
        self.new[table].append({"id": made, "school_id": self.school_id, **values})
        return made


def _said(cell: bool | None, known: bool | None) -> bool:
    """What the file says, else what is known, else no."""
    return bool(known) if cell is None else cell
