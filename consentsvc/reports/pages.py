"""The public form by steps (M1, M2, I2): no script, no cookie, no sign-in. What was said stands in the page's own hidden fields.

The question of M2 comes first, before any field for text and any way to send a file.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_args

from fastapi import Request, Response
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from consentsvc.kernel import pages
from consentsvc.kernel.access import router
from consentsvc.kernel.codes import new_code
from consentsvc.kernel.database import Tx, act_for
from consentsvc.reports import making
from consentsvc.reports.forms import Form, Sent
from consentsvc.reports.plain_words import holds_a_file
from consentsvc.reports.public_pages import Anybody, render
from consentsvc.reports.schemas import About, Images, PerhapsLine, PerhapsWords, PublicReport, Reporter, Words
from consentsvc.schools import service as schools
from consentsvc.schools.models import School

api = router(tags=["report"])

STEPS: Final = ("images", "advice", "school", "about", "what", "you", "check")
WHERE: Final[Mapping[str, str]] = {
    "about": "about", "about_name": "about", "what": "what", "place": "what", "happened": "what",
    "reporter": "you", "reporter_name": "you", "reporter_contact": "you",
}  # fmt: skip
"""The step that asks for each field."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "images": get_args(Images), "about": get_args(About), "reporter": get_args(Reporter),
}  # fmt: skip
TEXTS: Final[Mapping[str, TypeAdapter[str]]] = {
    "about_name": TypeAdapter(PerhapsLine), "what": TypeAdapter(Words), "place": TypeAdapter(PerhapsWords),
    "happened": TypeAdapter(PerhapsLine), "reporter_name": TypeAdapter(PerhapsLine), "reporter_contact": TypeAdapter(PerhapsLine),
}  # fmt: skip
DOUBTS: Final = ("yes", "unsure")
CARRIED: Final = ("draft", "images", "doubt", "school", *WHERE, "danger_now", "blackmail")
"""doubt: the question of M2 was once answered so. A later no doesn't open a way for a picture."""


@api.api_route("/report", methods=["GET", "HEAD"])
def first_page(actor: Anybody, request: Request, tx: Tx) -> Response:
    """The first question. Opening it changes nothing."""
    return _step(request, "images", Form(), _the_only_one(tx))


@api.post("/report")
def next_step(actor: Anybody, request: Request, tx: Tx, sent: Sent) -> Response:
    """Take what a step says, and go on to the next; after the last, take in the report and give what to come back with."""
    school = _school(tx, sent["school"]) or _the_only_one(tx)
    at = sent["step"] if sent["step"] in STEPS else "images"
    if sent["go"] in STEPS and not sent.not_words:
        before = _wrong(sent, school, STEPS.index(sent["go"]) - 1)
        return _step(request, before.step if before else sent["go"], sent, school)
    if at == "school" and sent["school_name"]:
        school = _by_name(tx, sent["school_name"])
    if wrong := _wrong(sent, school, STEPS.index(at)):
        return _step(request, wrong.step, sent, school, wrong)
    if at != "check":
        return _step(request, _after(at, sent, school), sent, school)
    assert school is not None
    return _take_in(request, tx, sent, school)


@api.api_route("/report/{slug}", methods=["GET", "HEAD"])
def school_page(actor: Anybody, request: Request, tx: Tx, slug: str) -> Response:
    """The first question, where the school is known by the address. An unknown one asks for it later, as any other does."""
    return _step(request, "images", Form(), _school(tx, slug) or _the_only_one(tx))


# Steps


class Wrong(NamedTuple):
    """What has to be put right: the step that asks for it, the field, and a word for what is wrong."""

    step: str
    field: str
    error: str


def _step(request: Request, step: str, sent: Form, school: School | None, wrong: Wrong | None = None) -> Response:
    if step == "advice" and sent["images"] == "no":
        step = "images"
    values = {"hidden": _hidden(sent, school), "error": wrong.error if wrong else None, "field": wrong.field if wrong else None}
    return render(request, step, sent, school, status=422 if wrong else 200, **values)


def _hidden(sent: Form, school: School | None) -> dict[str, str]:
    """What the next step's form carries along."""
    hidden = {field: sent[field] for field in CARRIED if sent[field]} | {"draft": _draft(sent)}
    if sent["images"] in DOUBTS:
        hidden["doubt"] = "yes"
    if school is not None:
        hidden["school"] = school.slug
    return hidden


def _after(step: str, sent: Form, school: School | None) -> str:
    """The step that follows: no advice where it isn't needed, no question after a school that is known."""
    skipped = {"advice": sent["images"] == "no", "school": school is not None}
    return next(each for each in STEPS[STEPS.index(step) + 1 :] if not skipped.get(each))


def _wrong(sent: Form, school: School | None, until: int) -> Wrong | None:
    """The first thing, up to this step, that has to be put right."""
    reached = STEPS[: until + 1]
    if sent["images"] not in CHOICES["images"]:
        return Wrong("images", "images", "nothing_chosen")
    if "school" in reached and school is None:
        return Wrong("school", "school_name", "no_school")
    for name in WHERE:
        if WHERE[name] in reached and (error := wrong_field(name, sent)):
            return Wrong(WHERE[name], name, error)
    if "you" in reached and holds_a_file("\n".join(sent[name] for name in TEXTS)):
        return Wrong("what", "what", "not_words")
    return next(
        (Wrong(WHERE.get(name, "images"), name if name in WHERE else "images", "not_words") for name in sent.not_words), None
    )


def wrong_field(name: str, sent: Form) -> str | None:
    """A word for what is wrong with a field; None: nothing is."""
    if name in sent.not_words:
        return "not_words"
    if name in CHOICES:
        return None if sent[name] in CHOICES[name] else "nothing_chosen"
    if name == "what" and not sent[name]:
        return "nothing_written"
    try:
        TEXTS[name].validate_python(sent[name])
    except ValidationError:
        return "too_long"
    return None


def _take_in(request: Request, tx: Session, sent: Form, school: School) -> Response:
    fields: dict[str, Any] = {name: sent[name] for name in ("images", *WHERE)}
    if sent["doubt"] and sent["images"] == "no":
        fields["images"] = "unsure"
    told = PublicReport(
        **fields,
        danger_now=bool(sent["danger_now"]),
        blackmail=bool(sent["blackmail"]),
        language=pages.language_of(request),
    )
    act_for(tx, school.id)
    made = making.make(tx, school.id, told, _draft(sent))
    return render(request, "sent", sent, school, made=made, error=None)


def _draft(sent: Form) -> str:
    """The form's own random text: what the same form sent twice has in common."""
    return sent["draft"] or new_code()


# Schools


def _the_only_one(tx: Session) -> School | None:
    found = schools.listed(tx)
    return found[0] if len(found) == 1 else None


def _school(tx: Session, slug: str) -> School | None:
    return next((each for each in schools.listed(tx) if each.slug == slug), None)


def _by_name(tx: Session, typed: str) -> School | None:
    """The school that this name stands for, and no other's does."""
    wanted = " ".join(typed.casefold().split())
    found = [each for each in schools.listed(tx) if len(wanted) >= 4 and wanted in " ".join(each.name.casefold().split())]
    exact = [each for each in found if each.name.casefold() == wanted]
    return exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None
