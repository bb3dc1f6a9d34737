"""The roster from a file: first what it would change, then, on a word, the change; all of it or nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict
from consentsvc.roster import locks, matching, queries, rules, sheets
from consentsvc.roster.matching import GuardianPlan, Plan, RowPlan
from consentsvc.roster.models import Child, Guardian, Guardianship, RosterImport, SchoolClass
from consentsvc.roster.rules import RosterRow, RowProblem
from consentsvc.roster.schemas import ImportPreview, ImportProblem, ImportResult, ImportRow

MOST_PROBLEMS = 1000  # shown of one file
KEPT = timedelta(days=1)

_ROWS = TypeAdapter(list[RosterRow])


def preview(actor: Actor, data: bytes, file_name: str) -> ImportPreview:
    """What this CSV file would change, and what is wrong in it. Nothing changes. Raises what sheets.read raises."""
    sheet = sheets.read(data)
    rows, problems = rules.check_rows(sheet.columns, sheet.records, clock.today())
    with begin(actor.school) as tx:
        plan = matching.plan(rows, queries.known_roster(tx, actor.school))
        kept = _kept(tx, actor, file_name, rows, plan, sorted([*problems, *plan.problems], key=lambda each: each.row))
        audit.record(tx, actor, "roster:preview", kept.id, rows=len(sheet.records), problems=len(problems) + len(plan.problems))
        return _preview(kept)


def read_preview(tx: Session, actor: Actor, import_id: UUID) -> ImportPreview:
    """What a file would change, as it was worked out when it was read. Raises NotFound."""
    return _preview(queries.roster_import(tx, actor.school, import_id))


def apply(tx: Session, actor: Actor, import_id: UUID) -> ImportResult:
    """Do what the preview said: all of it or nothing.

    Raises NotFound, and Conflict: `import-has-problems`, `import-applied`, or `roster-changed` when it would now do something else.
    """
    queries.lock_roster(tx, actor.school)
    found = queries.roster_import(tx, actor.school, import_id)
    _check_open(found)
    plan = matching.plan(_ROWS.validate_python(found.rows), queries.known_roster(tx, actor.school))
    if plan.problems or plan.fingerprint() != found.fingerprint:
        raise Conflict("The roster has changed since this file was read. Choose the file again.", slug="roster-changed")
    _Writing(tx, actor.school, plan).write()
    found.applied_at, found.rows = clock.now(), []
    tx.add(found)
    result = ImportResult(added=plan.count("added"), changed=plan.count("changed"), unchanged=plan.count("unchanged"))
    audit.record(tx, actor, "roster:import", import_id, **result.model_dump())
    return result


def forget(tx: Session, school_id: UUID) -> None:
    """Remove the files that were read more than a day ago, applied or not: they hold names, and the audit has what they did."""
    if count := queries.remove_imports(tx, school_id, clock.now() - KEPT):
        audit.record(tx, system(school_id), "roster:forget", None, files=count)


def _check_open(found: RosterImport) -> None:
    if found.applied_at:
        raise Conflict("This file has been imported already.", slug="import-applied")
    if found.problems:
        raise Conflict(
            "There is something to correct in this file. Correct it, then choose it again.", slug="import-has-problems"
        )


def _kept(
    tx: Session, actor: Actor, file_name: str, rows: Sequence[RosterRow], plan: Plan, problems: Sequence[RowProblem]
) -> RosterImport:
    assert actor.id is not None  # an import is a named person's; nobody else gets here
    kept = RosterImport(
        school_id=actor.school,
        uploaded_by=actor.id,
        uploaded_at=clock.now(),
        file_name=file_name,
        rows=[] if problems else _ROWS.dump_python(list(rows), mode="json"),
        lines=[_line(each) for each in plan.rows],
        problems=_shown(problems),
        not_in_file=plan.not_in_file,
        fingerprint=plan.fingerprint(),
    )
    tx.add(kept)
    return kept


def _line(planned: RowPlan) -> dict[str, Any]:
    row = planned.row
    columns = planned.columns if planned.change == "changed" else []
    name = f"{row.first_name} {row.last_name}"
    return {"row": row.row, "name": name, "class_name": row.class_name, "change": planned.change, "columns": columns}


def _shown(problems: Sequence[RowProblem]) -> list[dict[str, Any]]:
    shown = [asdict(each) for each in problems[:MOST_PROBLEMS]]
    if more := problems[MOST_PROBLEMS:]:
        message = f"There are {len(more):,} more problems from here on. Correct these first, then choose the file again."
        shown.append(asdict(RowProblem(more[0].row, None, message)))
    return shown


def _preview(kept: RosterImport) -> ImportPreview:
    changes = [line["change"] for line in kept.lines]
    return ImportPreview(
        id=kept.id,
        file_name=kept.file_name,
        added=changes.count("added"),
        changed=changes.count("changed"),
        unchanged=changes.count("unchanged"),
        not_in_file=kept.not_in_file,
        rows=[ImportRow(**line) for line in kept.lines],
        problems=[ImportProblem(**problem) for problem in kept.problems],
        can_apply=not kept.problems and kept.applied_at is None,
    )


class _Writing:
    """A plan on its way into the database: gathered first, then written table by table."""

    def __init__(self, tx: Session, school_id: UUID, plan: Plan) -> None:
        self.tx = tx
        self.school_id = school_id
        self.now = clock.now()
        self.plans = [each for each in plan.rows if each.change != "unchanged"]
        self.class_ids = queries.class_ids(tx, school_id)
        self.people: dict[object, UUID] = {}
        self.new: dict[type, list[dict[str, Any]]] = {SchoolClass: [], Child: [], Guardian: [], Guardianship: []}
        self.changed: dict[type, list[dict[str, Any]]] = {Child: [], Guardian: [], Guardianship: []}

    def write(self) -> None:
        for planned in self.plans:
            self._child(planned)
        # Each change raises the child's version: the rows are held first, in everybody's order.
        locks.hold_to_change(self.tx, self.school_id, [each.child.id for each in self.plans if each.child])
        for table, rows in self.new.items():
            queries.insert_all(self.tx, table, rows)
        for table, rows in self.changed.items():
            queries.update_all(self.tx, table, self.school_id, rows)

    def _child(self, planned: RowPlan) -> None:
        row = planned.row
        values = {
            "first_name": row.first_name,
            "last_name": row.last_name,
            "born_on": row.born_on,
            "class_id": self._class_id(row.class_name),
        }
        child_id = planned.child.id if planned.child else self._add(Child, ref=row.ref, created_at=self.now, **values)
        if planned.child and planned.child_columns:
            self.changed[Child].append({"id": child_id, **values})
        for each in planned.guardians:
            self._guardian(child_id, each)

    def _guardian(self, child_id: UUID, planned: GuardianPlan) -> None:
        cells = planned.cells
        guardian_id = self._person(planned)
        values = {"relationship": cells.relationship, "parental_responsibility": cells.responsibility}
        if planned.tie is None:
            self._add(Guardianship, child_id=child_id, guardian_id=guardian_id, contact_barred=False, **values)
        elif planned.tie_columns:
            self.changed[Guardianship].append({"id": planned.tie.id, **values})

    def _person(self, planned: GuardianPlan) -> UUID:
        """The guardian's id; added or changed once, however many children's rows name them."""
        cells, known = planned.cells, planned.guardian
        person = known.id if known else cells.ref
        if person in self.people:
            return self.people[person]
        values = {"name": cells.name, "email": cells.email, "phone": cells.phone}
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
