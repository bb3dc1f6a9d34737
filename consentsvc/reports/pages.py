"""The public form by steps (M1, M2, I2): no script, no cookie, no sign-in. What was said stands in the page's own hidden fields.

The question of M2 comes first, before any field for text and any way to send a file.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args
from uuid import UUID, uuid4

from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.kernel import languages, pages
from consentsvc.kernel.access import Actor, public, router
from consentsvc.kernel.codes import new_code
from consentsvc.kernel.database import Tx, act_for, begin
from consentsvc.kernel.errors import Invalid, NotAPicture, NotFound, TooLarge
from consentsvc.kernel.lanes import Places
from consentsvc.kernel.languages import LANGUAGES, phrase
from consentsvc.kernel.web import COUNTED_BY_ROUTE
from consentsvc.reports import files, making, rights, way_back
from consentsvc.reports.forms import UNREADABLE, Form, Sent
from consentsvc.reports.no_files import NoFileHere
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
CARRIED: Final = ("draft", "images", "school", *WHERE, "danger_now", "blackmail")
EXIT: Final = "https://www.bbc.co.uk/weather"
ANYBODY: Final = "anyone may report misuse, by name or not (M1)"

Anybody = Annotated[Actor, public(ANYBODY)]
_pictures = Places("reporters' pictures", 2, wait_seconds=20)


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
        return _step(request, before[0] if before else sent["go"], sent, school)
    if at == "school" and school is None:
        school = _by_name(tx, sent["school_name"])
    if wrong := _wrong(sent, school, STEPS.index(at)):
        return _step(request, wrong[0], sent, school, wrong[1])
    if at != "check":
        return _step(request, _after(at, sent, school), sent, school)
    assert school is not None
    return _take_in(request, tx, sent, school)


@api.api_route("/report/back", methods=["GET", "HEAD"])
def way_back_page(actor: Anybody, request: Request) -> Response:
    """For reference and secret."""
    return _page(request, "back", Form(), None, error=None)


@api.post("/report/back")
def come_back(actor: Anybody, request: Request, tx: Tx, sent: Sent) -> Response:
    """The answers, for whoever has reference and secret; what they add."""
    wrong, address = _wrong_secrets(request)
    if wait := wrong.wait(address):
        paused = _page(request, "back", sent, None, status=429, error="paused")
        paused.headers["retry-after"] = str(wait)
        return paused
    text, error = sent["text"], _wrong_addition(sent)
    if text and not error and not way_back.add(tx, sent["reference"], sent["secret"], text, _entry_id(sent)):
        error = "unknown"
    own = way_back.come_back(tx, sent["reference"], sent["secret"])
    if own is None:
        wrong.note(address)
        return _page(request, "back", sent, None, status=422, error="unknown")
    values = {"own": own, "entry": str(uuid4()), "was_added": bool(text and not error)}
    return _page(request, "own", sent, None, status=422 if error else 200, error=error, **values)


@api.api_route("/report/picture/{right}", methods=["GET", "HEAD"])
def picture_page(actor: Anybody, request: Request, tx: Tx, right: str) -> Response:
    """Where a picture is sent, for who said that the report isn't about nude or semi-nude images (M2). Raises NotFound for others."""
    found = rights.right_of(right)
    act_for(tx, found.school_id)
    return _page(request, "picture", Form(), None, error=None, count=files.count(tx, found), most=files.MOST_PICTURES)


@api.post("/report/picture/{right}", max_body_size=COUNTED_BY_ROUTE)
async def send_picture(actor: Anybody, request: Request, right: str) -> Response:
    """Take in a picture. Whether one may come is known before a byte of it is read (I1). Raises NotFound, NotAPicture, TooLarge."""
    found = rights.right_of(right)
    if await to_thread.run_sync(_count, found) >= files.MOST_PICTURES:
        raise NotFound
    async with _pictures.place():
        data = await _picture(request)
        await to_thread.run_sync(files.add, found, data)
    return RedirectResponse(request.url.path, 303)


@api.api_route("/report/{slug}", methods=["GET", "HEAD"])
def school_page(actor: Anybody, request: Request, tx: Tx, slug: str) -> Response:
    """The first question, where the school is known by the address. An unknown one asks for it later, as any other does."""
    return _step(request, "images", Form(), _school(tx, slug) or _the_only_one(tx))


