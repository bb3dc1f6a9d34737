"""The consent room over HTTP."""

from typing import Annotated
from uuid import UUID

from consentsvc.consent import explanations, forms_in_use, letters, opt_outs, restrictions, service, standings
from consentsvc.consent.schemas import (
    AdultAnswer,
    AdultStandings,
    AnswerRow,
    ChildAnswer,
    ChildStandings,
    Explanation,
    FormEffects,
    FormPublished,
    Lifting,
    OptOutAgain,
    OptOutDetail,
    OptOutEnding,
    OptOutMatch,
    OptOuts,
    RestrictionOrder,
    RestrictionState,
)
from consentsvc.consent.speakers import Speaker
from consentsvc.forms.purposes import PURPOSES, FormKind
from consentsvc.forms.schemas import Publishing, PurposeId
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api", tags=["consent"])

Viewer = Annotated[Actor, may(Permission.CHILD_VIEW)]
AnswerViewer = Annotated[Actor, may(Permission.ANSWER_VIEW)]
Recorder = Annotated[Actor, may(Permission.ANSWER_RECORD)]
Editor = Annotated[Actor, may(Permission.FORM_EDIT)]
Lead = Annotated[Actor, may(Permission.CHILD_RESTRICT)]


@api.get("/children/{child_id}/standing")
def child_standing(
    actor: Viewer, tx: Tx, child_id: UUID, purpose: PurposeId | None = None, event_id: UUID | None = None
) -> ChildStandings:
    """What all answers for a child come to, for one purpose or for each."""
    asked = (purpose,) if purpose else tuple(PURPOSES)
    return ChildStandings(child_id=child_id, standings=standings.standings_of(tx, actor, child_id, asked, event_id))


@api.get("/children/{child_id}/explanation")
def child_explanation(
    actor: AnswerViewer, tx: Tx, child_id: UUID, purpose: PurposeId, event_id: UUID | None = None
) -> Explanation:
    """How a child's standing for one purpose came about, answer by answer."""
    return explanations.explanation(tx, actor, child_id, purpose, event_id)


@api.get("/children/{child_id}/answers")
def child_answers(actor: AnswerViewer, tx: Tx, child_id: UUID) -> list[AnswerRow]:
    """What was said for a child, newest first."""
    return service.answers_of(tx, actor, child_id)


@api.post("/children/{child_id}/answers", status_code=201)
def record_child_answer(actor: Recorder, tx: Tx, child_id: UUID, said: ChildAnswer) -> AnswerRow:
    """Write down what a guardian, or the child, said on paper, in person or by phone."""
    speaker = Speaker.for_child(child_id, said.guardian_id)
    return letters.answer_and_tell(tx, actor, speaker, **said.model_dump(exclude={"guardian_id"}))


@api.get("/adults/{adult_id}/standing")
def adult_standing(actor: Viewer, tx: Tx, adult_id: UUID) -> AdultStandings:
    """What an adult's own answers come to."""
    return AdultStandings(adult_id=adult_id, standings=standings.standings_of_adult(tx, actor, adult_id))


@api.post("/adults/{adult_id}/answers", status_code=201)
def record_adult_answer(actor: Recorder, tx: Tx, adult_id: UUID, said: AdultAnswer) -> AnswerRow:
    """Write down what an adult said for themself."""
    return letters.answer_and_tell(tx, actor, Speaker.adult(adult_id), **said.model_dump())


@api.get("/children/{child_id}/restriction")
def child_restriction(actor: Lead, tx: Tx, child_id: UUID) -> RestrictionState:
    """Whether a child is restricted, and what led to it."""
    return restrictions.restriction_of(tx, actor, child_id)


@api.post("/children/{child_id}/restriction", status_code=201)
def restrict_child(actor: Lead, tx: Tx, child_id: UUID, order: RestrictionOrder) -> RestrictionState:
    """Restrict a child: no picture goes out from now on."""
    return restrictions.restrict(tx, actor, child_id, order.reason, order.purposes)


@api.delete("/children/{child_id}/restriction")
def lift_restriction(actor: Lead, tx: Tx, child_id: UUID, lifting: Lifting) -> RestrictionState:
    """Lift a child's restriction."""
    return restrictions.lift(tx, actor, child_id, lifting.reason)


@api.get("/forms/{kind}/effects", tags=["forms"])
def effects(actor: Editor, tx: Tx, kind: FormKind) -> FormEffects:
    """What publishing the draft would change for answers and pictures."""
    return forms_in_use.effects(tx, actor, kind)


@api.post("/forms/{kind}/publish", tags=["forms"])
def publish(actor: Editor, tx: Tx, kind: FormKind, publishing: Publishing) -> FormPublished:
    """Put the draft into use. A use that means more is asked again: every earlier yes to it on this form ends (C2)."""
    return forms_in_use.publish_form(tx, actor, kind, publishing.revision, publishing.meanings)


# Opt-outs from events


@api.get("/events/{event_id}/opt-outs")
def event_opt_outs(actor: AnswerViewer, tx: Tx, event_id: UUID) -> OptOuts:
    """Who was opted out of an event's photography, in the words of whoever sent it, and whom that counts for (E3)."""
    return opt_outs.opt_outs(tx, actor, event_id)


@api.post("/opt-outs/{opt_out_id}/match")
def match_opt_out(actor: Recorder, tx: Tx, opt_out_id: UUID, meant: OptOutMatch) -> OptOutDetail:
    """Say which children an opt-out is about. It counts for them at once, and no longer for those whose names were only alike."""
    return opt_outs.match(tx, actor, opt_out_id, meant.child_ids)


@api.post("/opt-outs/{opt_out_id}/settle")
def settle_opt_out(actor: Recorder, tx: Tx, opt_out_id: UUID, ending: OptOutEnding) -> OptOutDetail:
    """Say that an opt-out is about no child of the school, and why."""
    return opt_outs.settle(tx, actor, opt_out_id, ending.why)


@api.post("/opt-outs/{opt_out_id}/settle/undo")
def undo_settle_opt_out(actor: Recorder, tx: Tx, opt_out_id: UUID, again: OptOutAgain) -> OptOutDetail:
    """Open an opt-out again that was settled, with a reason. It counts at once, as it did before."""
    return opt_outs.undo_settle(tx, actor, opt_out_id, again.why)


@api.post("/opt-outs/{opt_out_id}/children/{child_id}/end")
def end_opt_out(actor: Recorder, tx: Tx, opt_out_id: UUID, child_id: UUID, ending: OptOutEnding) -> OptOutDetail:
    """End an opt-out for a child, after asking the family, with a reason."""
    return opt_outs.end(tx, actor, opt_out_id, child_id, ending.why)


@api.post("/opt-outs/{opt_out_id}/children/{child_id}/end/undo")
def undo_end_opt_out(actor: Recorder, tx: Tx, opt_out_id: UUID, child_id: UUID, again: OptOutAgain) -> OptOutDetail:
    """Have an opt-out count again for a child for whom it was ended, with a reason. At once, whatever was answered meanwhile."""
    return opt_outs.undo_end(tx, actor, opt_out_id, child_id, again.why)
