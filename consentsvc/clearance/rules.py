"""May this picture go out for this purpose? (W1, W2, W3, P1, P7, C12, E3, E6, and the consent of everybody in it.)

Read as a list of questions: is the purpose known, is the scan done, is everybody accounted for, has a reviewer counted
the people as they are now, has a family asked to take this very picture down, does each person shown allow it, does the
picture keep to their conditions, has somebody made the check that sport and dance take, does nobody at its event wait to be found
who was opted out, and, where it shows a crowd, may a crowd go out? Nothing here knows a database, a clock or a session.
A picture is cleared only where no question has left a reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeGuard
from uuid import UUID

from consentsvc.consent import rules as consent
from consentsvc.consent.rules import Standing
from consentsvc.forms.purposes import PURPOSES, Condition
from consentsvc.kernel.rulebook import Reason
from consentsvc.media import framing
from consentsvc.media import rules as media
from consentsvc.media.framing import Box
from consentsvc.media.rules import HeadCount, Person
from consentsvc.media.schemas import MediaKind, ScanState
from consentsvc.schools.policy import SchoolPolicy

Outcome = Literal["cleared", "blocked", "needs_person"]

VIDEO: Final = "video"
"""The purpose that everybody in a video must allow, whatever it goes out for."""


@dataclass(frozen=True, slots=True)
class PersonFacts(Person):
    """A person in the photo, with their standings: by purpose, for the photo's event; a purpose that is missing here denies.

    height: of their face, as a share of the height of what goes out; None where nobody knows.
    box: of their face in the whole picture; None where nobody knows.
    face_on: how far the face looks at the camera: 0 (away) to 1 (straight); None where nobody knows.
    in_crop: whether any of their head lies in what goes out. Who doesn't is accounted for as anybody, and needs no consent and no
        cover.
    is_whole: whether their face lies whole in what goes out. Who is cut by a crop's edge needs consent, and makes nobody a group.
    """

    standings: Mapping[str, Standing]
    height: float | None
    box: Box | None = None
    in_crop: bool = True
    is_whole: bool = True
    face_on: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether a child or adult whom the school knows is to be seen in what goes out."""
        return self.is_named and self.in_crop


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a picture of a crowd at its event depends on, besides who is named in it (E6).

    is_large: the event is a large or public one. is_announced: and each of its notices is confirmed. is_listed: who takes part is known.
    keep_out: by purpose, the children who must not be in it, whatever the cause; a purpose that is missing denies.
    holds_until: by purpose, the first day on which time alone may add to those; None or missing: no such day.
    looked_for: by purpose, whom each check of the picture as it stands looked for, by somebody who didn't upload it.
    """

    is_large: bool
    is_announced: bool
    is_listed: bool
    keep_out: Mapping[str, frozenset[UUID]]
    holds_until: Mapping[str, date | None]
    looked_for: Mapping[str, Collection[frozenset[UUID]]]

    def is_checked(self, purpose: str) -> bool:
        """Whether one check looked for everybody who must not be in it for this purpose now."""
        keep_out = self.keep_out.get(purpose)
        return keep_out is not None and any(keep_out <= looked_for for looked_for in self.looked_for.get(purpose, ()))


NO_CROWD: Final = Crowd(False, False, False, MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
"""Of an event of which nothing is known: a crowd there goes out nowhere."""

PORTRAITS: Final = "external_photographer"
"""The purpose whose pictures are of somebody: no crowd picture serves it."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """All that a clearance depends on. A review made for another `people_version` doesn't count.

    taken_down: the children whose family, or who themselves, asked to take this picture down.
    portrait_checked: whether somebody other than the uploader looked at the picture as it stands, and found its portraits right.
    activity: what it was taken at, where its pictures take an extra check; None: nothing of the kind.
    activity_checked: whether somebody other than the uploader made that check of the picture as it stands.
    kind: in a video nobody can be covered or cropped away, and everybody in it allows videos too.
    problem: why the scan failed, or the video could not be made ready.
    is_waiting_for_opt_out: somebody opted a child out of its event, and nobody knows yet which.
    crowd: what a crowd picture of its event depends on.
    is_pulled: it is out of service while a report is looked into (M7).
    known_pulls: the photos and children that are out of service for a report that this reader may read.
    """

    id: UUID
    scan: ScanState
    people_version: int
    people: tuple[PersonFacts, ...]
    review: HeadCount | None
    taken_down: frozenset[UUID]
    policy: SchoolPolicy
    portrait_checked: bool = False
    activity: str | None = None
    activity_checked: bool = False
    kind: MediaKind = "picture"
    problem: str | None = None
    is_waiting_for_opt_out: bool = False
    crowd: Crowd = NO_CROWD
    is_pulled: bool = False
    known_pulls: frozenset[UUID] = frozenset()

    @property
    def shows_crowd(self) -> bool:
        """Whether anybody of a crowd is to be seen in what goes out."""
        return any(person.resolution == "crowd" and person.in_crop for person in self.people)

    def asked_for(self, purpose: str) -> tuple[str, ...]:
        """The purposes that everybody shown must allow, so that it may go out for this one."""
        return (purpose,) if self.kind == "picture" or purpose == VIDEO else (purpose, VIDEO)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one photo may go out for one purpose.

    blocked: a rule denies. needs_person: only somebody's act is missing. Both deny.
    reasons: who is not accounted for, who wants it taken down, who does not allow it, or not so, whose portrait it is (each by
        number), then the crowd, the extra check, an opt-out and the head count; none where cleared.
    holds_until: the first day on which time alone could change it; None: no such day.
    cover: ids of the people whom every rendition must cover.
    may_be_named: ids of the children whose first name may stand beside it (P2).
    warnings: what somebody should think about, and nothing denies.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    holds_until: date | None
    cover: tuple[UUID, ...]
    may_be_named: frozenset[UUID]
    warnings: tuple[Reason, ...] = ()

    @property
    def is_cleared(self) -> bool:
        return self.outcome == "cleared"


class _Words(NamedTuple):
    rule: str
    text: str
    mend: str


_A_PORTRAIT: Final = "{whose} fills {share} of the height of what goes out, and {looks} at the camera."
_OTHERWISE: Final = "Redact this face, keep more of the picture in its crop, or choose a picture taken from further away."

FACE_ON_FROM: Final = 0.6
"""A face looks at the camera from here on; one of which nobody knows may."""

_WORDS: Final[Mapping[str, _Words]] = MappingProxyType(
    {
        "scan_waiting": _Words("W1", "This picture has not been searched for faces yet.", "Wait a moment."),
        "scan_failed": _Words("W1", "This picture could not be searched for faces.", "Try the scan again."),
        "shown_nowhere": _Words(
            "W3",
            "There is nowhere that a picture of {who} may be shown.",
            "Ask the family. Or redact {who}, crop the picture so that {who} is not in it, or delete it.",
        ),
        "taken_down": _Words(
            "C4", "{who}, or their family, asked to take this picture down.", "Use another picture, or redact {who} in this one."
        ),
        "held": _Words("M7", "This picture is out of service while a report is looked into.", "End that on the report’s page."),
        "held_child": _Words(
            "M7", "Pictures of {who} are out of service while a report is looked into.", "End that on the report’s page."
        ),
        "not_wanted": _Words("C4", "Somebody asked that this picture not be shown.", "Use another picture."),
        "group_only": _Words(
            "C12",
            "{who} may be shown only in a group, and fewer than {smallest} children are shown here.",
            "Choose a picture of a larger group, or redact {who} in this one.",
        ),
        "close_up": _Words(
            "C12", "{who} may not be shown close up.", "Choose a picture taken from further away, or redact {who} in this one."
        ),
        "portrait": _Words(
            "P5",
            f"{_A_PORTRAIT} On the open web it is easily misused.",
            f"{_OTHERWISE} Or ask somebody who did not upload it to look at it.",
        ),
        "portrait_denied": _Words("P5", f"{_A_PORTRAIT} Your school puts no such portrait on the open web.", _OTHERWISE),
        "portrait_warned": _Words("P5", f"{_A_PORTRAIT} On the open web it is easily misused.", _OTHERWISE),
        "video_waiting": _Words("W1", "This video is being made ready to look through.", "Wait a moment."),
        "video_failed": _Words("W1", "This video could not be made ready. {problem}", "Try again, or upload another copy."),
        "video_cover": _Words(
            "W2",
            "Person {number} was to be covered, and nobody can be covered in a video.",
            "Say who person {number} is. Or cut the video so that they are not in it.",
        ),
        "video_group": _Words(
            "C12",
            "{who} may be shown only in a group, and a video can show somebody alone at any moment.",
            "Use a picture of the group. Or cut the video so that {who} is not in it.",
        ),
        "video_close_up": _Words(
            "C12",
            "{who} may not be shown close up, and nobody measures that for each moment of a video.",
            "Use a picture taken from further away. Or cut the video so that {who} is not in it.",
        ),
        "video_portrait": _Words(
            "P5",
            "At some moment of this video a face may be large and look at the camera. On the open web that is easily misused.",
            "Ask somebody who did not upload it to watch it to the end.",
        ),
        "video_portrait_denied": _Words(
            "P5",
            "At some moment of this video a face may be large and look at the camera. Your school puts no such portrait on the open web.",
            "Use it elsewhere, or put a picture there instead.",
        ),
        "activity": _Words(
            "P7",
            "Nobody has made the extra check yet that pictures of {activity} take.",
            "Ask somebody who did not upload it: suitable dress, the activity in focus, nobody’s face together with their whole body.",
        ),
        "opt_out_open": _Words(
            "E3",
            "Somebody opted a child out of this event, and nobody has found out yet which child that is.",
            "Say who it is, on the event’s page under Opt-outs.",
        ),
        "crowd_event": _Words(
            "E6",
            "This shows a crowd, and a crowd may go out only from a large event.",
            "Say who everybody is, or redact them.",
        ),
        "crowd_video": _Words(
            "E6", "A video of a crowd can’t go out: faces may be large at any moment.", "Use a picture instead."
        ),
        "crowd_portrait": _Words("E6", "A crowd picture is nobody’s portrait.", "Use another picture for this."),
        "crowd_notices": _Words(
            "E6",
            "This shows a crowd, and the notices of its event are not all confirmed.",
            "Confirm them on the event’s page, under Notices.",
        ),
        "crowd_nobody_listed": _Words(
            "E6",
            "This shows a crowd, and nobody is listed as taking part, so nobody knows who must not be in it.",
            "Say who takes part, on the event’s page.",
        ),
        "crowd_focus": _Words(
            "E6",
            "{whose} fills {share} of the height of what goes out. In a crowd picture nobody is the focus: {most} is the most.",
            "Redact this face, keep more of the picture in its crop, or choose a picture taken from further away.",
        ),
        "crowd_few": _Words(
            "E6",
            "Fewer than {smallest} people are to be seen. That is no crowd: whoever is there is the focus.",
            "Say who everybody is, redact them, or keep more of the picture in its crop.",
        ),
        "crowd_check": _Words(
            "E6",
            "Nobody has looked yet for everybody who must not be in this crowd picture.",
            "Ask somebody who did not upload it to look for them.",
        ),
        "out_of_date": _Words("P1", "The answer for {who} has to be looked up again.", "Try again."),
    }
)

_VIDEO_MENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "face_open": "Say who it is, or why nobody can tell.",
        "no_reason": "Say why nobody can tell who it is.",
        "head_count": "Add everybody who is seen at any moment, or count again.",
        "taken_down": "Use another video, or cut this one so that they are not in it.",
        "shown_nowhere": "Ask the family. Or cut the video so that they are not in it, or delete it.",
    }
)
"""What would mend it in a video, where nobody can be covered."""

ACTS_OF_A_PERSON: Final = frozenset(
    (
        *media.REASON_CODES,
        "portrait",
        "video_portrait",
        "activity",
        "opt_out_open",
        "crowd_notices",
        "crowd_nobody_listed",
        "crowd_check",
    )
)
"""What only somebody's act is missing for; every other reason, known or not, blocks."""

