"""A certificate as families read it, on the page and printed: the same lines in both."""

from collections.abc import Mapping
from typing import Any, Final

from consentsvc.kernel import clock, languages, printing
from consentsvc.kernel.languages import phrase
from consentsvc.publishing.schemas import CopyKind
from consentsvc.receipts.service import Controller, code_page
from consentsvc.receipts.texts import Quoted, Shown, Text, When
from consentsvc.takedown.certificates import Certificate, CopyTold, PictureTold

TITLE: Final = phrase("What came down")
PLACES: Final = phrase("Where the pictures were")
NOW_TITLE: Final = phrase("How it is now")
NOW: Final = phrase("This paper says how it was on that day. See how it is now on your page:")
DOWN: Final = phrase("We don't show it now.")
SHOWN_AGAIN: Final = phrase("Shown again since %(day)s.")
ALL_DOWN: Final = phrase("All that we can take down is down.")
NOT_ALL_DOWN: Final = phrase("Some copies are not down yet. We are working on it.")
SOME_STAY: Final = phrase("Some copies can't be called back.")

COPIES: Final[Mapping[CopyKind, str]] = {
    "wordpress": phrase("A copy on a website"),
    "live_link": phrase("A link on another page"),
    "pack": phrase("A copy that we gave to somebody"),
    "print": phrase("Copies on paper"),
    "press": phrase("A copy with the press"),
    "social": phrase("A post on social media"),
    "other": phrase("Another copy"),
}


def summary(certificate: Certificate) -> list[Text]:
    """How far it is, in a sentence or two."""
    said = [Text(ALL_DOWN if certificate.is_done else NOT_ALL_DOWN)]
    return [*said, Text(SOME_STAY)] if certificate.has_lasting else said


def state(picture: PictureTold) -> Text:
    """Whether it shows."""
    return Text(SHOWN_AGAIN, {"day": picture.shown_again_at}) if picture.shown_again_at else Text(DOWN)


def history(picture: PictureTold) -> list[Text]:
    """When it was put there, and when it came down."""
    return [
        Text(phrase("Put there on %(day)s."), {"day": picture.placed_at}),
        Text(phrase("We stopped showing it on %(day)s."), {"day": picture.at}),
    ]


def copies(picture: PictureTold) -> list[tuple[Text, Text]]:
    """Each copy elsewhere: what it is, and what became of it."""
    return [(Text(COPIES[copy.kind]), _fate(copy)) for copy in picture.copies]


def _fate(copy: CopyTold) -> Text:
    if copy.state == "not_recallable":
        return Text(_LASTING_PRINT if copy.kind == "print" else _LASTING)
    if copy.state == "open":
        return _still_there(copy)
    if copy.looked_at:
        return Text(phrase("Gone. We looked on %(day)s, and it was not there any more."), {"day": copy.looked_at})
    return Text(phrase("Down since %(day)s."), {"day": copy.done_at}) if copy.done_at else Text(phrase("It is down."))


_LASTING: Final = phrase("We can't call this back.")
_LASTING_PRINT: Final = phrase("We can't call this back. We will not print it again.")


def _still_there(copy: CopyTold) -> Text:
    if copy.due_at is None:
        return Text(phrase("Not down yet. We are working on it."))
    if copy.due_at < clock.now():
        return Text(
            phrase("Not down yet. It should have been down by %(day)s. We will not stop until it is."), {"day": copy.due_at}
        )
    return Text(phrase("Not down yet. It should be down by %(day)s."), {"day": copy.due_at})


def printed(certificate: Certificate, about: str, controller: Controller, language: str) -> bytes:
    """The certificate as a tagged PDF. about: the first name of the child, or an adult's own name."""
    link = code_page()
    values: dict[str, Any] = {
        "title": languages.translate(language, TITLE),
        "school": controller.name,
        "notices": [*languages.unchecked_notice(language), *(each.in_language(language) for each in summary(certificate))],
        "fields": [
            {"label": label.in_language(language), "value": value.in_language(language)}
            for label, value in _fields(certificate, about, controller)
        ],
        "answers_title": languages.translate(language, PLACES),
        "answers": [_printed(each, language) for each in certificate.pictures],
        "check": {
            "title": languages.translate(language, NOW_TITLE),
            "text": languages.translate(language, NOW),
            "qr": printing.qr(link, languages.translate(language, NOW)),
            "link": link,
        },
    }
    return printing.pdf("receipt", values, language)


def _fields(certificate: Certificate, about: str, controller: Controller) -> list[tuple[Text, Shown]]:
    return [
        (Text(phrase("About")), Quoted(about)),
        (Text(phrase("Came down")), When(certificate.at)),
        (Text(phrase("This is how it was")), When(clock.now())),
        (Text(phrase("School")), Quoted(", ".join(filter(None, (controller.name, controller.address))))),
        (Text(phrase("Ask")), Quoted(controller.contact) if controller.contact else Text(phrase("The school office"))),
        (Text(phrase("Number")), Quoted(str(certificate.id))),
    ]


def _printed(picture: PictureTold, language: str) -> dict[str, Any]:
    told = [f"{copy.in_language(language)}: {fate.in_language(language)}" for copy, fate in copies(picture)]
    return {
        "name": picture.place,
        "words": [dates_told.in_language(language) for dates_told in history(picture)],
        "said": state(picture).in_language(language),
        "notes": told,
    }
