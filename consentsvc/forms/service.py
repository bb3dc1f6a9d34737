"""What families are asked: the form in use, the exact wording that was shown, and the basis of each use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from consentsvc.forms import queries, wording
from consentsvc.forms.models import FormVersion
from consentsvc.forms.purposes import PURPOSES, Basis, FormKind
from consentsvc.forms.schemas import UNCHANGED, FormContent, PurposeRow
from consentsvc.forms.wording import Form
from consentsvc.kernel import clock
from consentsvc.kernel.languages import ENGLISH
from consentsvc.schools.policy import SchoolPolicy

ON_OWN_CONSENT: Collection[FormKind] = ("looked_after", "adult")
"""Forms on which every use rests on consent: public task is never taken for a looked-after child (C8), nor for adults (C14)."""


def purposes() -> list[PurposeRow]:
    """Every use that families are asked for, in the order of asking."""
    return [PurposeRow(**{key: getattr(each, key) for key in PurposeRow.model_fields}) for each in PURPOSES.values()]


@dataclass(frozen=True, slots=True)
class Use:
    """How the school deals with one use of children's pictures: its lawful basis, and whether families are asked."""

    basis: Basis
    is_asked: bool


def uses(tx: Session, school_id: UUID) -> Mapping[str, Use]:
    """Every use, in one query: asked, and resting on consent, unless the school, being a public body, says otherwise (C13)."""
    policy, stored, not_asked = queries.families_form(tx, school_id)
    content = FormContent.of({"bases": stored or {}, "not_asked": not_asked or ()})
    chosen = wording.chosen_bases(content, is_public_body=SchoolPolicy.of(policy).is_public_body)
    return {purpose: Use(chosen[purpose], wording.is_asked(content, purpose)) for purpose in PURPOSES}


def bases(tx: Session, school_id: UUID) -> Mapping[str, Basis]:
    """The lawful basis of every use, in one query (C13)."""
    return {purpose: use.basis for purpose, use in uses(tx, school_id).items()}


def form_of(tx: Session, school_id: UUID, kind: FormKind = "family", language: str = ENGLISH) -> Form:
    """The form as somebody reads it now, in one of the languages (`kernel.languages.LANGUAGES`)."""
    return wording.compose(kind, language, published_content(tx, school_id, kind), bases_on(tx, school_id, kind))


def published_content(tx: Session, school_id: UUID, kind: FormKind) -> FormContent:
    """What the school published last of this form; nothing of its own where it never did."""
    edit = queries.newest_edits(tx, school_id, [kind]).get(kind)
    return FormContent.of(edit.content) if edit else UNCHANGED


def bases_on(tx: Session, school_id: UUID, kind: FormKind) -> Mapping[str, Basis]:
    """The basis of each use as this form says it."""
    return dict.fromkeys(PURPOSES, "consent") if kind in ON_OWN_CONSENT else bases(tx, school_id)


def form_in_use(tx: Session, school_id: UUID, kind: FormKind = "family", language: str = ENGLISH) -> FormVersion:
    """The exact wording of the form now, in that language: kept when it is first needed, and never changed (C3).

    Call it after the people whom an answer is about are held (roster.locks): two that make a version wait for each other.
    """
    form = form_of(tx, school_id, kind, language)
    exact = form.as_wording()
    newest = queries.newest_version(tx, school_id, kind, language)
    while newest is None or (newest.wording, newest.is_checked) != (exact, form.is_checked):
        made = FormVersion(
            school_id=school_id,
            number=queries.newest_number(tx, school_id) + 1,
            kind=kind,
            language=language,
            is_checked=form.is_checked,
            wording=exact,
            created_at=clock.now(),
        )
        # The number is taken by whoever comes first; the other looks again, and may find its own wording there.
        tx.execute(insert(FormVersion).values(made.model_dump()).on_conflict_do_nothing())
        newest = queries.newest_version(tx, school_id, kind, language)
    return newest


def asked_again_on(tx: Session, school_id: UUID, kind: FormKind) -> Mapping[str, date]:
    """By use whose words came to mean more, the last day on which they did: a yes from before is to other words (C2)."""
    found = queries.asked_again(tx, school_id, kind)
    return {purpose: clock.day_of(at) for purposes, at in found for purpose in purposes}


def shown(version: FormVersion) -> Form:
    """The form that a version has kept, as it was read."""
    return wording.read(version.wording, cast(FormKind, version.kind), version.language, version.is_checked)


def version_shown(tx: Session, school_id: UUID, version_id: UUID) -> Form:
    """The exact form behind an answer (C3). Raises NotFound."""
    return shown(queries.version(tx, school_id, version_id))


def versions_shown(tx: Session, school_id: UUID, version_ids: Collection[UUID]) -> Mapping[UUID, Form]:
    """The exact forms behind many answers; an id that isn't the school's is missing."""
    return {version.id: shown(version) for version in queries.versions_of(tx, school_id, version_ids)}


def version_ids(tx: Session, school_id: UUID, kind: FormKind) -> list[UUID]:
    """Every wording of that form that anybody may have been shown, in any language."""
    return [version.id for version in queries.versions(tx, school_id, kind)]
