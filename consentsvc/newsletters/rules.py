"""What keeps an issue in, and what can't be taken back once it is out. Values in, findings out (P2, P6, P9).

Nothing here knows a database or a clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from consentsvc.kernel.rulebook import Reason
from consentsvc.newsletters.schemas import Finding, Weight

ONLINE: Final = "digital_newsletter"
"""The purpose of an issue's page and mail."""

PRINT: Final = "printed_newsletter"
"""The purpose of its PDF; families are asked for it on its own (P1)."""

WAITS: Final = frozenset({"not_released"})

MAIL_STAYS: Final = (
    "A mail can’t be called back. Its text stays with whoever got it. Its pictures are fetched from here each time it is opened: "
    "one that may not be shown any more is replaced by a grey one. But a mail program, or a person, may have kept a picture."
)
PAGE_STAYS: Final = (
    "The page shows only what may be shown at that moment. Whoever opened it before may have kept a picture, "
    "or passed the address on."
)
PAPER_STAYS: Final = "Paper can’t be called back. Once it is printed, all that can be done is not to print it again."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an issue, as it is checked."""

    kind: str
    text: str
    photo_id: UUID | None
    alt: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of one picture, for this check. reasons: why it isn't cleared; held_back: what would hold it back.

    may_be_printed: None where nobody asks, since it isn't for print too.
    """

    is_video: bool
    is_cleared: bool
    reasons: Sequence[Reason]
    held_back: Sequence[Reason]
    may_be_printed: bool | None = None


def cannot_recall(purpose: str) -> list[str]:
    """What an issue of this purpose leaves behind, whatever families say later (P9)."""
    return [PAGE_STAYS, MAIL_STAYS, PAPER_STAYS] if purpose == ONLINE else [PAPER_STAYS]


def texts_of(title: str, parts: Sequence[Part]) -> list[tuple[int | None, str, str]]:
    """Every text of an issue: at which part, what it is called, and what it says."""
    texts: list[tuple[int | None, str, str]] = [(None, "title", title)]
    for number, part in enumerate(parts):
        called = {"heading": "heading", "text": "text", "picture": "caption"}[part.kind]
        texts.append((number, called, part.text))
        if part.kind == "picture":
            texts.append((number, "alternative text", part.alt))
    return [each for each in texts if each[2]]


def findings(parts: Sequence[Part], looks: Mapping[UUID, Look]) -> Iterator[Finding]:
    """What has to be put right, part by part; names are asked for elsewhere (publishing.together)."""
    if not any(part.text.strip() or part.photo_id for part in parts):
        yield _say(None, "stops", "empty", "There is nothing in this issue yet.", "Add a heading, some text or a picture.")
    for number, part in enumerate(parts):
        if part.photo_id is None:
            continue
        if not part.alt.strip():
            yield _say(
                number,
                "stops",
                "no_alt",
                "This picture has no words for people who can’t see it.",
                "Say what it shows, without a name.",
            )
        yield from _of_picture(number, looks.get(part.photo_id))


def _of_picture(number: int, look: Look | None) -> Iterator[Finding]:
    if look is None:
        yield _say(number, "stops", "gone", "This picture is not here any more.", "Take it out of the issue.")
        return
    if look.is_video:
        yield _say(
            number, "stops", "is_a_video", "A newsletter takes pictures, and this is a video.", "Take it out of the issue."
        )
    if not look.is_cleared:
        yield from (cited(number, "stops", reason) for reason in look.reasons)
        return
    yield from (cited(number, "waits" if reason.code in WAITS else "stops", reason) for reason in look.held_back)
    if look.may_be_printed is False and not look.held_back:
        yield _say(
            number, "notice", "not_for_print", "This picture may not be printed. The PDF leaves its place empty.", None, "P1"
        )


def cited(part: int | None, weight: Weight, reason: Reason) -> Finding:
    """A reason, at its place."""
    return Finding(part=part, weight=weight, rule=reason.rule, code=reason.code, text=reason.text, mend=reason.mend)


def _say(part: int | None, weight: Weight, code: str, text: str, mend: str | None, rule: str | None = None) -> Finding:
    return Finding(part=part, weight=weight, rule=rule, code=code, text=text, mend=mend)
