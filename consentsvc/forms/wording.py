"""A form as somebody reads it: the school's words, else the form's own; in the reader's language, else in English, marked (C17)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from consentsvc.forms.purposes import PURPOSES, Basis, Condition, FormKind
from consentsvc.forms.schemas import FormContent, QuestionContent
from consentsvc.forms.texts import INTRODUCTIONS, LIMITS, PUBLIC_TASK, WORDS, Words
from consentsvc.kernel import languages
from consentsvc.kernel.languages import ENGLISH

Part = Literal["name", "question", "reach", "note", "conditions"]

AS_IT_COMES: Final = QuestionContent(words=None, conditions=None, translations={})

CONDITIONS: Final[Mapping[FormKind, tuple[Condition, ...]]] = {kind: () if kind == "adult" else tuple(LIMITS) for kind in WORDS}
"""What may be added to a yes (C12) until the school says otherwise: the conditions are about children."""


@dataclass(frozen=True, slots=True)
class Question:
    """One use, as it is read. `conditions`: what may be added to a yes, each with its text. `note`: what to know of the basis.

    asked: False takes no new answers; those that there are stay. in_english: the parts that aren't in the form's language.
    """

    purpose: str
    name: str
    question: str
    reach: str
    asked: bool = True
    basis: Basis = "consent"
    note: str = ""
    conditions: Mapping[Condition, str] = field(default_factory=dict)
    in_english: frozenset[Part] = frozenset()

    @property
    def is_translated(self) -> bool:
        """Whether a reader gets all of it in the form's language."""
        return not self.in_english

    @property
    def words(self) -> Words:
        return Words(self.name, self.question, self.reach)


@dataclass(frozen=True, slots=True)
class Form:
    """A form in one language. `all_questions`: every use, in the order of asking; `questions`: those that are asked.

    is_checked: nothing on it is a translation that nobody has checked (C17).
    """

    kind: FormKind
    language: str
    introduction: str
    introduction_in_english: bool
    all_questions: tuple[Question, ...]
    is_checked: bool

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(each for each in self.all_questions if each.asked)

    @property
    def not_asked(self) -> tuple[Question, ...]:
        """Uses that the school doesn't ask about: earlier answers stay, and can be taken back."""
        return tuple(each for each in self.all_questions if not each.asked)

    def question(self, purpose: str) -> Question:
        """The use, asked or not. Raises KeyError for one that isn't on the form."""
        found = next((each for each in self.all_questions if each.purpose == purpose), None)
        if found is None:
            raise KeyError(purpose)
        return found

    @property
    def fingerprint(self) -> str:
        """Stands for exactly these words: an answer to others isn't taken (C3)."""
        return hashlib.sha256(json.dumps(self.as_wording(), sort_keys=True).encode()).hexdigest()[:16]

    def as_wording(self) -> dict[str, Any]:
        """As a version keeps it."""
        return {
            "introduction": {"text": self.introduction, "in_english": self.introduction_in_english},
            "questions": [_kept(each) for each in self.all_questions],
        }


def _kept(question: Question) -> dict[str, Any]:
    return {
        "purpose": question.purpose,
        "name": question.name,
        "question": question.question,
        "reach": question.reach,
        "asked": question.asked,
        "basis": question.basis,
        "note": question.note,
        "conditions": [{"condition": each, "text": text} for each, text in question.conditions.items()],
        "in_english": sorted(question.in_english),
    }


def read(wording: Mapping[str, Any], kind: FormKind, language: str, is_checked: bool) -> Form:
    """The form that a version has kept. The first versions held the questions alone."""
    if "questions" not in wording:
        return Form(kind, language, "", False, tuple(Question(purpose, **kept) for purpose, kept in wording.items()), is_checked)
    introduction, questions = wording["introduction"], tuple(map(_read_question, wording["questions"]))
    return Form(kind, language, introduction["text"], introduction["in_english"], questions, is_checked)


def _read_question(kept: Mapping[str, Any]) -> Question:
    limits = {each["condition"]: each["text"] for each in kept["conditions"]}
    return Question(**{**kept, "conditions": limits, "in_english": frozenset(kept["in_english"])})


class _Text(NamedTuple):
    """A text as it is read; `by` says whose it is."""

    text: str
    by: Literal["english", "checked", "unchecked"]


class _Reader(NamedTuple):
    language: str

    def catalogue(self, english: str) -> _Text:
        """The text in the reader's language, or in English."""
        if not languages.is_translated(self.language, english):
            return _Text(english, "english")
        by: Literal["checked", "unchecked"] = "checked" if languages.is_checked(self.language) else "unchecked"
        return _Text(languages.translate(self.language, english), by)

    def falls_back(self, text: _Text) -> bool:
        return self.language != ENGLISH and text.by == "english"


