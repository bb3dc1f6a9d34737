"""What the forms room's API takes and gives, and what a school's edit of a form holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel

from consentsvc.forms.purposes import PURPOSES, Basis, Condition, FormKind
from consentsvc.kernel.languages import ENGLISH, LANGUAGES
from consentsvc.kernel.schemas import Input, Named, composed, one_line
from consentsvc.kernel.web import ReasonDocument


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"There is no such purpose. Use one of: {', '.join(PURPOSES)}.")
    return purpose


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"There is no such language. Use one of: {', '.join(LANGUAGES)}.")
    return code


def _foreign_language(code: str) -> str:
    if code == ENGLISH:
        raise ValueError("English is what is translated: it stands in `words` or `text`.")
    return _known_language(code)


def _each_once(conditions: list[Condition]) -> list[Condition]:
    if len(set(conditions)) < len(conditions):
        raise ValueError("Name each condition once.")
    return conditions


PurposeId = Annotated[str, AfterValidator(_known)]
LanguageCode = Annotated[str, AfterValidator(_known_language)]
ForeignLanguage = Annotated[str, AfterValidator(_foreign_language)]
Checker = Annotated[str, one_line(100, shortest=0), AfterValidator(composed)]


class WordsInput(Input):
    """What is said about one use."""

    name: Annotated[str, one_line(60), AfterValidator(composed)]
    question: Annotated[str, one_line(250), AfterValidator(composed)]
    reach: Annotated[str, one_line(300), AfterValidator(composed)]


class WordsTranslated(WordsInput):
    """The school's own translation. `english`: what it translates; it isn't used once that has changed. Empty `checked_by`: nobody."""

    english: WordsInput
    checked_by: Checker


class QuestionContent(Input):
    """What is said about one use. `words`: the school's own English; none: the form's. `conditions`: none: those of the form."""

    words: WordsInput | None
    conditions: Annotated[list[Condition], AfterValidator(_each_once)] | None
    translations: dict[ForeignLanguage, WordsTranslated]


TextOnPage = Annotated[str, one_line(1000), AfterValidator(composed)]


class TextTranslated(Input):
    """The school's own translation of a text, as WordsTranslated."""

    text: TextOnPage
    english: TextOnPage
    checked_by: Checker


class IntroductionContent(Input):
    """What stands above the questions. `text`: the school's own English; none: the form's."""

    text: TextOnPage | None
    translations: dict[ForeignLanguage, TextTranslated]


class BasisContent(Input):
    """The lawful basis of a use, and why the school chose it (C13)."""

    basis: Basis
    reason: Annotated[str, one_line(500, shortest=0)]


class FormContent(Input):
    """What a school has made of a form: only what differs from the form as it comes.

    `not_asked`: uses that take no new answers; those that there are stay. `bases`: on the families' form alone.
    """

    introduction: IntroductionContent
    questions: dict[PurposeId, QuestionContent]
    not_asked: list[PurposeId]
    bases: dict[PurposeId, BasisContent]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The content that a school has stored; uses and languages that there aren't any more are left out."""
        questions = stored.get("questions", {})
        return cls(
            introduction=_in_known_languages(stored.get("introduction", {"text": None})),
            questions={id_: _in_known_languages(each) for id_, each in questions.items() if id_ in PURPOSES},
            not_asked=[id_ for id_ in stored.get("not_asked", ()) if id_ in PURPOSES],
            bases={id_: each for id_, each in stored.get("bases", {}).items() if id_ in PURPOSES},
        )


def _in_known_languages(stored: Mapping[str, Any]) -> Any:
    kept = {code: each for code, each in stored.get("translations", {}).items() if code in LANGUAGES}
    return {**stored, "translations": kept}


UNCHANGED = FormContent.of({})
"""The content of a form that a school hasn't changed."""


class PurposeRow(BaseModel):
    """A use that families are asked for."""

    id: str
    name: str
    question: str
    reach: str
    audience: str


Meaning = Literal["clearer", "means_more"]
"""What other words mean for earlier answers: clearer words only, they stay; or it means more, so everybody is asked again."""


class DraftInput(Input):
    """A draft to keep. `revision`: of the form as it was read."""

    revision: str
    content: FormContent


class Publishing(Input):
    """`meanings`: for each use whose words or conditions have changed, what that means for earlier answers."""

    revision: str
    meanings: dict[PurposeId, Meaning]


class FormRow(BaseModel):
    """A form in a list. None published: it is used as it comes."""

    kind: FormKind
    published_at: datetime | None
    published_by: Named | None
    draft_at: datetime | None
    draft_by: Named | None
    asked: int
    changed: list[str]


class WordsRow(BaseModel):
    name: str
    question: str
    reach: str


class QuestionDefault(BaseModel):
    """A use as the form has it before a school changes it."""

    purpose: str
    words: WordsRow
    conditions: list[Condition]


class FormDefaults(BaseModel):
    introduction: str
    questions: list[QuestionDefault]


class BasisChange(BaseModel):
    purpose: str
    before: Basis
    after: Basis


class FormChanges(BaseModel):
    """What a draft changes: uses with other words or conditions, uses asked or not asked from now on, bases, the introduction."""

    words: list[str]
    asked_now: list[str]
    not_asked_now: list[str]
    bases: list[BasisChange]
    introduction: bool


class FormDetail(BaseModel):
    """A form to edit. `draft`: None where nothing is being changed. `problems`: what keeps the draft from being published."""

    kind: FormKind
    revision: str
    published_at: datetime | None
    published_by: Named | None
    published: FormContent
    draft_at: datetime | None
    draft_by: Named | None
    draft: FormContent | None
    defaults: FormDefaults
    changes: FormChanges
    problems: list[ReasonDocument]
    is_public_body: bool


class ConditionShown(BaseModel):
    condition: Condition
    text: str


class QuestionShown(BaseModel):
    """A use as it is read. `in_english`: which parts stand in English, since there is no translation."""

    purpose: str
    asked: bool
    name: str
    question: str
    reach: str
    basis: Basis
    note: str
    conditions: list[ConditionShown]
    in_english: list[str]


class FormShown(BaseModel):
    """A form as it is read, in one language. `is_checked`: nothing on it is a translation that nobody has checked (C17)."""

    kind: FormKind
    language: str
    introduction: str
    introduction_in_english: bool
    questions: list[QuestionShown]
    is_checked: bool


class VersionRow(BaseModel):
    """An exact wording that somebody may have been shown (C3)."""

    id: UUID
    number: int
    language: str
    is_checked: bool
    made_at: datetime


class EditRow(BaseModel):
    """A form as the school published it."""

    id: UUID
    published_at: datetime
    published_by: Named
    words_changed: list[str]
    bases: list[BasisChange]
    reasons: dict[str, str]


class FormHistory(BaseModel):
    edits: list[EditRow]
    versions: list[VersionRow]


class VersionDetail(VersionRow):
    """The exact wording."""

    form: FormShown