REASON_CODES: Final = (*consent.REASON_CODES, *media.REASON_CODES, *_WORDS)
"""Every code that a clearance's reasons can have."""


def decide(photo: PhotoFacts, purpose: str, today: date) -> Decision:
    """Decide for one purpose on `today`, the school's date. Whatever is open, failed or unknown denies."""
    if purpose not in PURPOSES:
        return _blocked(consent.explain("unknown_purpose", purpose, about=str(photo.id)))
    if photo.scan != "scanned":
        return _blocked(_not_ready(photo))
    people = _by_number(photo.people)
    shown = [person for person in people if person.is_shown]
    uncounted = media.uncounted(photo.id, photo.people_version, len(people), photo.review)
    portraits = tuple(_portraits(people, purpose, photo))
    reasons = (
        *media.unaccounted(people),
        *_pulled(shown, photo),
        *_taken_down(shown, photo.taken_down),
        *(reason for each in photo.asked_for(purpose) for reason in _without_consent(shown, each, today, photo.kind)),
        *_against_conditions(shown, purpose, photo),
        *_uncoverable(people, photo),
        *(portraits if photo.policy.portraits != "allow" else ()),
        *(_against_crowd(people, purpose, photo) if photo.shows_crowd else ()),
        *_unchecked_activity(photo),
        *_open_opt_out(photo),
        *uncounted,
    )
    return Decision(
        outcome=_outcome(reasons),
        reasons=_in_words(reasons, photo),
        holds_until=_first_change(shown, purpose, photo),
        cover=_to_cover(people),
        may_be_named=frozenset() if photo.shows_crowd else _may_be_named(shown, photo.asked_for(purpose)),
        warnings=portraits if photo.policy.portraits == "allow" else (),
    )


