"""The verbs of the newsletters room: begin an issue, write it, check it as a whole, send it out, take it back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Field, NotFound, Problem, Refused
from consentsvc.kernel.rulebook import Reason
from consentsvc.kernel.settings import settings
from consentsvc.media.hidden import every_photo
from consentsvc.newsletters import queries, rules
from consentsvc.newsletters.models import Issue, Part
from consentsvc.newsletters.queries import Listed
from consentsvc.newsletters.rules import ONLINE, PRINT, Look
from consentsvc.newsletters.schemas import Finding, IssueCheck, IssueDetail, IssueDraft, IssueRow, NewIssue, PartInput, PartRow
from consentsvc.publishing import placing, together
from consentsvc.publishing.models import Channel
from consentsvc.publishing.schemas import PlacementItem
from consentsvc.publishing.together import Candidate

KIND: Final = "newsletter"


def issues(tx: Session, actor: Actor, channel_id: UUID | None) -> list[IssueRow]:
    """The school's issues, newest first; of one channel, where wanted."""
    return [_row(each) for each in queries.listed(tx, actor.school, channel_id=channel_id)]


def create(tx: Session, actor: Actor, new: NewIssue) -> IssueDetail:
    """Begin an issue. Raises NotFound for the channel, Conflict (`not-a-newsletter`) for one of another kind."""
    channel = together.channel(tx, actor.school, new.channel_id)
    if channel.kind != KIND:
        raise Conflict("Issues go out in a newsletter. Choose one, or make a new channel of that kind.", slug="not-a-newsletter")
    issue = Issue(
        school_id=actor.school,
        channel_id=channel.id,
        title=new.title,
        code=new_code(),
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add_all([issue, PublicCode(code=issue.code, kind="issue", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "issue:create", issue.id, channel=channel.id)
    return _detail(tx, actor, issue.id)


def issue(tx: Session, actor: Actor, issue_id: UUID) -> IssueDetail:
    """One issue with its parts. Raises NotFound."""
    return _detail(tx, actor, issue_id)


def save(tx: Session, actor: Actor, issue_id: UUID, draft: IssueDraft) -> IssueDetail:
    """Keep what somebody wrote, whole. Raises NotFound, Conflict (`issue-changed`, `issue-out`)."""
    issue = queries.hold_issue(tx, actor.school, issue_id)
    _must_be_draft(issue)
    _must_be_same(issue, draft.revision)
    _must_be_here(tx, actor, draft)
    issue.title, issue.revision = draft.title, issue.revision + 1
    with every_photo(tx):  # a part of a picture that was sealed or deleted meanwhile goes too: its place is taken
        queries.remove_parts(tx, actor.school, issue.id)
    tx.add_all(_part(issue, position, part) for position, part in enumerate(draft.parts))
    tx.add(issue)
    tx.flush()
    audit.record(tx, actor, "issue:save", issue.id, revision=issue.revision)
    return _detail(tx, actor, issue.id)


def delete(tx: Session, actor: Actor, issue_id: UUID) -> None:
    """Throw a draft away. Raises NotFound, Conflict (`issue-out`)."""
    issue = queries.hold_issue(tx, actor.school, issue_id)
    _must_be_draft(issue)
    if queries.mailed(tx, actor.school, issue.id):
        raise Conflict("This issue was mailed to families, so that it stays on record.", slug="issue-mailed")
    with every_photo(tx):
        queries.remove_parts(tx, actor.school, issue.id)
    tx.delete(issue)
    tx.flush()
    audit.record(tx, actor, "issue:delete", issue_id)


def check(tx: Session, actor: Actor, issue_id: UUID) -> IssueCheck:
    """The issue as a whole, as it would go out now (P1, P2, P6). Raises NotFound."""
    issue = queries.issue(tx, actor.school, issue_id)
    found = _findings(tx, actor, issue)
    return IssueCheck(revision=issue.revision, ready=not any(each.weight != "notice" for each in found), findings=found)


def send_out(actor: Actor, issue_id: UUID, revision: int) -> IssueDetail:
    """Let an issue out, whole or not at all: every picture is placed, and shows; no text gives a child's name.

    The pictures are placed first: where one then waits for a second person (P6), the issue waits with it. Raises NotFound, Conflict
    (`issue-changed`, `issue-out`), Refused (`issue-not-ready`, `waits-for-release`), and what placing raises.
    """
    with begin(actor.school) as tx:
        issue = queries.issue(tx, actor.school, issue_id)
        _must_be_draft(issue)
        _must_be_same(issue, revision)
        _refuse(_findings(tx, actor, issue), {"stops"})
        items = _items(queries.parts(tx, actor.school, issue.id))
    _raise_first(placing.place(actor, issue.channel_id, items) if items else [])
    with begin(actor.school) as tx:
        issue = queries.hold_issue(tx, actor.school, issue_id)
        _must_be_draft(issue)
        _must_be_same(issue, revision)
        _refuse(_findings(tx, actor, issue), {"stops", "waits"})
        _let_out(tx, actor, issue)
        return _detail(tx, actor, issue.id)


def take_back(tx: Session, actor: Actor, issue_id: UUID) -> IssueDetail:
    """Make it a draft again: its page is gone, and its pictures come down, also from mails, but for those of another issue.

    Raises NotFound.
    """
    issue = queries.hold_issue(tx, actor.school, issue_id)
    if issue.state == "out":
        issue.state, issue.out_by, issue.out_at = "draft", None, None
        issue.revision += 1
        tx.add(issue)
        tx.flush()
        photos = {part.photo_id for part in queries.parts(tx, actor.school, issue.id) if part.photo_id}
        alone = photos - set(queries.photos_of_others(tx, actor.school, issue))
        placing.remove_all(tx, actor, together.hold(tx, actor.school, issue.channel_id, alone))
        audit.record(tx, actor, "issue:take_back", issue.id)
    return _detail(tx, actor, issue.id)


def _let_out(tx: Session, actor: Actor, issue: Issue) -> None:
    """With every picture showing at this moment (S2)."""
    parts = queries.parts(tx, actor.school, issue.id)
    hanging = together.shown(tx, actor.school, issue.channel_id, [part.photo_id for part in parts if part.photo_id])
    if any(part.photo_id and part.photo_id not in hanging for part in parts):
        raise _not_ready(())  # somebody answered since it was checked
    for part in parts:
        if part.photo_id:
            part.placement_id = hanging[part.photo_id].placed.placement.id
            tx.add(part)
    issue.state, issue.out_by, issue.out_at = "out", actor.id, clock.now()
    tx.add(issue)
    tx.flush()
    audit.record(tx, actor, "issue:out", issue.id, channel=issue.channel_id, pictures=len(hanging))


def _items(parts: Sequence[Part]) -> list[PlacementItem]:
    """What is to be placed: a picture that stands there twice hangs once."""
    return list(
        {
            part.photo_id: PlacementItem(photo_id=part.photo_id, caption=part.text, alt=part.alt)
            for part in parts
            if part.photo_id
        }.values()
    )


def _raise_first(outcomes: Sequence[object]) -> None:
    """Why the pictures could not be placed; a refusal tells of all of them."""
    problems = [each for each in outcomes if isinstance(each, Problem)]
    refusals = [reason for each in problems if isinstance(each, Refused) for reason in each.reasons]
    other = next((each for each in problems if not isinstance(each, Refused)), None)
    if refusals:
        raise _not_ready(refusals)
    if problems:
        raise other or problems[0]


def _refuse(found: Iterable[Finding], weights: Collection[str]) -> None:
    """Raises Refused with every finding of these weights, if there is one."""
    hindering = [each for each in found if each.weight in weights]
    reasons = [Reason(each.rule, each.code, None, each.text, each.mend) for each in hindering if each.rule]
    if any(each.weight == "stops" for each in hindering):
        raise _not_ready(reasons)
    if hindering:
        raise Refused(
            "Pictures of this issue wait for a second person. Ask somebody else to open ‘To release’ and release them, "
            "then send the issue out.",
            slug="waits-for-release",
            reasons=reasons,
        )


def _not_ready(reasons: Sequence[Reason]) -> Refused:
    return Refused(
        "This issue can’t go out yet. Its check says what has to be put right.", slug="issue-not-ready", reasons=reasons
    )


def _findings(tx: Session, actor: Actor, issue: Issue) -> list[Finding]:
    channel = together.channel(tx, actor.school, issue.channel_id)
    parts = [rules.Part(each.kind, each.text, each.photo_id, each.alt) for each in queries.parts(tx, actor.school, issue.id)]
    photo_ids = {part.photo_id for part in parts if part.photo_id}
    pictures = together.candidates(tx, actor, channel, photo_ids, PRINT)
    looks = {photo_id: _look(each, channel) for photo_id, each in pictures.items()}
    found = [*rules.findings(parts, looks), *_names(issue.title, parts, pictures, channel)]
    return sorted(found, key=lambda each: (each.part is not None, each.part or 0))


def _look(candidate: Candidate, channel: Channel) -> Look:
    may_be_printed = candidate.goes_too if channel.purpose == ONLINE else None
    return Look(candidate.is_video, candidate.is_cleared, candidate.reasons, candidate.held_back, may_be_printed)


def _names(title: str, parts: Sequence[rules.Part], pictures: Mapping[UUID, Candidate], channel: Channel) -> Iterable[Finding]:
    """A child's name anywhere in the issue, whichever of its pictures the child is in; beside a crowd, of anybody who may be in it (P2)."""
    texts = [*rules.texts_of(title, parts), (None, "newsletter’s name", channel.name)]
    for number, called, text in texts:
        photo_id = None if number is None else parts[number].photo_id
        for reason in together.told({called: text}, pictures.values(), pictures.get(photo_id) if photo_id else None):
            yield rules.cited(number, "stops", reason)


def _must_be_draft(issue: Issue) -> None:
    if issue.state == "out":
        raise Conflict("This issue is out. To change it, take it back first.", slug="issue-out")


def _must_be_same(issue: Issue, revision: int) -> None:
    if issue.revision != revision:
        raise Conflict("Somebody else changed this issue meanwhile. Load it again to see how it is now.", slug="issue-changed")


def _must_be_here(tx: Session, actor: Actor, draft: IssueDraft) -> None:
    here = together.known(tx, actor.school, {part.photo_id for part in draft.parts if part.photo_id})
    gone = [number for number, part in enumerate(draft.parts) if part.photo_id and part.photo_id not in here]
    if gone:
        fields = [Field(f"body.parts.{number}.photo_id", "This picture is not here any more.") for number in gone]
        raise NotFound("A picture is not here any more. Take it out of the issue, then save it again.", fields=fields)


def _part(issue: Issue, position: int, part: PartInput) -> Part:
    return Part(school_id=issue.school_id, issue_id=issue.id, position=position, **part.model_dump())


def _detail(tx: Session, actor: Actor, issue_id: UUID) -> IssueDetail:
    found = queries.listed(tx, actor.school, issue_id=issue_id)
    if not found:
        raise NotFound
    (listed,) = found
    parts = queries.parts(tx, actor.school, issue_id)
    return IssueDetail(
        **_row(listed).model_dump(),
        revision=listed.issue.revision,
        parts=[PartRow.model_validate(part, from_attributes=True) for part in parts],
        cannot_recall=rules.cannot_recall(listed.channel.purpose),
    )


def _row(listed: Listed) -> IssueRow:
    issue, channel, pictures = listed
    return IssueRow(
        id=issue.id,
        channel_id=channel.id,
        channel_name=channel.name,
        purpose=channel.purpose,
        title=issue.title,
        state=issue.state,
        pictures=pictures,
        address=f"{settings().public_url}/news/{issue.code}" if channel.purpose == ONLINE else None,
        created_at=issue.created_at,
        out_at=issue.out_at,
    )
