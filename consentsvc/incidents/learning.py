"""What the school learns (M10): lessons by theme, without names and without a way back; an action plan; a digest each term."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.audit import service as audit
from consentsvc.incidents import queries, rules
from consentsvc.incidents.figures import counted_in
from consentsvc.incidents.letters import DIGEST_SENT
from consentsvc.incidents.models import Digest, LearningAction, LearningReview, Lesson
from consentsvc.incidents.queries import Reviewed, Sent
from consentsvc.incidents.schemas import (
    ActionOutcome,
    ActionRow,
    DigestDraft,
    DigestRow,
    Learning,
    LessonChange,
    LessonRow,
    NewAction,
    NewDigest,
    NewLesson,
    NewReview,
    ReviewRow,
)
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotAllowed
from consentsvc.kernel.schemas import Named
from consentsvc.reports.schemas import Theme

NO_PROGRAM: Final = "Only a person who has signed in can work on what was learned, not a program."
A_NAME: Final = "Somebody’s name stands here. Say what was learned so that it is about nobody."
IS_OVER: Final = "This day is over. Choose one from today on."


def learning(tx: Session, actor: Actor) -> Learning:
    """What was learned, as far as the actor may read it."""
    school, may_edit = actor.school, actor.can(Permission.LEARNING_EDIT)
    staff = [Named(id=each.id, name=each.name) for each in queries.staff(tx, school)]
    return Learning(
        lessons=[_lesson_row(each) for each in queries.lessons(tx, school) if each.shared or may_edit],
        actions=_action_rows(tx, actor, {each.id: each for each in staff}),
        digests=[_digest_row(each) for each in queries.digests(tx, school)],
        owners=staff if may_edit else [],
    )


def keep(tx: Session, school_id: UUID, theme: Theme, text: str) -> None:
    """Keep a lesson with the closing that it comes from, in the same transaction; nothing says from which. Raises Invalid for a name."""
    refuse_names(tx, school_id, "lesson", text)
    tx.add(Lesson(school_id=school_id, theme=theme, text=text, month=clock.today().replace(day=1)))
    tx.flush()


def add_lesson(tx: Session, actor: Actor, new: NewLesson) -> LessonRow:
    """Write a lesson down that comes from no record. Raises Invalid for a name."""
    refuse_names(tx, actor.school, "text", new.text)
    made = Lesson(school_id=actor.school, theme=new.theme, text=new.text, month=clock.today().replace(day=1))
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "lesson:add", made.id)
    return _lesson_row(made)


def change_lesson(tx: Session, actor: Actor, lesson_id: UUID, change: LessonChange) -> LessonRow:
    """Word a lesson anew, and let it stand in the digest, or not. Raises NotFound, Invalid for a name."""
    actor.person(NO_PROGRAM)
    found = queries.lesson(tx, actor.school, lesson_id)
    refuse_names(tx, actor.school, "text", change.text)
    found.theme, found.text, found.shared = change.theme, change.text, change.shared
    tx.flush()
    audit.record(tx, actor, "lesson:change", found.id, shared=change.shared)
    return _lesson_row(found)


def refuse_names(tx: Session, school_id: UUID, field: str, said: str) -> None:
    """Raises Invalid where the full name of a child or of a member of staff of this school stands in what was said (M10)."""
    if rules.names_told(said, queries.names(tx, school_id)):
        raise Invalid(A_NAME, fields=[Field(f"body.{field}", A_NAME)])


def plan(tx: Session, actor: Actor, new: NewAction) -> ActionRow:
    """Put an action on the plan. Raises Invalid for an owner who doesn't work here, and for a day that is over."""
    staff = {each.id: Named(id=each.id, name=each.name) for each in queries.staff(tx, actor.school)}
    if new.owner_id not in staff:
        raise Invalid("Choose somebody who works here.", fields=[Field("body.owner_id", "Choose somebody who works here.")])
    _not_past("review_on", new.review_on)
    refuse_names(tx, actor.school, "what", new.what)
    made = LearningAction(school_id=actor.school, added_at=clock.now(), **new.model_dump())
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "action:plan", made.id)
    return _action_row(made, staff[made.owner_id], [], actor)


def review(tx: Session, actor: Actor, action_id: UUID, given: NewReview) -> ActionRow:
    """Say how an action goes, and when it is looked at again. Raises NotFound, NotAllowed, Conflict (`action-done`), Invalid."""
    found, by = _open_action(tx, actor, action_id)
    _not_past("next_on", given.next_on)
    refuse_names(tx, actor.school, "text", given.text)
    tx.add(
        LearningReview(school_id=actor.school, action_id=found.id, text=given.text, next_on=given.next_on, by=by, at=clock.now())
    )
    found.review_on = given.next_on
    tx.flush()
    audit.record(tx, actor, "action:review", found.id)
    return _one_action(tx, actor, found.id)


