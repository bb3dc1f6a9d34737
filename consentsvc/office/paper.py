"""Paper forms: typed in with their scan, then checked by somebody else (C15).

A no counts at once; a yes waits. Whoever typed a form in never checks it. A form that is rejected stays rejected: it is typed in anew.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import letters, restrictions, service
from consentsvc.consent.facts import PaperFormChecked
from consentsvc.consent.models import Verification
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, NotAllowed, NotFound
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.schemas import Named
from consentsvc.office import queries
from consentsvc.office.evidence import row_of
from consentsvc.office.queries import PaperCheck, PaperKey, PaperLine
from consentsvc.office.schemas import (
    CheckRow,
    EvidenceRow,
    NewPaperForm,
    PaperAnswer,
    PaperForm,
    PaperFormEntered,
    PaperForms,
    PaperState,
)
from consentsvc.office.schemas import PaperCheck as Found
from consentsvc.roster import locks

MOST_SHOWN = 50  # forms


def enter(tx: Session, actor: Actor, speaker: Speaker, form: NewPaperForm) -> PaperFormEntered:
    """Write down a whole form under one receipt: all of it or nothing.

    Raises NotFound for a scan, person or event that isn't the school's.
    """
    if form.evidence_id and queries.evidence(tx, actor.school, form.evidence_id).kind != "scan":
        raise NotFound
    receipt_id = uuid4()
    for line in form.answers:
        service.answer(
            tx,
            actor,
            speaker,
            purpose=line.purpose,
            said=line.said,
            method="paper",
            event_id=form.event_id,
            conditions=line.conditions,
            language=form.language,
            receipt_id=receipt_id,
            evidence_id=form.evidence_id,
            signed_on=form.signed_on,
        )
    letters.owe(tx, actor.school, speaker, receipt_id)
    audit.record(tx, actor, "paper:enter", speaker.person_id, receipt=receipt_id, lines=len(form.answers))
    return PaperFormEntered(receipt_id=receipt_id, waits=any(line.said == "given" for line in form.answers))


def forms(tx: Session, actor: Actor, state: PaperState) -> PaperForms:
    """The forms in this state, the oldest first. Who may not know of a restriction sees none that it touches (F1)."""
    found = _shown(tx, actor, queries.paper_forms(tx, actor.school, state))
    audit.record(tx, actor, "paper:view", None, state=state, forms=len(found))
    return PaperForms(items=_details(tx, actor, found[:MOST_SHOWN]), total=len(found))


def form(tx: Session, actor: Actor, receipt_id: UUID) -> PaperForm:
    """One paper form with a yes on it. Raises NotFound."""
    found = _known(tx, actor, receipt_id)
    audit.record(tx, actor, "paper:view", receipt_id)
    return _details(tx, actor, [found])[0]


def check(tx: Session, actor: Actor, receipt_id: UUID, found: Found) -> PaperForm:
    """Say that a form was typed in as it stands on paper, or that it wasn't; a yes on it counts from now, or never (C15).

    Raises NotFound; NotAllowed for whoever typed it in, and for a program; Conflict: `already-checked`, or `no-scan`.
    """
    by = actor.person("Only a person who has signed in can check a paper form, not a program.")
    key = _known(tx, actor, receipt_id)
    _hold(tx, actor.school, key)
    before = _details(tx, actor, [key])[0]
    _check_may(before, actor, found.verdict)
    tx.add(
        Verification(
            school_id=actor.school,
            receipt_id=receipt_id,
            child_id=key.child_id,
            adult_id=key.adult_id,
            verdict=found.verdict,
            note=found.note,
            by=by,
            at=clock.now(),
        )
    )
    tx.flush()
    audit.record(tx, actor, "paper:check", key.child_id or key.adult_id, receipt=receipt_id, verdict=found.verdict)
    facts.record(tx, PaperFormChecked(actor.school, before.person.id, receipt_id))
    return _details(tx, actor, [key])[0]


def _check_may(form: PaperForm, actor: Actor, verdict: str) -> None:
    if form.entered_by.id == actor.id:
        reason = Reason("C15", "own_form", str(form.receipt_id), "Somebody else has to check it.", "Ask a colleague to check it.")
        raise NotAllowed("You typed this form in yourself. Ask a colleague to check it.", slug="own-form", reasons=[reason])
    if form.check is not None:
        raise Conflict("Somebody has checked this form already.", slug="already-checked")
    if verdict == "confirmed" and form.evidence is None:
        raise Conflict("This form has no scan to compare it with. Reject it, and type it in again with its scan.", slug="no-scan")


def _hold(tx: Session, school_id: UUID, key: PaperKey) -> None:
    if key.child_id:
        locks.hold_to_answer(tx, school_id, child_id=key.child_id)
    elif key.adult_id:
        locks.hold_to_answer(tx, school_id, adult_id=key.adult_id)


def _known(tx: Session, actor: Actor, receipt_id: UUID) -> PaperKey:
    shown = _shown(tx, actor, [queries.paper_form(tx, actor.school, receipt_id)])
    if not shown:
        raise NotFound
    return shown[0]


def _shown(tx: Session, actor: Actor, keys: Sequence[PaperKey]) -> list[PaperKey]:
    hidden = restrictions.hidden_by_child(tx, actor, {key.child_id for key in keys if key.child_id})
    return [key for key in keys if not key.child_id or hidden[key.child_id].isdisjoint(key.purposes)]


def _details(tx: Session, actor: Actor, keys: Sequence[PaperKey]) -> list[PaperForm]:
    receipt_ids = [key.receipt_id for key in keys]
    lines: dict[UUID, list[PaperLine]] = defaultdict(list)
    for line in queries.paper_lines(tx, actor.school, receipt_ids):
        lines[line.answer.receipt_id].append(line)
    checks = queries.paper_checks(tx, actor.school, receipt_ids)
    scans = {each.answer.evidence_id for each in (found[0] for found in lines.values()) if each.answer.evidence_id}
    rows = {id_: row_of(scan) for id_, scan in queries.evidence_of(tx, actor.school, scans).items()}
    return [_detail(actor, lines[each], checks.get(each), rows) for each in receipt_ids]


def _detail(actor: Actor, lines: Sequence[PaperLine], found: PaperCheck | None, scans: dict[UUID, EvidenceRow]) -> PaperForm:
    first = lines[0]
    said, person = first.answer, first.child or first.adult
    assert person is not None
    assert said.recorded_by is not None  # paper is typed in by somebody
    return PaperForm(
        receipt_id=said.receipt_id,
        person=Named(id=person.id, name=person.name),
        is_adult=first.adult is not None,
        signed_by=Named(id=said.guardian_id, name=first.guardian or "") if said.guardian_id else None,
        signed_on=said.signed_on,
        language=said.language,
        event=Named(id=said.event_id, name=first.event or "") if said.event_id else None,
        answers=[_answer(line) for line in lines],
        evidence=scans.get(said.evidence_id) if said.evidence_id else None,
        entered_by=Named(id=said.recorded_by, name=first.recorder or ""),
        entered_at=said.answered_at,
        is_own=said.recorded_by == actor.id,
        check=_check_row(found) if found else None,
    )


def _answer(line: PaperLine) -> PaperAnswer:
    said = line.answer
    return PaperAnswer(purpose=said.purpose, said=said.said, conditions=said.conditions)


def _check_row(found: PaperCheck) -> CheckRow:
    done = found.verification
    return CheckRow(verdict=done.verdict, note=done.note, by=Named(id=done.by, name=found.by), at=done.at)
