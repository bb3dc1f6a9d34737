"""Answers from before: a CSV file of what a school has, first as a preview, then, on a word, taken over; all of it or nothing.

They are marked as imported, with the file as their evidence. A yes lapses by the school's policy, counts only from somebody who can
agree (C5), and never beats what the same person said here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import restrictions
from consentsvc.consent.facts import PastAnswersTakenOver
from consentsvc.consent.models import PastAnswersImport
from consentsvc.consent.speakers import authority_of_guardian
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import FormKind
from consentsvc.kernel import clock, facts, sheets
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.blobs import Blob, blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.sheets import Encoding, UnreadableFile
from consentsvc.office import evidence, past_rows, queries
from consentsvc.office.past_rows import Here, Known, KnownChild, KnownGuardian, Line, PastRow, Plan
from consentsvc.office.schemas import PastLine, PastPreview, PastProblem, PastResult
from consentsvc.roster import locks
from consentsvc.roster.models import Child, Guardian, Guardianship
from consentsvc.roster.rules import RowProblem
from consentsvc.schools import service as schools

MOST_PROBLEMS = 1000  # shown of one file
KEPT = timedelta(days=1)
IN_A_MONTH = 30.44  # days

Hidden = Mapping[UUID, Collection[str]]
"""By child, the uses for which a reader must see no answer."""

_ROWS = TypeAdapter(list[PastRow])


def preview(actor: Actor, data: bytes, file_name: str, encoding: Encoding = "unicode") -> PastPreview:
    """What this CSV file would do, and what is wrong in it; the file is kept as evidence. Raises what sheets.read raises."""
    sheet = sheets.read(data, past_rows.is_column, encoding=encoding, expected=past_rows.EXPECTED)
    columns = past_rows.columns_of(sheet.header)
    if problem := past_rows.header_problem(columns):
        raise UnreadableFile(problem)
    blob = Blob(blobs().put(actor.school, data), len(data))
    with begin(actor.school) as tx:
        rows, problems = past_rows.read_rows(columns, sheet.records, clock.today(), _oldest_yes(tx, actor.school))
        plan = _planned(tx, actor.school, rows)
        wrong = sorted([*problems, *plan.problems], key=lambda each: each.row)
        kept = _kept(tx, actor, file_name, evidence.kept(tx, actor, "import", blob, "text/csv").id, rows, plan, wrong)
        audit.record(tx, actor, "answers:preview", kept.id, rows=len(sheet.records), problems=len(wrong))
        return _preview(kept)


def read_preview(tx: Session, actor: Actor, import_id: UUID) -> PastPreview:
    """What a file would do, as it was worked out when it was read. Raises NotFound."""
    return _preview(queries.past_import(tx, actor.school, import_id))


def apply(tx: Session, actor: Actor, import_id: UUID) -> PastResult:
    """Take the answers over, as the preview said.

    Raises NotFound, and Conflict: `import-has-problems`, `import-applied`, or `answers-changed` where it would now do something else.
    """
    found = queries.past_import(tx, actor.school, import_id, lock=True)
    _check_open(found)
    rows = _ROWS.validate_python(found.rows)
    locks.hold_to_change(tx, actor.school, {line.child.id for line in _planned(tx, actor.school, rows).lines})
    plan = _planned(tx, actor.school, rows)  # anew: nothing about these children changes any more
    if plan.problems or plan.fingerprint() != found.fingerprint:
        raise Conflict("Something has changed since this file was read. Choose the file again.", slug="answers-changed")
    queries.add_answers(tx, _answers(tx, actor, found.evidence_id, plan))
    result = _counts(found)
    found.applied_at, found.rows = clock.now(), []
    tx.add(found)
    audit.record(tx, actor, "answers:import", import_id, added=_added(plan), rows=len(plan.lines))
    facts.record(tx, PastAnswersTakenOver(actor.school, import_id))
    return result


def forget(tx: Session, school_id: UUID) -> None:
    """Remove what was read more than a day ago, applied or not: it holds names. The files themselves stay as evidence."""
    if count := queries.remove_past_imports(tx, school_id, clock.now() - KEPT):
        audit.record(tx, system(school_id), "answers:forget", None, files=count)


def _oldest_yes(tx: Session, school_id: UUID) -> date:
    months = schools.policy_of(tx, school_id).oldest_past_answer_months
    return clock.today() - timedelta(days=round(months * IN_A_MONTH))


def _check_open(found: PastAnswersImport) -> None:
    if found.applied_at:
        raise Conflict("This file has been taken over already.", slug="import-applied")
    if found.problems:
        raise Conflict(
            "There is something to correct in this file. Correct it, then choose it again.", slug="import-has-problems"
        )


def _planned(tx: Session, school_id: UUID, rows: Sequence[PastRow], hidden: Hidden = MappingProxyType({})) -> Plan:
    """What the rows would do. hidden: the uses, by child, for which it is as if nobody had said anything (F1)."""
    known = _known(queries.known_children(tx, school_id, {row.child_ref for row in rows}))
    here = _here(tx, school_id, [child.id for child in known.values()])
    plan = past_rows.plan(rows, known, {key: said for key, said in here.items() if key[2] not in hidden.get(key[0], ())})
    return replace(plan, problems=(*plan.problems, *_to_other_words(tx, school_id, plan.lines)))


def _to_other_words(tx: Session, school_id: UUID, lines: Sequence[Line]) -> Iterator[RowProblem]:
    """Each yes that was said before its question came to mean more (C2)."""
    asked_again = {kind: forms.asked_again_on(tx, school_id, kind) for kind in sorted({_kind(line) for line in lines})}
    for line in lines:
        day = asked_again[_kind(line)].get(line.row.purpose)
        if line.row.said == "given" and day is not None and line.row.answered_on <= day:
            message = "The question means more since this yes. Take the row out, and ask again."
            yield RowProblem(line.row.row, "answered_on", message)


def _known(found: Iterable[tuple[Child, Guardian | None, Guardianship | None]]) -> dict[str, KnownChild]:
    children: dict[str, Child] = {}
    guardians: dict[str, list[KnownGuardian]] = defaultdict(list)
    for child, guardian, tie in found:
        children[child.ref] = child
        if guardian is not None and tie is not None:
            guardians[child.ref].append(_guardian(child, guardian, tie))
    return {ref: _child(child, guardians[ref]) for ref, child in children.items()}


def _child(child: Child, guardians: Sequence[KnownGuardian]) -> KnownChild:
    return KnownChild(
        id=child.id,
        name=child.name,
        has_left=child.left_on is not None and child.left_on <= clock.today(),
        looked_after=child.looked_after,
        guardians=tuple(guardians),
    )


def _guardian(child: Child, guardian: Guardian, tie: Guardianship) -> KnownGuardian:
    authority = authority_of_guardian(
        looked_after=child.looked_after,
        parental_responsibility=tie.parental_responsibility,
        local_authority=tie.local_authority,
    )
    return KnownGuardian(guardian.id, guardian.ref, guardian.name, guardian.email, authority)


def _here(tx: Session, school_id: UUID, child_ids: Sequence[UUID]) -> Here:
    return {
        (child, guardian, purpose): Known(in_person, imported_on)
        for child, guardian, purpose, in_person, imported_on in queries.said_before(tx, school_id, child_ids)
    }


def _answers(tx: Session, actor: Actor, evidence_id: UUID, plan: Plan) -> list[dict[str, Any]]:
    """The rows to append, oldest first; what one person said for one child has one receipt."""
    lapses_on = schools.policy_of(tx, actor.school).lapses_on(clock.today())
    kinds: set[FormKind] = {_kind(line) for line in plan.lines}
    versions = {kind: forms.form_in_use(tx, actor.school, kind).id for kind in sorted(kinds)}
    receipts: dict[tuple[UUID, UUID], UUID] = defaultdict(uuid4)
    now = clock.now()
    return [
        {
            "id": uuid4(),
            "school_id": actor.school,
            "child_id": line.child.id,
            "guardian_id": line.guardian.id,
            "purpose": line.row.purpose,
            "said": line.row.said,
            "method": "imported",
            "recorded_by": actor.id,
            "form_version_id": versions[_kind(line)],
            "language": "en",
            "conditions": [],
            "authority": line.guardian.authority,
            "receipt_id": receipts[line.child.id, line.guardian.id],
            "evidence_id": evidence_id,
            "signed_on": line.row.answered_on,
            "answered_at": now,
            "expires_on": lapses_on if line.row.said == "given" else None,
        }
        for line in sorted(plan.lines, key=lambda line: (line.row.answered_on, line.row.row))
        if line.change == "added"
    ]


def _kind(line: Line) -> FormKind:
    return "looked_after" if line.guardian.authority == "local_authority" else "family"


def _kept(
    tx: Session,
    actor: Actor,
    file_name: str,
    evidence_id: UUID,
    rows: Sequence[PastRow],
    plan: Plan,
    problems: Sequence[RowProblem],
) -> PastAnswersImport:
    assert actor.id is not None  # an import is a named person's; nobody else gets here
    hidden = restrictions.hidden_by_child(tx, actor, {line.child.id for line in plan.lines})
    kept = PastAnswersImport(
        school_id=actor.school,
        uploaded_by=actor.id,
        uploaded_at=clock.now(),
        file_name=file_name,
        evidence_id=evidence_id,
        rows=[] if problems else _ROWS.dump_python(list(rows), mode="json"),
        lines=[_line(line) for line in _planned(tx, actor.school, rows, hidden).lines],
        problems=_shown(problems),
        fingerprint=plan.fingerprint(),
    )
    tx.add(kept)
    return kept


def _line(line: Line) -> dict[str, Any]:
    """The line as people are shown it."""
    row = line.row
    return {
        "row": row.row,
        "child": line.child.name,
        "guardian": line.guardian.name,
        "purpose": row.purpose,
        "said": row.said,
        "answered_on": row.answered_on.isoformat(),
        "evidence": row.evidence,
        "change": line.change,
        "counts": line.counts,
    }


def _shown(problems: Sequence[RowProblem]) -> list[dict[str, Any]]:
    shown = [asdict(each) for each in problems[:MOST_PROBLEMS]]
    if more := problems[MOST_PROBLEMS:]:
        message = f"There are {len(more):,} more problems from here on. Correct these first, then choose the file again."
        shown.append(asdict(RowProblem(more[0].row, None, message)))
    return shown


def _preview(kept: PastAnswersImport) -> PastPreview:
    counts = _counts(kept)
    return PastPreview(
        id=kept.id,
        file_name=kept.file_name,
        added=counts.added,
        unchanged=counts.unchanged,
        rows=[PastLine(**line) for line in kept.lines],
        problems=[PastProblem(**problem) for problem in kept.problems],
        can_apply=not kept.problems and kept.applied_at is None,
    )


def _counts(kept: PastAnswersImport) -> PastResult:
    """As the preview shows them, not as they are behind a restriction (F1)."""
    added = sum(line["change"] == "added" for line in kept.lines)
    return PastResult(added=added, unchanged=len(kept.lines) - added)


def _added(plan: Plan) -> int:
    return sum(line.change == "added" for line in plan.lines)