def shown_nowhere(photo: PhotoFacts) -> tuple[Reason, ...]:
    """One reason for each child in the photo who may not be shown for any purpose at all (W3).

    Needs the standings for every purpose: one that is missing counts as a no.
    """
    children = [person for person in _by_number(photo.people) if person.is_shown and person.resolution == "child"]
    reasons = tuple(
        _say("shown_nowhere", child.id, who=child.name)
        for child in children
        if not any(all(_allows(child.standings.get(each), each) for each in photo.asked_for(purpose)) for purpose in PURPOSES)
    )
    return _in_words(reasons, photo)


def cropped(photo: PhotoFacts, crop: Box | None) -> PhotoFacts:
    """The facts with this part of the picture going out. A person whose place nobody knows stays in it."""
    return replace(photo, people=tuple(_framed(person, crop) for person in photo.people))


def _framed(person: PersonFacts, crop: Box | None) -> PersonFacts:
    if person.box is None:
        return replace(person, in_crop=True, is_whole=crop is None, height=None)
    return replace(
        person,
        in_crop=framing.is_seen(person.box, crop),
        is_whole=framing.is_whole(person.box, crop),
        height=framing.height_in(person.box, crop),
    )


def as_seen(photo: PhotoFacts, may_know_answers: bool, may_know_restriction: bool) -> PhotoFacts:
    """The facts as a reader may know them (R2): decided from these, a restriction is a plain missing answer.

    Who may not read answers is told only that there is no yes that counts: a picture that was placed and has no answer any more
    would give a restriction away. The outcome is the same as from the facts themselves; only the reasons differ.
    """
    if may_know_restriction:
        return photo
    seen = partial(consent.as_seen, may_know_restriction=False) if may_know_answers else consent.unexplained
    return replace(photo, people=tuple(_person_as_seen(person, seen) for person in photo.people))


