"""The forms room over HTTP. Publishing a form may end earlier yeses: that route is the consent room's."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from consentsvc.forms import editing, service
from consentsvc.forms.purposes import FormKind
from consentsvc.forms.schemas import (
    DraftInput,
    FormDetail,
    FormHistory,
    FormRow,
    FormShown,
    LanguageCode,
    PurposeRow,
    VersionDetail,
)
from consentsvc.kernel.access import Actor, Permission, SignedIn, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api", tags=["forms"])

Reader = Annotated[Actor, Depends(SignedIn())]
Editor = Annotated[Actor, may(Permission.FORM_EDIT)]


@api.get("/purposes")
def purposes(actor: Reader) -> list[PurposeRow]:
    """Every use of a picture that families are asked for."""
    return service.purposes()


@api.get("/forms")
def forms(actor: Editor, tx: Tx) -> list[FormRow]:
    """The school's forms, one for each kind of person who answers."""
    return editing.listed(tx, actor)


@api.get("/forms/{kind}")
def form(actor: Editor, tx: Tx, kind: FormKind) -> FormDetail:
    """A form to edit."""
    return editing.detail(tx, actor, kind)


@api.put("/forms/{kind}/draft")
def save_draft(actor: Editor, tx: Tx, kind: FormKind, draft: DraftInput) -> FormDetail:
    """Keep what is being changed; families see nothing of it yet."""
    return editing.save_draft(tx, actor, kind, draft.content, draft.revision)


@api.delete("/forms/{kind}/draft")
def discard_draft(actor: Editor, tx: Tx, kind: FormKind, revision: str) -> FormDetail:
    """Throw the draft away."""
    return editing.discard_draft(tx, actor, kind, revision)


@api.get("/forms/{kind}/preview")
def preview(actor: Reader, tx: Tx, kind: FormKind, language: LanguageCode = "en", draft: bool = False) -> FormShown:
    """The form as somebody reads it in that language."""
    return editing.as_shown(editing.preview(tx, actor, kind, language, draft=draft))


@api.get("/forms/{kind}/history")
def history(actor: Editor, tx: Tx, kind: FormKind) -> FormHistory:
    """What was published of a form, and every exact wording that came of it."""
    return editing.history(tx, actor, kind)


@api.get("/form-versions/{version_id}")
def version(actor: Reader, tx: Tx, version_id: UUID) -> VersionDetail:
    """The exact wording behind an answer (C3)."""
    return editing.version_detail(tx, actor, version_id)