def done(tx: Session, actor: Actor, action_id: UUID, given: ActionOutcome) -> ActionRow:
    """Say that an action is done, and what came of it. Raises NotFound, NotAllowed, Conflict (`action-done`)."""
    found, by = _open_action(tx, actor, action_id)
    refuse_names(tx, actor.school, "outcome", given.outcome)
    found.done_at, found.done_by, found.outcome = clock.now(), by, given.outcome
    tx.flush()
    audit.record(tx, actor, "action:done", found.id)
    return _one_action(tx, actor, found.id)


def drafted(tx: Session, actor: Actor, term: str) -> DigestDraft:
    """The digest of a term as it would go out: drawn up from the lessons that are shared, until one is sent."""
    sent = queries.digest(tx, actor.school, term)
    text = sent.text if sent else _draft(tx, actor.school, term)
    return DigestDraft(term=term, says=rules.in_words(term), text=text, is_sent=sent is not None)


def send(tx: Session, actor: Actor, given: NewDigest) -> DigestRow:
    """Send what a person has read and made of it to everybody who works here. Raises Conflict (`digest-sent`), Invalid for a name."""
    by = actor.person(NO_PROGRAM)
    if queries.digest(tx, actor.school, given.term) is not None:
        raise Conflict("This term’s page went out already. What is new goes into the next one.", slug="digest-sent")
    refuse_names(tx, actor.school, "text", given.text)
    made = Digest(school_id=actor.school, term=given.term, text=given.text, sent_by=by, sent_at=clock.now())
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "digest:send", made.id)
    DIGEST_SENT.owe(tx, actor.school, notices.who_may(tx, actor.school, Permission.LEARNING_VIEW), str(made.id))
    return next(_digest_row(each) for each in queries.digests(tx, actor.school) if each.digest.id == made.id)


def _draft(tx: Session, school_id: UUID, term: str) -> str:
    months = rules.months_of(term)
    lessons = [rules.Learned(each.theme, each.text) for each in queries.lessons(tx, school_id, months) if each.shared]  # type: ignore[arg-type]
    actions = [rules.Planned(each.what, each.due_on, each.done_at is not None) for each in _current(tx, school_id, months[0])]
    return rules.draft(term, lessons, actions, counted_in(tx, school_id, months))


def _current(tx: Session, school_id: UUID, since: date) -> Sequence[LearningAction]:
    """Actions that are open, or were done since then."""
    every = queries.actions(tx, school_id)
    return [each for each in every if each.done_at is None or clock.day_of(each.done_at) >= since]


def _open_action(tx: Session, actor: Actor, action_id: UUID) -> tuple[LearningAction, UUID]:
    by = actor.person(NO_PROGRAM)
    found = queries.action(tx, actor.school, action_id)
    if not _may_review(actor, found):
        raise NotAllowed("Only whoever took this on, or a safeguarding lead, can do that.")
    if found.done_at is not None:
        raise Conflict("This is done already. Plan another action.", slug="action-done")
    return found, by


def _may_review(actor: Actor, action: LearningAction) -> bool:
    return actor.can(Permission.LEARNING_EDIT) or actor.id == action.owner_id


def _not_past(field: str, day: date) -> None:
    if day < clock.today():
        raise Invalid(IS_OVER, fields=[Field(f"body.{field}", IS_OVER)])


def _one_action(tx: Session, actor: Actor, action_id: UUID) -> ActionRow:
    staff = {each.id: Named(id=each.id, name=each.name) for each in queries.staff(tx, actor.school)}
    return next(each for each in _action_rows(tx, actor, staff) if each.id == action_id)


def _action_rows(tx: Session, actor: Actor, staff: dict[UUID, Named]) -> list[ActionRow]:
    looks: dict[UUID, list[Reviewed]] = defaultdict(list)
    for each in queries.reviews(tx, actor.school):
        looks[each.review.action_id].append(each)
    return [
        _action_row(each, staff.get(each.owner_id, Named(id=each.owner_id, name="Somebody who left")), looks[each.id], actor)
        for each in queries.actions(tx, actor.school)
    ]


def _action_row(action: LearningAction, owner: Named, looks: Sequence[Reviewed], actor: Actor) -> ActionRow:
    return ActionRow(
        **action.model_dump(include={"id", "theme", "what", "due_on", "review_on", "done_at", "outcome"}),
        owner=owner,
        is_due=action.done_at is None and action.review_on <= clock.today(),
        is_late=action.done_at is None and action.due_on < clock.today(),
        may_review=action.done_at is None and _may_review(actor, action),
        reviews=[_review_row(each) for each in looks],
    )


def _review_row(look: Reviewed) -> ReviewRow:
    return ReviewRow(
        text=look.review.text, next_on=look.review.next_on, by=Named(id=look.by.id, name=look.by.name), at=look.review.at
    )


def _lesson_row(lesson: Lesson) -> LessonRow:
    return LessonRow(**lesson.model_dump(exclude={"school_id"}))


def _digest_row(sent: Sent) -> DigestRow:
    digest = sent.digest
    return DigestRow(
        term=digest.term,
        says=rules.in_words(digest.term),
        text=digest.text,
        sent_by=Named(id=sent.by.id, name=sent.by.name),
        sent_at=digest.sent_at,
    )