def _person_as_seen(person: PersonFacts, seen: Callable[[Standing], Standing]) -> PersonFacts:
    return replace(person, standings={purpose: seen(standing) for purpose, standing in person.standings.items()})


def _not_ready(photo: PhotoFacts) -> Reason:
    what = "scan" if photo.kind == "picture" else "video"
    state = "failed" if photo.scan == "failed" else "waiting"
    return _say(f"{what}_{state}", photo.id, problem=photo.problem or "")


def _in_words(reasons: Iterable[Reason], photo: PhotoFacts) -> tuple[Reason, ...]:
    """The reasons in the words of what they are about."""
    return tuple(reasons) if photo.kind == "picture" else tuple(_of_video(reason) for reason in reasons)


def _of_video(reason: Reason) -> Reason:
    text = reason.text.replace("this picture", "this video")
    if reason.code in ("face_open", "no_reason"):
        text = text.replace("Face ", "Person ").replace("face ", "person ")
    return replace(reason, text=text, mend=_VIDEO_MENDS.get(reason.code, reason.mend))


def _uncoverable(people: Iterable[PersonFacts], photo: PhotoFacts) -> Iterator[Reason]:
    """Whoever was to be covered in a video: nobody can be (W2)."""
    for person in people:
        if photo.kind != "picture" and person.resolution == "redacted":
            yield _say("video_cover", person.id, number=person.number)


def _without_consent(shown: Iterable[PersonFacts], purpose: str, today: date, kind: MediaKind) -> Iterator[Reason]:
    """Why the people who are shown don't allow this purpose (P1, C14)."""
    for person in shown:
        standing = person.standings.get(purpose)
        if not _allows(standing, purpose):
            yield from _denials(standing, purpose, person, kind)
        elif standing.holds_until is not None and standing.holds_until <= today:
            yield _say("out_of_date", person.id, who=person.name)


