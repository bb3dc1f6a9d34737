"""Changing a form: a draft that one after the other may work on, and its publication."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.forms import queries, rules, service, wording
from consentsvc.forms.facts import FormPublished
from consentsvc.forms.models import KINDS, FormDraft, FormEdit, FormVersion
from consentsvc.forms.purposes import PURPOSES, FormKind
from consentsvc.forms.rules import Changes
from consentsvc.forms.schemas import (
    UNCHANGED,
    BasisChange,
    ConditionShown,
    EditRow,
    FormChanges,
    FormContent,
    FormDefaults,
    FormDetail,
    FormHistory,
    FormRow,
    FormShown,
    Meaning,
    QuestionDefault,
    QuestionShown,
    VersionDetail,
    VersionRow,
    WordsRow,
)
from consentsvc.forms.texts import INTRODUCTIONS, WORDS
from consentsvc.forms.wording import Form
from consentsvc.kernel import clock, facts
from consentsvc.kernel.access import Actor
from consentsvc.kernel.errors import Conflict, Field, Invalid, Refused
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.web import ReasonDocument
from consentsvc.schools import service as schools


def listed(tx: Session, actor: Actor) -> list[FormRow]:
    """The school's forms, each with who published it and who is changing it."""
    edits, drafts = queries.newest_edits(tx, actor.school, KINDS), queries.drafts(tx, actor.school, KINDS)
    names = _names(tx, edits.values(), drafts.values())
    return [_row(tx, actor, kind, edits.get(kind), drafts.get(kind), names) for kind in WORDS]


def _row(
    tx: Session, actor: Actor, kind: FormKind, edit: FormEdit | None, draft: FormDraft | None, names: Mapping[UUID, str]
) -> FormRow:
    published = _content_of(edit)
    changed = _changes(tx, actor, kind, published, _content_of(draft, published))
    return FormRow(
        kind=kind,
        **_signs(edit, draft, names),
        asked=sum(wording.is_asked(published, each) for each in PURPOSES),
        changed=list(_touched(changed)),
    )


def detail(tx: Session, actor: Actor, kind: FormKind) -> FormDetail:
    """A form to edit: as it comes, as it was published, as it is being changed, and what keeps that from being published."""
    edit, draft = _newest(tx, actor, kind)
    published, edited = _content_of(edit), _content_of(draft, _content_of(edit))
    is_public_body = schools.policy_of(tx, actor.school).is_public_body
    return FormDetail(
        kind=kind,
        revision=_revision(edit, draft),
        **_signs(edit, draft, _names(tx, [edit], [draft])),
        published=published,
        draft=edited if draft else None,
        defaults=_defaults(kind),
        changes=_changes_row(rules.changes(kind, published, edited, is_public_body=is_public_body)),
        problems=[
            ReasonDocument.model_validate(each, from_attributes=True)
            for each in rules.problems(kind, published, edited, is_public_body=is_public_body)
        ],
        is_public_body=is_public_body,
    )


def save_draft(tx: Session, actor: Actor, kind: FormKind, content: FormContent, revision: str) -> FormDetail:
    """Keep what is being changed. Raises Conflict (`form-changed`) where somebody else changed the form since it was read."""
    held = _held(tx, actor, kind, revision)[1]
    kept: dict[str, Any] = {"content": content.model_dump(mode="json"), "edited_by": _id(actor), "edited_at": clock.now()}
    draft = held.sqlmodel_update(kept) if held else FormDraft(school_id=actor.school, kind=kind, **kept)
    tx.add(draft)
    tx.flush()
    audit.record(tx, actor, "form:draft", draft.id, kind=kind)
    return detail(tx, actor, kind)


def discard_draft(tx: Session, actor: Actor, kind: FormKind, revision: str) -> FormDetail:
    """Throw the draft away. Raises Conflict (`form-changed`, `no-draft`)."""
    draft = _draft(_held(tx, actor, kind, revision)[1])
    tx.delete(draft)
    tx.flush()
    audit.record(tx, actor, "form:discard", draft.id, kind=kind)
    return detail(tx, actor, kind)


