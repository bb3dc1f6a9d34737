"""Putting a changed form into use: what other words mean for earlier answers (C2, C3), and what another basis changes (C13)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.consent import queries, restrictions, standings
from consentsvc.consent.schemas import BasisEffect, FormEffects, FormPublished
from consentsvc.consent.standings import Known
from consentsvc.forms import editing
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import Basis, FormKind
from consentsvc.forms.schemas import Meaning
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.roster import locks

REASON = "The question has changed and means more."


def effects(tx: Session, actor: Actor, kind: FormKind) -> FormEffects:
    """What publishing the form's draft would change for answers and pictures, as far as the reader may know."""
    changed = editing.changes_of(tx, actor, kind)
    children = queries.children_here(tx, actor.school, clock.today()) if changed.bases else ()
    return FormEffects(yeses=_yeses(tx, actor, kind, changed.words), bases=_effects_of_bases(tx, actor, children, changed.bases))


def publish_form(tx: Session, actor: Actor, kind: FormKind, revision: str, meanings: Mapping[str, Meaning]) -> FormPublished:
    """Put a form's draft into use. For each use that means more, every earlier yes on this form ends with it (C2).

    Raises as `forms.editing.publish` does.
    """
    again = [purpose for purpose, meaning in meanings.items() if meaning == "means_more"]
    if again:
        # A yes to the old words either comes before and ends, or comes after and is to the new words.
        locks.hold_everybody(tx, actor.school)
    ended = _yeses(tx, actor, kind, again)
    edit = editing.publish(tx, actor, kind, revision, meanings)
    if again:
        wordings = forms.version_ids(tx, actor.school, kind)
        queries.end_yeses(tx, actor.school, again, wordings, reason=REASON, by=edit.published_by, at=clock.now())
        audit.record(tx, actor, "answer:invalidate", edit.id, purposes=again)
    return FormPublished(form=editing.detail(tx, actor, kind), ended=ended)


def _yeses(tx: Session, actor: Actor, kind: FormKind, purposes: Collection[str]) -> dict[str, int]:
    """For how many people there is a yes to these uses on this form now, by use; none that the reader may not know of (F4)."""
    wordings = forms.version_ids(tx, actor.school, kind)
    found = queries.people_with_a_yes(tx, actor.school, purposes, wordings, clock.today())
    hidden = restrictions.hidden_by_child(tx, actor, set().union(*found.values()))
    return {purpose: sum(purpose not in hidden[person] for person in found.get(purpose, ())) for purpose in purposes}


def _effects_of_bases(
    tx: Session, actor: Actor, children: Collection[UUID], bases: Mapping[str, tuple[Basis, Basis]]
) -> list[BasisEffect]:
    known = _as_known_to(tx, actor, standings.known_of(tx, actor.school, children, tuple(bases), ()))
    return [
        BasisEffect(
            purpose=purpose,
            children=len(children),
            become_allowed=len((allowed := _allowed(known, purpose, after)) - (before_it := _allowed(known, purpose, before))),
            become_denied=len(before_it - allowed),
        )
        for purpose, (before, after) in bases.items()
    ]


def _as_known_to(tx: Session, actor: Actor, known: Known) -> Known:
    """For all but leads a restricted child counts as one without an answer, and objections aren't known (R2, F4)."""
    if restrictions.may_know_restrictions(actor):
        return replace(known, pulled=())
    hidden = restrictions.hidden_by_child(tx, actor, known.lives)
    heard = {(child, purpose): words for (child, purpose), words in known.heard.items() if purpose not in hidden[child]}
    return replace(known, heard=heard, holds={}, objections={}, pulled=())


def _allowed(known: Known, purpose: str, basis: Basis) -> set[UUID]:
    terms = {purpose: replace(known.terms[purpose], basis=basis)}
    on_basis = replace(known, terms=terms)
    return {child for child in known.lives if on_basis.standing(child, purpose, None, clock.today()).allows}
