"""A form as its readers see it, for staff: the families' own pages, with nobody in them and nothing to send."""

from dataclasses import dataclass
from typing import Annotated, Any, Self

from fastapi import Depends, Request, Response

from consentsvc.forms import editing
from consentsvc.forms.purposes import PURPOSES, FormKind
from consentsvc.forms.schemas import LanguageCode
from consentsvc.forms.texts import LIMITS
from consentsvc.kernel import pages
from consentsvc.kernel.access import Actor, SignedIn, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.errors import NotFound
from consentsvc.schools import service as schools

api = router(prefix="/staff-preview/{kind}", tags=["form previews"])

Reader = Annotated[Actor, Depends(SignedIn())]

# The staff app shows it in a frame of its own; nothing is sent from it.
POLICY = (
    pages.HEADERS["content-security-policy"]
    .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    .replace("form-action 'self'", "form-action 'none'")
)


@dataclass(frozen=True)
class Somebody:
    """Stands in for whoever reads the families' pages, with what their templates ask for."""

    school_name: str
    school_slug: str
    kind: FormKind
    home: str = "#"
    child_name: str = "Alex"
    can_agree: bool = True
    is_in_care: bool = False

    @property
    def is_own(self) -> bool:
        return self.kind in ("young_person", "adult")

    @property
    def is_young_person(self) -> bool:
        return self.kind == "young_person"

    @property
    def speaker(self) -> Self:
        return self

    @property
    def child_id(self) -> bool:
        """Whether there is a child at all."""
        return self.kind != "adult"


@api.get("")
def first_page(
    actor: Reader, request: Request, tx: Tx, kind: FormKind, language: LanguageCode = "en", draft: bool = False
) -> Response:
    """The first page of somebody who hasn't answered yet."""
    form = editing.preview(tx, actor, kind, language, draft=draft)
    return _page(
        request, tx, actor, "family/home.html", language, kind,
        form=form, answers=(), open_questions=form.questions, unsent=0, upcoming=(),
    )  # fmt: skip


@api.get("/{purpose}")
def question(
    actor: Reader, request: Request, tx: Tx, kind: FormKind, purpose: str, language: LanguageCode = "en", draft: bool = False
) -> Response:
    """One question, before anybody has chosen."""
    if purpose not in PURPOSES:
        raise NotFound
    form = editing.preview(tx, actor, kind, language, draft=draft)
    return _page(
        request, tx, actor, "family/question.html", language, kind,
        form=form, question=form.question(purpose), event=None, before=None, chosen=None, riding=(),
        words=form.fingerprint, rest=True, error=None,
    )  # fmt: skip


def _page(request: Request, tx: Tx, actor: Actor, template: str, language: str, kind: FormKind, **values: Any) -> Response:
    school = schools.school(tx, actor.school)
    family = Somebody(school.name, school.slug, kind)
    offered = schools.policy_of(tx, actor.school).languages
    page = pages.render(request, template, language=language, offered=offered, family=family, limits=LIMITS, **values)
    page.headers["content-security-policy"] = POLICY
    return page