def publish(tx: Session, actor: Actor, kind: FormKind, revision: str, meanings: Mapping[str, Meaning]) -> FormEdit:
    """Put the draft in the place of the form, from this transaction's commit on; its wording is kept in every language (C3).

    The consent room calls it (consent.forms_in_use), since earlier yeses may have to end. Raises Conflict (`form-changed`,
    `no-draft`, `nothing-changed`), Refused where a rule says no or nobody says what other words mean, Invalid for a meaning too many.
    """
    edit, draft = _held(tx, actor, kind, revision)
    before, after = _content_of(edit), _content_of(_draft(draft))
    changed = _publishable(tx, actor, kind, before, after, meanings)
    again = [each for each in changed.words if meanings[each] == "means_more"]
    made = FormEdit(
        school_id=actor.school,
        kind=kind,
        content={**after.model_dump(mode="json"), "asked_again": again},
        published_by=_id(actor),
        published_at=clock.now(),
    )
    tx.add(made)
    tx.delete(draft)
    tx.flush()
    for language in schools.policy_of(tx, actor.school).languages:
        service.form_in_use(tx, actor.school, kind, language)
    bases = {purpose: basis for purpose, (_, basis) in changed.bases.items()}
    audit.record(tx, actor, "form:publish", made.id, kind=kind, words=list(changed.words), asked_again=again, bases=bases)
    facts.record(tx, FormPublished(actor.school, made.id))
    return made


def changes_of(tx: Session, actor: Actor, kind: FormKind) -> Changes:
    """What publishing the draft would change; nothing where there is no draft."""
    edit, draft = _newest(tx, actor, kind)
    return _changes(tx, actor, kind, _content_of(edit), _content_of(draft, _content_of(edit)))


def preview(tx: Session, actor: Actor, kind: FormKind, language: str, *, draft: bool) -> Form:
    """The form as somebody reads it in that language: the draft where there is one and it is asked for, else the published one."""
    edit, kept = _newest(tx, actor, kind)
    content = _content_of(kept if draft else None, _content_of(edit))
    bases = service.bases_on(tx, actor.school, kind)
    if draft and kind == "family":
        bases = wording.chosen_bases(content, is_public_body=schools.policy_of(tx, actor.school).is_public_body)
    return wording.compose(kind, language, content, bases)


def history(tx: Session, actor: Actor, kind: FormKind) -> FormHistory:
    """What the school published of a form, and every exact wording that came of it, newest first."""
    found = list(queries.edits(tx, actor.school, kind))
    earlier = [*(_content_of(edit) for edit, _ in found), UNCHANGED][1:]
    return FormHistory(
        edits=[_edit_row(edit, name, before) for (edit, name), before in zip(found, earlier, strict=True)],
        versions=[_version_row(each) for each in queries.versions(tx, actor.school, kind)],
    )


def version_detail(tx: Session, actor: Actor, version_id: UUID) -> VersionDetail:
    """One exact wording. Raises NotFound."""
    found = queries.version(tx, actor.school, version_id)
    return VersionDetail(**_version_row(found).model_dump(), form=as_shown(service.shown(found)))


def as_shown(form: Form) -> FormShown:
    """The form as the API gives it."""
    return FormShown(
        kind=form.kind,
        language=form.language,
        introduction=form.introduction,
        introduction_in_english=form.introduction_in_english,
        questions=[
            QuestionShown(
                purpose=each.purpose,
                asked=each.asked,
                name=each.name,
                question=each.question,
                reach=each.reach,
                basis=each.basis,
                note=each.note,
                conditions=[ConditionShown(condition=limit, text=text) for limit, text in each.conditions.items()],
                in_english=sorted(each.in_english),
            )
            for each in form.all_questions
        ],
        is_checked=form.is_checked,
    )


def _held(tx: Session, actor: Actor, kind: FormKind, revision: str) -> tuple[FormEdit | None, FormDraft | None]:
    """The form as it is now, changed by nobody else meanwhile. Raises Conflict where it isn't what was read."""
    schools.hold(tx, actor.school)
    edit, draft = _newest(tx, actor, kind)
    if revision != _revision(edit, draft):
        raise Conflict("Somebody else has changed this form. Load it again, then make your change.", slug="form-changed")
    return edit, draft


def _newest(tx: Session, actor: Actor, kind: FormKind) -> tuple[FormEdit | None, FormDraft | None]:
    return queries.newest_edits(tx, actor.school, [kind]).get(kind), queries.drafts(tx, actor.school, [kind]).get(kind)