def compose(kind: FormKind, language: str, content: FormContent, bases: Mapping[str, Basis]) -> Form:
    """The form in that language: what the school wrote, else the form's own words and the catalogue's translation."""
    reader = _Reader(language)
    introduction = _introduction(kind, reader, content)
    composed = [_question(kind, reader, purpose, content, bases[purpose]) for purpose in PURPOSES]
    is_unchecked = introduction.by == "unchecked" or any(unchecked for _, unchecked in composed)
    return Form(
        kind,
        language,
        introduction.text,
        reader.falls_back(introduction),
        tuple(question for question, _ in composed),
        not is_unchecked,
    )


def english_words(kind: FormKind, content: FormContent, purpose: str) -> Words:
    """What is said about a use in English, which translations translate."""
    own = _content(content, purpose).words
    return Words(own.name, own.question, own.reach) if own else WORDS[kind][purpose]


def conditions(kind: FormKind, content: FormContent, purpose: str) -> tuple[Condition, ...]:
    """What may be added to a yes, in one order."""
    chosen = _content(content, purpose).conditions
    return CONDITIONS[kind] if chosen is None else tuple(each for each in LIMITS if each in chosen)


def own_translations(kind: FormKind, content: FormContent, purpose: str) -> Mapping[str, Words]:
    """The school's own translations that still translate the words as they are."""
    english = english_words(kind, content, purpose)
    kept = _content(content, purpose).translations
    return {
        code: Words(own.name, own.question, own.reach)
        for code, own in kept.items()
        if Words(own.english.name, own.english.question, own.english.reach) == english
    }


def english_introduction(kind: FormKind, content: FormContent) -> str:
    return content.introduction.text or INTRODUCTIONS[kind]


def is_asked(content: FormContent, purpose: str) -> bool:
    return purpose not in content.not_asked


def _content(content: FormContent, purpose: str) -> QuestionContent:
    return content.questions.get(purpose, AS_IT_COMES)


def _introduction(kind: FormKind, reader: _Reader, content: FormContent) -> _Text:
    english, own = english_introduction(kind, content), content.introduction.translations.get(reader.language)
    if own and own.english == english:
        return _Text(own.text, "checked" if own.checked_by else "unchecked")
    return reader.catalogue(english)


def _words(kind: FormKind, reader: _Reader, content: FormContent, purpose: str) -> dict[Part, _Text]:
    own = own_translations(kind, content, purpose).get(reader.language)
    if own is not None:
        is_checked = bool(_content(content, purpose).translations[reader.language].checked_by)
        by: Literal["checked", "unchecked"] = "checked" if is_checked else "unchecked"
        return {"name": _Text(own.name, by), "question": _Text(own.question, by), "reach": _Text(own.reach, by)}
    english = english_words(kind, content, purpose)
    return {
        "name": reader.catalogue(english.name),
        "question": reader.catalogue(english.question),
        "reach": reader.catalogue(english.reach),
    }


def _question(kind: FormKind, reader: _Reader, purpose: str, content: FormContent, basis: Basis) -> tuple[Question, bool]:
    """The use as it is read, and whether a part of it is a translation that nobody has checked."""
    words = _words(kind, reader, content, purpose)
    note = {"note": reader.catalogue(PUBLIC_TASK)} if basis == "public_task" else {}
    limits = {each: reader.catalogue(LIMITS[each]) for each in conditions(kind, content, purpose)}
    parts: list[tuple[Part, _Text]] = [*words.items(), *note.items(), *(("conditions", text) for text in limits.values())]  # type: ignore[list-item]
    question = Question(
        purpose,
        words["name"].text,
        words["question"].text,
        words["reach"].text,
        asked=is_asked(content, purpose),
        basis=basis,
        note=note["note"].text if note else "",
        conditions={each: text.text for each, text in limits.items()},
        in_english=frozenset(part for part, text in parts if reader.falls_back(text)),
    )
    return question, any(text.by == "unchecked" for _, text in parts)


def changed_words(kind: FormKind, before: FormContent, after: FormContent) -> tuple[str, ...]:
    """The uses that say something else, in any language, or offer other conditions: each needs a word on what that means (C3)."""
    return tuple(each for each in PURPOSES if _said(kind, before, each) != _said(kind, after, each))


def _said(kind: FormKind, content: FormContent, purpose: str) -> tuple[Words, Mapping[str, Words], Iterable[Condition]]:
    return (
        english_words(kind, content, purpose),
        own_translations(kind, content, purpose),
        conditions(kind, content, purpose),
    )


def chosen_bases(content: FormContent, *, is_public_body: bool) -> Mapping[str, Basis]:
    """The basis of each use: consent, unless a public body has said otherwise (C13)."""
    return {
        purpose: content.bases[purpose].basis if is_public_body and purpose in content.bases else "consent"
        for purpose in PURPOSES
    }
