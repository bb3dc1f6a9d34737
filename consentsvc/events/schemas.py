from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from consentsvc.kernel.schemas import Input, Named, composed, one_line
from consentsvc.kernel.web import ReasonDocument
from consentsvc.roster.schemas import Name

Activity = Literal["swimming", "gymnastics", "athletics", "bathing", "dance"]
"""What pictures of it take an extra check for, by a person (P7)."""

Scale = Literal["ordinary", "large", "public"]
"""How large an event is (E1): from `large` on it takes notices and a register of photographers (E2, E4)."""

Spectators = Literal["allowed", "registered_only", "none"]
"""Whether spectators may take pictures (E1)."""

NoticeKind = Literal["advance_letter", "door_sign", "announcement", "programme_text"]
"""What tells people that pictures are taken, and how to opt out (E2)."""

OptOutState = Literal["open", "matched", "settled"]
"""An opt-out: nobody found, found and counting, or settled by staff (E3)."""


class EventRow(BaseModel):
    """`participants`: how many. `activity`: one whose pictures take an extra check (P7). `scale`, `spectators`: see E1."""

    id: UUID
    name: str
    on_date: date
    place: str
    activity: Activity | None
    scale: Scale
    spectators: Spectators
    participants: int


class ParticipantRow(BaseModel):
    """A child who takes part: what is needed to find them in a picture, and no more."""

    id: UUID
    name: str
    first_name: str
    last_name: str
    class_id: UUID | None
    class_name: str | None
    group_name: str


class EventDetail(BaseModel):
    """`participants`: who takes part, by name; empty for those who may not see children. `activity`: as in the list.

    `marker`, `no_photo_marker`: what those wear who may be photographed, and those who may not, in the school's words (E5).
    `open_opt_outs`: how many opt-outs name nobody who is known: nothing of the event goes out until they are settled (E3).
    """

    id: UUID
    name: str
    on_date: date
    place: str
    activity: Activity | None
    scale: Scale
    spectators: Spectators
    marker: str
    no_photo_marker: str
    open_opt_outs: int
    participants: list[ParticipantRow]


class NewEvent(Input):
    """Everybody in these classes takes part, and these children."""

    name: Name
    on_date: date
    place: Name
    activity: Activity | None = None
    scale: Scale = "ordinary"
    spectators: Spectators = "allowed"
    class_ids: list[UUID] = Field(default=[], max_length=1000)
    child_ids: list[UUID] = Field(default=[], max_length=20_000)


class EventChange(Input):
    """What is said changes, what isn't said stays. `activity`: one whose pictures take an extra check by a person (P7), or none."""

    name: Name | None = None
    on_date: date | None = None
    place: Name | None = None
    activity: Activity | None = None
    scale: Scale | None = None
    spectators: Spectators | None = None


class ParticipantsChange(Input):
    """The whole list: whoever it doesn't name takes no part any more."""

    child_ids: list[UUID] = Field(max_length=20_000)


class InGroup(Input):
    """Where a child who takes part sits or stands, as the school calls it: a seat, a row, a team. Empty: nowhere in particular."""

    child_id: UUID
    group_name: Annotated[str, one_line(60, shortest=0), AfterValidator(composed)]


class GroupsChange(Input):
    """The groups of these children; whoever isn't named keeps theirs."""

    groups: list[InGroup] = Field(min_length=1, max_length=20_000)


class Markers(Input):
    """What those wear who may be photographed, and those who may not, in the school's words: 'a blue sticker', 'a yellow sticker' (E5)."""

    marker: Annotated[str, one_line(100, shortest=0), AfterValidator(composed)]
    no_photo_marker: Annotated[str, one_line(100, shortest=0), AfterValidator(composed)]


class NoticeRow(BaseModel):
    """The newest word about a notice: whether it was given, how, who said so and when; nobody yet: none of them."""

    kind: NoticeKind
    is_given: bool
    how: str
    by: Named | None
    at: datetime | None


class EventNotices(BaseModel):
    """`missing`: what keeps a large event from taking uploads (E2). `public_page`: where everybody may opt a child out (E3)."""

    are_needed: bool
    missing: list[NoticeKind]
    public_page: str
    languages: list[str]
    notices: list[NoticeRow]


class NoticeWord(Input):
    """Your word that a notice was given, and how; or that this was wrong (`is_given` false)."""

    kind: NoticeKind
    is_given: bool
    how: Annotated[str, one_line(300, shortest=0), AfterValidator(composed)] = ""


WhatIsMissing = Literal["identity", "brief"]
"""What a photographer on the register lacks before they count (E4)."""


class PhotographerRow(BaseModel):
    """Somebody on an event's register (E4). `is_complete`: identity checked, brief signed, not ended: their pictures are taken.

    Who may not change the event sees all of this of their own entry alone; of others the name, the organisation, the badge's number,
    whether they are complete, and when they ended. `badge_page`: what the badge's code opens; for those who may change the event.
    """

    id: UUID
    name: str
    organisation: str
    badge_number: int
    is_complete: bool
    ended_at: datetime | None
    user: Named | None
    badge_page: str | None
    identity_seen: str
    identity_checked_by: Named | None
    identity_checked_at: datetime | None
    brief_text: str
    brief_signed_to: Named | None
    brief_signed_at: datetime | None
    ended_by: Named | None
    missing: list[WhatIsMissing]


class Register(BaseModel):
    """An event's register of photographers (E4). `terms`: what is signed, as the school has it now; give `terms_version` back.

    `candidates`: who signs in here, may send pictures and isn't on the register; for those who may change the event.
    """

    is_needed: bool
    terms: str
    terms_version: str
    photographers: list[PhotographerRow]
    candidates: list[Named]


class NewPhotographer(Input):
    """`user_id`: where they sign in here; then what they send counts as theirs without being told."""

    name: Name
    organisation: Annotated[str, one_line(100, shortest=0), AfterValidator(composed)] = ""
    user_id: UUID | None = None


class IdentitySeen(Input):
    """What was looked at, never a number of it: 'passport', 'press card'."""

    seen: Annotated[str, one_line(100), AfterValidator(composed)]


class BriefSigned(Input):
    """Which terms were signed: `terms_version` as the register gave it."""

    terms_version: Annotated[str, one_line(64)]


class PhotographerChoice(BaseModel):
    """Somebody on the register whose pictures are taken."""

    id: UUID
    name: str
    organisation: str
    badge_number: int


class Admission(BaseModel):
    """Whether an event takes your pictures. `reasons`: why it doesn't, whoever took them (E2) or as you stand on its register (E4).

    `asks_photographer`: say with each picture who took it, one of `photographers`. `own`: your own entry, taken where nobody is named.
    """

    is_open: bool
    reasons: list[ReasonDocument]
    asks_photographer: bool
    own: UUID | None
    photographers: list[PhotographerChoice]