def _revision(edit: FormEdit | None, draft: FormDraft | None) -> str:
    state = [edit and str(edit.id), draft and draft.content]
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def _draft(draft: FormDraft | None) -> FormDraft:
    if draft is None:
        raise Conflict("Nothing is being changed in this form.", slug="no-draft")
    return draft


def _publishable(
    tx: Session, actor: Actor, kind: FormKind, before: FormContent, after: FormContent, meanings: Mapping[str, Meaning]
) -> Changes:
    is_public_body = schools.policy_of(tx, actor.school).is_public_body
    changed = rules.changes(kind, before, after, is_public_body=is_public_body)
    if before == after:
        raise Conflict("The draft says what the form says already.", slug="nothing-changed")
    if extra := sorted(set(meanings) - set(changed.words)):
        raise Invalid(
            "Only a use whose words have changed can be asked again.",
            fields=[Field(f"body.meanings.{each}", "The words for this use have not changed.") for each in extra],
        )
    refusals = rules.problems(kind, before, after, is_public_body=is_public_body) or rules.undecided(changed, meanings)
    if refusals:
        raise Refused("The draft can't be published yet.", reasons=refusals)
    return changed


def _changes(tx: Session, actor: Actor, kind: FormKind, before: FormContent, after: FormContent) -> Changes:
    return rules.changes(kind, before, after, is_public_body=schools.policy_of(tx, actor.school).is_public_body)


def _touched(changed: Changes) -> Sequence[str]:
    """Every use that the draft changes in some way, in the order of asking."""
    touched = {*changed.words, *changed.asked_now, *changed.not_asked_now, *changed.bases}
    return [each for each in PURPOSES if each in touched]


def _content_of(kept: FormEdit | FormDraft | None, otherwise: FormContent = UNCHANGED) -> FormContent:
    return FormContent.of(kept.content) if kept else otherwise


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id


def _names(tx: Session, edits: Collection[FormEdit | None], drafts: Collection[FormDraft | None]) -> Mapping[UUID, str]:
    return queries.names(tx, {*(each.published_by for each in edits if each), *(each.edited_by for each in drafts if each)})


def _signs(edit: FormEdit | None, draft: FormDraft | None, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Who published and who is changing it, and when."""
    return {
        "published_at": edit and edit.published_at,
        "published_by": edit and Named(id=edit.published_by, name=names[edit.published_by]),
        "draft_at": draft and draft.edited_at,
        "draft_by": draft and Named(id=draft.edited_by, name=names[draft.edited_by]),
    }


def _defaults(kind: FormKind) -> FormDefaults:
    return FormDefaults(
        introduction=INTRODUCTIONS[kind],
        questions=[
            QuestionDefault(
                purpose=purpose,
                words=WordsRow.model_validate(words, from_attributes=True),
                conditions=list(wording.CONDITIONS[kind]),
            )
            for purpose, words in WORDS[kind].items()
        ],
    )


def _changes_row(changed: Changes) -> FormChanges:
    return FormChanges(
        words=list(changed.words),
        asked_now=list(changed.asked_now),
        not_asked_now=list(changed.not_asked_now),
        bases=_bases_row(changed),
        introduction=changed.introduction,
    )


def _bases_row(changed: Changes) -> list[BasisChange]:
    return [BasisChange(purpose=purpose, before=before, after=after) for purpose, (before, after) in changed.bases.items()]


def _edit_row(edit: FormEdit, name: str, before: FormContent) -> EditRow:
    content = _content_of(edit)
    changed = rules.changes(cast(FormKind, edit.kind), before, content, is_public_body=True)
    return EditRow(
        id=edit.id,
        published_at=edit.published_at,
        published_by=Named(id=edit.published_by, name=name),
        words_changed=list(changed.words),
        bases=_bases_row(changed),
        reasons={purpose: content.bases[purpose].reason for purpose in changed.bases if purpose in content.bases},
    )


def _version_row(version: FormVersion) -> VersionRow:
    return VersionRow(
        id=version.id,
        number=version.number,
        language=version.language,
        is_checked=version.is_checked,
        made_at=version.created_at,
    )
