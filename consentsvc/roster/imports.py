"""The roster from a file: first what it would change, then, on a word, the change; all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.languages import LANGUAGES
from consentsvc.kernel.processes import apart
from consentsvc.kernel.sheets import Encoding
from consentsvc.roster import mappings, matching, queries, reading, rules
from consentsvc.roster.matching import Change, Plan, RowPlan
from consentsvc.roster.models import RosterImport
from consentsvc.roster.rules import Contents, RosterRow, RowProblem
from consentsvc.roster.schemas import (
    ImportPreview,
    ImportProblem,
    ImportResult,
    ImportRow,
    ImportRows,
    MissingChild,
    MissingChildren,
)
from consentsvc.roster.writing import Writing

MOST_PROBLEMS = 1000  # shown of one file
MOST_ROWS_AT_ONCE = 200
MANY_MISSING = 0.1  # of the children who are here: more than these are warned of
KEPT = timedelta(days=1)
LARGE_FILE = 250_000  # bytes
MANY_ROWS = 1000

Missing = Literal["keep", "left"]

_ROWS = TypeAdapter(list[RosterRow])


def preview(
    actor: Actor, data: bytes, file_name: str, mapping_id: UUID | None = None, encoding: Encoding = "unicode"
) -> ImportPreview:
    """What this file would change, and what is wrong in it. Nothing changes.

    Raises what reading.contents raises, and NotFound for the mapping.
    """
    today = clock.today()
    remembered = mappings.remembered(actor, mapping_id) if mapping_id else None
    found = reading.contents(data, remembered, encoding, today)
    rows, problems = rules.check_rows(found.columns, found.records, today, found.quiet, LANGUAGES)
    with begin(actor.school) as tx:
        plan = matching.plan(rows, queries.known_roster(tx, actor.school), today)
        shown = _in_the_files_words([*found.problems, *problems, *plan.problems], found)
        kept = _kept(tx, actor, file_name, rows, plan, shown, found)
        audit.record(tx, actor, "roster:preview", kept.id, rows=len(found.records), problems=len(shown))
        return _preview(tx, kept)


def preview_now(
    actor: Actor, data: bytes, file_name: str, mapping_id: UUID | None = None, encoding: Encoding = "unicode"
) -> ImportPreview:
    """As `preview`; a large file in a process of its own, since reading it takes long and pages must not wait."""
    work = apart(preview) if len(data) > LARGE_FILE else preview
    return work(actor, data, file_name, mapping_id, encoding)


def read_preview(tx: Session, actor: Actor, import_id: UUID) -> ImportPreview:
    """What a file would change, as it was worked out when it was read. Raises NotFound."""
    return _preview(tx, queries.roster_import(tx, actor.school, import_id))


def rows(tx: Session, actor: Actor, import_id: UUID, change: Change | None, limit: int, offset: int) -> ImportRows:
    """Some of the file's rows, or those that do one thing. Raises NotFound."""
    queries.roster_import(tx, actor.school, import_id)
    lines, total = queries.import_lines(tx, actor.school, import_id, change, limit, offset)
    return ImportRows(items=[ImportRow(**line) for line in lines], total=total)


def missing_children(tx: Session, actor: Actor, import_id: UUID, limit: int, offset: int) -> MissingChildren:
    """Some of the children whom the file doesn't name. Raises NotFound."""
    missing = queries.roster_import(tx, actor.school, import_id).missing
    page = [MissingChild(id=id_, name=name, class_name=class_name) for id_, name, class_name in missing[offset : offset + limit]]
    return MissingChildren(items=page, total=len(missing))


def apply_now(actor: Actor, import_id: UUID, missing: Missing = "keep", confirm_left: int | None = None) -> ImportResult:
    """`apply`, in a transaction of its own; for a large file in a process of its own, as `preview_now`."""
    with begin(actor.school) as tx:
        is_long = queries.import_size(tx, actor.school, import_id) > MANY_ROWS
    work = apart(_apply_alone) if is_long else _apply_alone
    return work(actor, import_id, missing, confirm_left)


def _apply_alone(actor: Actor, import_id: UUID, missing: Missing, confirm_left: int | None) -> ImportResult:
    with begin(actor.school) as tx:
        return apply(tx, actor, import_id, missing, confirm_left)


