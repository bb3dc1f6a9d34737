"""A receipt as people read it, on the page and printed: the same fields and lines in both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from consentsvc.consent.rules import Method, Said
from consentsvc.consent.speakers import Authority
from consentsvc.forms.wording import Part
from consentsvc.kernel import clock, dates, languages, printing
from consentsvc.kernel.languages import ENGLISH, LANGUAGES, phrase
from consentsvc.receipts.service import Line, Receipt, code_page


@dataclass(frozen=True, slots=True)
class Text:
    """Words of ours in English, to be translated where they are read; `values` fill in its `%(name)s`, dates as that language has them."""

    english: str
    values: Mapping[str, str | date] = field(default_factory=dict)

    def values_in(self, language: str) -> dict[str, str]:
        return {name: dates.day(language, each) if isinstance(each, date) else each for name, each in self.values.items()}

    def in_language(self, language: str) -> str:
        return languages.translate(language, self.english, **self.values_in(language))


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words as they were shown, in the language in which they were shown; None: a name, which is of no language."""

    text: str
    language: str | None = None

    @property
    def direction(self) -> str:
        return LANGUAGES[self.language].direction if self.language else "auto"

    def in_language(self, language: str) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class When:
    at: datetime

    def in_language(self, language: str) -> str:
        return dates.moment(language, self.at)


Shown = Text | Quoted | When


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One line: the use, the words that were shown, what was said, and what to know of it."""

    name: Quoted
    words: tuple[Quoted, ...]
    said: Text
    notes: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """fields: what each is called, and what it says."""

    fields: tuple[tuple[Text, Shown], ...]
    answers: tuple[AnswerShown, ...]


TITLE: Final = phrase("Receipt for your answers")
ANSWERS: Final = phrase("What you said")
CHECK_TITLE: Final = phrase("What counts now")
CHECK: Final = phrase("This paper says what you said on that day. See what counts now, and change it, on your page:")
UNCHECKED: Final = phrase("Nobody had checked the translation that you read.")

SAID: Final[Mapping[Said, str]] = {"given": phrase("Yes"), "refused": phrase("No"), "withdrawn": phrase("Yes taken back")}
METHODS: Final[Mapping[Method, str]] = {
    "online": phrase("Online"),
    "paper": phrase("On paper. A second person at school checks the paper before a yes counts."),
    "in_person": phrase("In person. The school wrote it down."),
    "phone": phrase("By phone. The school wrote it down."),
    "imported": phrase("Before, in another way. The school took it over."),
}
AUTHORITIES: Final[Mapping[Authority, str]] = {
    "parental_responsibility": phrase("The school had noted that you have parental responsibility."),
    "local_authority": phrase("You decide for the local authority."),
    "own": phrase("You answered for yourself."),
    "none": phrase("The school had not noted that you have parental responsibility. A no counts. A yes does not."),
}
BASES: Final = {
    "consent": phrase("The school needs your yes for this."),
    "public_task": phrase("The school may do this as part of its public task. You can object."),
}


def shown(receipt: Receipt, about: str) -> Page:
    """about: the first name of the child, or an adult's own name."""
    return Page(tuple(_fields(receipt, about)), tuple(_answer(line) for line in receipt.lines))


def _fields(receipt: Receipt, about: str) -> list[tuple[Text, Shown]]:
    school = receipt.controller
    found: list[tuple[Text, Shown]] = [
        (Text(phrase("About")), Quoted(about)),
        (Text(phrase("When")), When(receipt.issued_at)),
        (Text(phrase("How")), Text(METHODS[receipt.method])),
    ]
    if receipt.authority:
        found.append((Text(phrase("Who decides")), Text(AUTHORITIES[receipt.authority])))
    found += [
        (Text(phrase("Language")), Quoted(LANGUAGES[receipt.language].name, receipt.language)),
        (Text(phrase("School")), Quoted(", ".join(filter(None, (school.name, school.address))))),
        (Text(phrase("Ask")), Quoted(school.contact) if school.contact else Text(phrase("The school office"))),
        (Text(phrase("Change your mind")), Text(phrase("At any time, on your page: %(address)s"), {"address": code_page()})),
        (Text(phrase("Number")), Quoted(str(receipt.id))),
    ]
    return found


def _answer(line: Line) -> AnswerShown:
    words = [_as_shown(line, "question", line.question.question), _as_shown(line, "reach", line.question.reach)]
    if line.question.note:
        words.append(_as_shown(line, "note", line.question.note))
    return AnswerShown(_as_shown(line, "name", line.question.name), tuple(words), Text(SAID[line.said]), tuple(_notes(line)))


def _notes(line: Line) -> list[Shown]:
    notes: list[Shown] = [_as_shown(line, "conditions", line.question.conditions.get(each, each)) for each in line.conditions]
    if line.event_id:
        notes.append(Text(phrase("Only for: %(event)s"), {"event": line.event_name or ""}))
    notes.append(_holds(line))
    if line.signed_on:
        notes.append(Text(phrase("Signed on %(day)s"), {"day": line.signed_on}))
    notes.append(Text(BASES[line.question.basis]))
    return notes


def _holds(line: Line) -> Text:
    if line.said != "given":
        return Text(phrase("It holds until you say something else."))
    if line.expires_on is None:
        return Text(phrase("It holds until you take it back, or until leaving school or turning 18."))
    last = line.expires_on - timedelta(days=1)
    if line.expires_on <= clock.today():
        return Text(phrase("It held until %(day)s."), {"day": last})
    return Text(phrase("It holds until %(day)s. You can take it back before."), {"day": last})


def _as_shown(line: Line, part: Part, text: str) -> Quoted:
    return Quoted(text, ENGLISH if part in line.question.in_english else line.form.language)


def printed(receipt: Receipt, about: str) -> bytes:
    """The receipt as a tagged PDF, in the language in which the answers were given."""
    language, page = receipt.language, shown(receipt, about)
    link = code_page()
    values: dict[str, Any] = {
        "title": languages.translate(language, TITLE),
        "school": receipt.controller.name,
        "notices": [*languages.unchecked_notice(language), *_unchecked(receipt, language)],
        "fields": [{"label": label.in_language(language), "value": value.in_language(language)} for label, value in page.fields],
        "answers_title": languages.translate(language, ANSWERS),
        "answers": [_printed(each, language) for each in page.answers],
        "check": {
            "title": languages.translate(language, CHECK_TITLE),
            "text": languages.translate(language, CHECK),
            "qr": printing.qr(link, languages.translate(language, CHECK)),
            "link": link,
        },
    }
    return printing.pdf("receipt", values, language)


def _unchecked(receipt: Receipt, language: str) -> list[str]:
    return [] if receipt.is_checked else [languages.translate(language, UNCHECKED)]


def _printed(answer: AnswerShown, language: str) -> dict[str, Any]:
    return {
        "name": answer.name.text,
        "words": [each.text for each in answer.words],
        "said": answer.said.in_language(language),
        "notes": [each.in_language(language) for each in answer.notes],
    }
