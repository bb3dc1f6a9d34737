"""What keeps a draft from being published, and what publishing it changes. Pure; each refusal cites its rule."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from consentsvc.forms.purposes import PURPOSES, Basis, FormKind
from consentsvc.forms.schemas import BasisContent, FormContent, Meaning
from consentsvc.forms.wording import changed_words, chosen_bases, english_introduction, english_words, is_asked
from consentsvc.kernel.rulebook import Reason

CONSENT: Final = BasisContent(basis="consent", reason="")

SPEAKS_OF: Final[Mapping[str, str]] = {
    "closed_parent_area": r"sign-in|parent area|parents' area|family area",
    "printed_newsletter digital_newsletter": r"newsletters?",
    "website": r"web ?sites?|web ?pages?",
    "social_media": r"social media|facebook|instagram|tiktok|youtube|twitter|snapchat|whatsapp",
    "prospectus": r"prospectus|leaflets?|brochures?",
    "press": r"press|newspapers?|television|tv|radio",
    "video": r"videos?|live ?streams?|stream live",
    "staff_training": r"train staff|staff training|inspected|inspections?",
}
"""Words that name a use, so that a question which names two is seen (C1)."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a draft changes for families. `words`: other words or conditions; `bases`: before and after, by use."""

    words: tuple[str, ...]
    asked_now: tuple[str, ...]
    not_asked_now: tuple[str, ...]
    bases: Mapping[str, tuple[Basis, Basis]]
    introduction: bool


def changes(kind: FormKind, before: FormContent, after: FormContent, *, is_public_body: bool) -> Changes:
    """What publishing `after` in the place of `before` changes."""
    old, new = (chosen_bases(each, is_public_body=is_public_body) for each in (before, after))
    return Changes(
        words=changed_words(kind, before, after),
        asked_now=tuple(each for each in PURPOSES if is_asked(after, each) and not is_asked(before, each)),
        not_asked_now=tuple(each for each in PURPOSES if is_asked(before, each) and not is_asked(after, each)),
        bases={each: (old[each], new[each]) for each in PURPOSES if old[each] != new[each]},
        introduction=english_introduction(kind, before) != english_introduction(kind, after)
        or before.introduction.translations != after.introduction.translations,
    )


def problems(kind: FormKind, before: FormContent, after: FormContent, *, is_public_body: bool) -> list[Reason]:
    """Why `after` can't be published in the place of `before`: questions about two uses (C1), bases that aren't open (C13)."""
    asked = [each for each in PURPOSES if is_asked(after, each)]
    found = [reason for each in asked for reason in _of_question(each, english_words(kind, after, each).question)]
    if not asked:
        found.append(_reason("C1", "nothing_asked", None, "The form asks nothing.", "Ask about one use at least."))
    return found + list(_of_bases(kind, before, after, is_public_body=is_public_body))


def _of_question(purpose: str, question: str) -> Iterator[Reason]:
    name = PURPOSES[purpose].name
    if not question.endswith("?") or question.count("?") > 1:
        text = f"‘{name}’ is not one question."
        yield _reason("C1", "not_one_question", purpose, text, "Write one question, with a question mark at its end.")
    if others := [
        PURPOSES[each].name for each in named_uses(question) if each != purpose and not _is_newsletter_pair(each, purpose)
    ]:
        text = f"The question for ‘{name}’ also asks about another use: {', '.join(others)}."
        yield _reason("C1", "asks_for_two_uses", purpose, text, "Ask about one use in each question.")


def named_uses(question: str) -> list[str]:
    """The uses that a question names; the two newsletters share their word, and count as the printed one."""
    return [
        ids.split()[0]
        for ids, words in SPEAKS_OF.items()
        if re.search(rf"\b(?:{words})\b", question.casefold().replace("’", "'"))
    ]


def _is_newsletter_pair(named: str, purpose: str) -> bool:
    return {named, purpose} == {"printed_newsletter", "digital_newsletter"}


def _of_bases(kind: FormKind, before: FormContent, after: FormContent, *, is_public_body: bool) -> Iterator[Reason]:
    for purpose in (each for each in PURPOSES if each in before.bases or each in after.bases):
        name = PURPOSES[purpose].name
        old, new = (each.bases.get(purpose, CONSENT) for each in (before, after))
        if kind != "family":
            text = f"The basis of ‘{name}’ is chosen on the families' form, for all children."
            yield _reason("C13", "basis_elsewhere", purpose, text, "Choose it there.")
        elif new.basis == "public_task" and not is_public_body:
            text = f"‘{name}’ can't rest on public task: the school is not a public body."
            yield _reason("C13", "not_a_public_body", purpose, text, "Ask for consent, or correct the school's policy.")
        elif new.basis == "public_task" and not is_asked(after, purpose):
            text = f"‘{name}’ rests on public task and isn't on the form, so families couldn't object to it."
            yield _reason("C13", "public_task_not_on_form", purpose, text, "Put it on the form, or let it rest on consent.")
        elif new.basis != old.basis and new.reason in ("", old.reason):
            text = f"The basis of ‘{name}’ changes, and nobody says why."
            yield _reason("C13", "basis_without_reason", purpose, text, "Write down the reason.")


def undecided(changed: Changes, meanings: Mapping[str, Meaning]) -> list[Reason]:
    """The uses with other words for which nobody has said what that means for earlier answers (C3)."""
    return [
        _reason(
            "C3",
            "meaning_not_said",
            purpose,
            f"The words for ‘{PURPOSES[purpose].name}’ have changed.",
            "Say whether they are clearer only, or mean more, so that everybody is asked again.",
        )
        for purpose in changed.words
        if purpose not in meanings
    ]


def _reason(rule: str, code: str, purpose: str | None, text: str, mend: str) -> Reason:
    return Reason(rule, code, purpose, text, mend)