def apply(tx: Session, actor: Actor, import_id: UUID, missing: Missing = "keep", confirm_left: int | None = None) -> ImportResult:
    """Do what the preview said: all of it or nothing.

    missing: whether the children whom the file doesn't name stay, or have left today; then `confirm_left` says how many they are.
    Raises NotFound, and Conflict: `import-has-problems`, `import-applied`, `confirm-left`, or `roster-changed` when it would now do
    something else.
    """
    queries.lock_roster(tx, actor.school)
    found = queries.roster_import(tx, actor.school, import_id)
    _check_open(found)
    if missing == "left" and confirm_left != len(found.missing):
        raise Conflict(f"Say how many children have left: {len(found.missing)} are not in the file.", slug="confirm-left")
    today = clock.today()
    plan = matching.plan(_ROWS.validate_python(found.rows), queries.known_roster(tx, actor.school), today)
    if plan.problems or plan.fingerprint() != found.fingerprint or (missing == "left" and _missing(plan) != found.missing):
        raise Conflict("The roster has changed since this file was read. Choose the file again.", slug="roster-changed")
    leaving = [child.id for child in plan.missing] if missing == "left" else []
    Writing(tx, actor.school, plan, leaving, today).write()
    found.applied_at, found.rows = clock.now(), []
    tx.add(found)
    result = _result(plan, len(leaving))
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


def _result(plan: Plan, leaving: int) -> ImportResult:
    return ImportResult(
        added=plan.count("added"),
        changed=plan.count("changed"),
        returned=plan.count("returned"),
        left=plan.count("left") + leaving,
        unchanged=plan.count("unchanged"),
    )


def _in_the_files_words(problems: Iterable[RowProblem], found: Contents) -> list[RowProblem]:
    """By row, each cell's first problem alone, under the name that the file gives its column."""
    named = [replace(each, column=found.called.get(each.column, each.column)) if each.column else each for each in problems]
    first = {(each.row, each.column, each.column or each.message): each for each in reversed(named)}
    return sorted(first.values(), key=lambda each: each.row)


def _kept(
    tx: Session,
    actor: Actor,
    file_name: str,
    rows: Sequence[RosterRow],
    plan: Plan,
    problems: Sequence[RowProblem],
    found: Contents,
) -> RosterImport:
    assert actor.id is not None  # an import is a named person's; nobody else gets here
    kept = RosterImport(
        school_id=actor.school,
        uploaded_by=actor.id,
        uploaded_at=clock.now(),
        file_name=file_name,
        rows=[] if problems else _ROWS.dump_python(list(rows), mode="json"),
        lines=[_line(each, found) for each in plan.rows],
        problems=_shown(problems),
        missing=_missing(plan),
        here=plan.here,
        notes=[*found.notes, *_notes(plan)],
        fingerprint=plan.fingerprint(),
    )
    tx.add(kept)
    tx.flush()
    return kept


def _line(planned: RowPlan, found: Contents) -> dict[str, Any]:
    row = planned.row
    columns = [] if planned.change in ("added", "unchanged") else [found.called.get(each, each) for each in planned.columns]
    name = f"{row.first_name} {row.last_name}"
    class_name = planned.child.class_name if planned.child and "class_name" in row.unsaid else row.class_name
    return {"row": row.row, "name": name, "class_name": class_name, "change": planned.change, "columns": columns}


def _missing(plan: Plan) -> list[list[str | None]]:
    named = sorted(plan.missing, key=lambda child: (child.last_name, child.first_name, child.ref))
    return [[str(child.id), f"{child.first_name} {child.last_name}", child.class_name] for child in named]


def _notes(plan: Plan) -> Iterable[str]:
    if count := plan.without_responsibility:
        yield (
            f"The file doesn't say who holds parental responsibility. {count:,} new parents and carers get none: they can refuse, but "
            "not agree, until you give it to them on the child's page."
        )


def _shown(problems: Sequence[RowProblem]) -> list[dict[str, Any]]:
    shown = [asdict(each) for each in problems[:MOST_PROBLEMS]]
    if more := problems[MOST_PROBLEMS:]:
        message = f"There are {len(more):,} more problems from here on. Correct these first, then choose the file again."
        shown.append(asdict(RowProblem(more[0].row, None, message)))
    return shown


def _preview(tx: Session, kept: RosterImport) -> ImportPreview:
    counts = queries.import_counts(tx, kept.school_id, kept.id)
    lines, _ = queries.import_lines(tx, kept.school_id, kept.id, None, MOST_ROWS_AT_ONCE, 0)
    return ImportPreview(
        id=kept.id,
        file_name=kept.file_name,
        added=counts.get("added", 0),
        changed=counts.get("changed", 0),
        returned=counts.get("returned", 0),
        left=counts.get("left", 0),
        unchanged=counts.get("unchanged", 0),
        not_in_file=len(kept.missing),
        are_many_missing=len(kept.missing) > kept.here * MANY_MISSING,
        notes=kept.notes,
        rows=[ImportRow(**line) for line in lines],
        problems=[ImportProblem(**problem) for problem in kept.problems],
        can_apply=not kept.problems and kept.applied_at is None,
    )