def _pulled(shown: Collection[PersonFacts], photo: PhotoFacts) -> Iterator[Reason]:
    """Out of service while a report is looked into (M7): why, for those who know; to all others somebody asked for it. No answer of a
    child's is hidden for it: on the child's own page it would still stand.
    """
    if photo.is_pulled:
        yield _say("held" if photo.id in photo.known_pulls else "not_wanted", photo.id)
    for person in shown:
        if person.who in photo.known_pulls:
            yield _say("held_child", person.id, who=person.name)


def _taken_down(shown: Iterable[PersonFacts], by: Collection[UUID]) -> Iterator[Reason]:
    """A family's no to this one picture, for every use, while their child is to be seen in it (C4, C16)."""
    for person in shown:
        if person.who in by:
            yield _say("taken_down", person.id, who=person.name)


def _against_conditions(shown: Sequence[PersonFacts], purpose: str, photo: PhotoFacts) -> Iterator[Reason]:
    """Whose conditions this picture doesn't keep (C12). A face of unknown height may be a close-up; a video keeps to none of these."""
    if photo.kind != "picture":
        yield from _against_conditions_of_video(shown, photo.asked_for(purpose))
        return
    policy = photo.policy
    children = sum(person.resolution == "child" and person.is_whole for person in shown)
    for person in shown:
        conditions = _conditions(person, purpose)
        if "group_only" in conditions and children < policy.smallest_group:
            yield _say("group_only", person.id, who=person.name, smallest=policy.smallest_group)
        if "no_close_up" in conditions and (person.height is None or person.height > policy.close_up_share):
            yield _say("close_up", person.id, who=person.name)


def _against_conditions_of_video(shown: Iterable[PersonFacts], asked: Collection[str]) -> Iterator[Reason]:
    for person in shown:
        conditions = {condition for purpose in asked for condition in _conditions(person, purpose)}
        if "group_only" in conditions:
            yield _say("video_group", person.id, who=person.name)
        if "no_close_up" in conditions:
            yield _say("video_close_up", person.id, who=person.name)


def _portraits(people: Collection[PersonFacts], purpose: str, photo: PhotoFacts) -> Iterator[Reason]:
    """The large faces that look at the camera on the open web (P5), whoever they are, until a second person looked at them."""
    policy = photo.policy
    if PURPOSES[purpose].audience != "open web" or (policy.portraits == "second_person" and photo.portrait_checked):
        return
    if photo.kind != "picture":
        if people and policy.portraits not in ("allow", "second_person"):
            yield _say("video_portrait_denied", photo.id)
        elif people and not photo.portrait_checked:
            yield _say("video_portrait", photo.id)
        return
    code = {"allow": "portrait_warned", "second_person": "portrait"}.get(policy.portraits, "portrait_denied")
    for person in people:
        if person.resolution != "redacted" and person.in_crop and _is_large(person, policy) and _may_look_at_us(person):
            yield _say(code, person.id, **_of_portrait(person))


def _unchecked_activity(photo: PhotoFacts) -> Iterator[Reason]:
    """Whether somebody must still look at what people wear and do in it (P7), for every use; a cover hides a head, never a body."""
    if photo.activity and photo.people and not photo.activity_checked:
        yield _say("activity", photo.id, activity=photo.activity)


def _open_opt_out(photo: PhotoFacts) -> Iterator[Reason]:
    """Whether somebody opted a child out of its event of whom nobody knows who they are (E3): that child may be in any of its pictures."""
    if photo.is_waiting_for_opt_out:
        yield _say("opt_out_open", photo.id)


def _against_crowd(people: Iterable[PersonFacts], purpose: str, photo: PhotoFacts) -> Iterator[Reason]:
    """Why a crowd in what goes out may not (E6)."""
    if not photo.crowd.is_large:
        yield _say("crowd_event", photo.id)
    elif photo.kind != "picture":
        yield _say("crowd_video", photo.id)
    elif purpose == PORTRAITS:
        yield _say("crowd_portrait", photo.id)
    else:
        to_be_seen = [person for person in people if person.in_crop and person.resolution != "redacted"]
        yield from _in_focus(to_be_seen, photo)
        yield from _unready_crowd(purpose, photo)