# Steps


def _step(request: Request, step: str, sent: Form, school: School | None, error: str | None = None) -> Response:
    if step == "advice" and sent["images"] == "no":
        step = "images"
    status = 422 if error else 200
    return _page(request, step, sent, school, status=status, error=error, draft=_draft(sent), choices=CHOICES)


def _after(step: str, sent: Form, school: School | None) -> str:
    """The step that follows: no advice where it isn't needed, no question after a school that is known."""
    skipped = {"advice": sent["images"] == "no", "school": school is not None}
    return next(each for each in STEPS[STEPS.index(step) + 1 :] if not skipped.get(each))


def _wrong(sent: Form, school: School | None, until: int) -> tuple[str, str] | None:
    """The first step, up to this one, that has to be put right, and what is wrong there."""
    reached = STEPS[: until + 1]
    if sent["images"] not in CHOICES["images"]:
        return "images", "nothing_chosen"
    if "school" in reached and school is None:
        return "school", "no_school"
    for name in WHERE:
        if WHERE[name] in reached and (error := _wrong_field(name, sent)):
            return WHERE[name], error
    return next(((WHERE.get(name, "images"), "not_words") for name in sent.not_words), None)


def _wrong_field(name: str, sent: Form) -> str | None:
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
    told = PublicReport(
        **fields,
        danger_now=bool(sent["danger_now"]),
        blackmail=bool(sent["blackmail"]),
        language=_language(request, sent),
    )
    act_for(tx, school.id)
    made = making.make(tx, school.id, told, _draft(sent))
    return _page(request, "sent", sent, school, made=made, error=None)


def _draft(sent: Form) -> str:
    """The form's own random text: what the same form sent twice has in common."""
    return sent["draft"] if len(sent["draft"]) >= len(new_code()) else new_code()


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


# The way back


def _wrong_secrets(request: Request) -> tuple[WrongCodes, str]:
    return request.app.state.wrong_secrets, request.client.host if request.client else ""


def _wrong_addition(sent: Form) -> str | None:
    if "text" in sent.not_words:
        return "not_words"
    return "too_long" if _wrong_field("what", Form([("what", sent["text"] or "-")])) else None


def _entry_id(sent: Form) -> UUID:
    try:
        return UUID(sent["entry"])
    except ValueError:
        raise Invalid(UNREADABLE) from None


# Pictures


class _InMemory(MultiPartParser):
    """No part of a reporter's picture lies in a temporary file."""

    spool_max_size = files.MOST_BYTES + 1


async def _picture(request: Request) -> bytes:
    """The one file of a form. Raises NoFileHere, TooLarge, NotAPicture."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise NoFileHere
    try:
        form = await _InMemory(request.headers, _at_most(request), max_files=1, max_fields=3).parse()
    except (MultiPartException, KeyError, ValueError):
        raise Invalid(UNREADABLE) from None
    sent = form.get("picture")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    await form.close()
    if not data:
        raise NotAPicture(phrase("Choose a picture first."))
    return data


async def _at_most(request: Request):  # type: ignore[no-untyped-def]
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > files.MOST_BYTES:
            raise TooLarge(phrase("This picture is too large. Save a smaller copy, and send that."))
        yield chunk


def _count(right: rights.Right) -> int:
    with begin(right.school_id) as tx:
        return files.count(tx, right)


# Every page


def _language(request: Request, sent: Form) -> str:
    return sent["language"] if sent["language"] in LANGUAGES else pages.language_of(request)


def _page(request: Request, name: str, sent: Form, school: School | None, *, status: int = 200, **values: Any) -> Response:
    language = _language(request, sent)
    hidden = {field: sent[field] for field in CARRIED if sent[field]} | {"language": language}
    if school is not None:
        hidden["school"] = school.slug
    others = [each for each in LANGUAGES.values() if each.code != language and languages.has_any(each.code)]
    shown = {"sent": sent, "hidden": hidden, "school": school, "way_out": EXIT, "others": others} | values
    return pages.render(request, f"report/{name}.html", status=status, language=language, **shown)