def _in_focus(people: Collection[PersonFacts], photo: PhotoFacts) -> Iterator[Reason]:
    """The faces that are too large for a crowd picture, whoever they are; and one or two people are no crowd, however far away."""
    most, smallest = photo.policy.crowd_face_share, photo.policy.smallest_group
    if len(people) < smallest:
        yield _say("crowd_few", photo.id, smallest=smallest)
    for person in people:
        if person.height is None or person.height > most:
            of = _of_portrait(person)
            yield _say("crowd_focus", person.id, whose=of["whose"], share=of["share"], most=f"{most:.0%}")


def _unready_crowd(purpose: str, photo: PhotoFacts) -> Iterator[Reason]:
    """Whose act a crowd picture still takes."""
    if not photo.crowd.is_announced:
        yield _say("crowd_notices", photo.id)
    if not photo.crowd.is_listed:
        yield _say("crowd_nobody_listed", photo.id)
    elif not photo.crowd.is_checked(purpose):
        yield _say("crowd_check", photo.id)


def _is_large(person: PersonFacts, policy: SchoolPolicy) -> bool:
    return person.height is None or person.height > policy.portrait_share


def _may_look_at_us(person: PersonFacts) -> bool:
    return person.face_on is None or person.face_on >= FACE_ON_FROM


def _of_portrait(person: PersonFacts) -> dict[str, str]:
    return {
        "whose": f"{person.name}’s face" if person.name else f"Face {person.number}",
        "share": "an unknown part" if person.height is None else f"{min(person.height, 1):.0%}",
        "looks": "may look" if person.face_on is None else "looks",
    }


def _may_be_named(shown: Iterable[PersonFacts], asked: Collection[str]) -> frozenset[UUID]:
    return frozenset(
        person.who for person in shown if person.who and all("first_name" in _conditions(person, each) for each in asked)
    )


def _conditions(person: PersonFacts, purpose: str) -> frozenset[Condition]:
    standing = person.standings.get(purpose)
    return standing.conditions if _allows(standing, purpose) else frozenset()


def _denials(standing: Standing | None, purpose: str, person: PersonFacts, kind: MediaKind) -> Iterator[Reason]:
    reasons = standing.reasons if standing is not None and standing.purpose == purpose else ()
    for code in [reason.code for reason in reasons] or ["not_answered"]:
        yield _consent_reason(code, purpose, person, kind)


def _allows(standing: Standing | None, purpose: str) -> TypeGuard[Standing]:
    return standing is not None and standing.purpose == purpose and standing.allows


def _outcome(reasons: Iterable[Reason]) -> Outcome:
    codes = {reason.code for reason in reasons}
    if not codes:
        return "cleared"
    return "needs_person" if codes <= ACTS_OF_A_PERSON else "blocked"


def _blocked(reason: Reason) -> Decision:
    return Decision("blocked", (reason,), None, (), frozenset())


def _first_change(shown: Iterable[PersonFacts], purpose: str, photo: PhotoFacts) -> date | None:
    standings = (person.standings.get(each) for person in shown for each in photo.asked_for(purpose))
    days = [each.holds_until for each in standings if each]
    days += [photo.crowd.holds_until.get(purpose)] if photo.shows_crowd else []
    return min((day for day in days if day), default=None)


def _to_cover(people: Iterable[PersonFacts]) -> tuple[UUID, ...]:
    return tuple(person.id for person in people if person.resolution == "redacted" and person.in_crop)


def _by_number(people: Iterable[PersonFacts]) -> list[PersonFacts]:
    return sorted(people, key=lambda person: (person.number, person.id))


def _say(code: str, about: UUID, **values: object) -> Reason:
    words = _WORDS[code]
    return Reason(words.rule, code, str(about), words.text.format(**values), words.mend.format(**values))


def _consent_reason(code: str, purpose: str, person: PersonFacts, kind: MediaKind) -> Reason:
    """The standing's reason, about this person by name, with the way out that every picture has: redaction. A video is cut."""
    reason = consent.explain(code, purpose, person.name, str(person.id))
    picture, video = f"redact {person.name} in this picture.", f"cut the video so that {person.name} is not in it."
    way_out = picture if kind == "picture" else video
    return replace(reason, mend=f"{reason.mend} Or {way_out}" if reason.mend else way_out[0].upper() + way_out[1:])
