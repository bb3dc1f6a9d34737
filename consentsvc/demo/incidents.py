"""The demonstration's captures, reports and lessons: what the desk, the register and the page of what was learned show.

All of it is made up, and made whole or not at all.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session, select

from consentsvc.captures import service as captures
from consentsvc.captures.schemas import CaptureFinding, NewCapture, NewCaptureTask
from consentsvc.events import photographers
from consentsvc.events import service as events
from consentsvc.incidents import learning
from consentsvc.incidents import service as incidents
from consentsvc.incidents.models import Lesson
from consentsvc.incidents.schemas import CaptureLearned, LessonChange, NewAction, NewLesson, ReportLearned
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.reports import following_up, making
from consentsvc.reports import service as reports
from consentsvc.reports.schemas import NewReferral, NewReportTask, PublicReport, ReportNote, ReportRow, StaffReport, Theme, Triage

LESSONS: Final[Mapping[Theme, str]] = {
    "visitors_and_press": "Tell everybody with a camera at the gate who may be photographed, before the first race and not after it.",
    "devices": "One school camera in each class means that nobody reaches for a telephone.",
}
BLACKMAIL: Final = PublicReport(
    images="no",
    about="nobody_here",
    what="Somebody made a false picture out of one from the school’s website. They want money, or they will send it around.",
    place="Messages on a telephone",
    happened="Since last night",
    blackmail=True,
    reporter="parent",
    reporter_name="A worried parent",
    reporter_contact="parent@family.example",
)
SHARED: Final = PublicReport(
    images="no",
    about="nobody_here",
    what="Pictures from the fair are in a group chat, with children’s first names under them.",
    place="A group chat of a few families",
    happened="On the evening of the fair",
    reporter="not_said",
)
MISTAKEN: Final = StaffReport(
    images="no",
    about="nobody_here",
    what="A visitor took pictures near the gate. They were of the new sign, as they showed me.",
    place="The gate",
    happened="On Monday morning",
)
OF_HEAD: Final = PublicReport(
    images="no",
    about="head",
    what="The head showed pictures of a class in a talk outside school. I don’t think that families know.",
    happened="Last week",
    reporter="not_said",
)


def prepare(lead: Actor, steward: Actor, fair_id: UUID) -> None:
    """Make what isn't there yet, as this lead and this steward; the captures are from this event."""
    with begin(lead.school) as tx:
        if tx.exec(select(Lesson.id).where(Lesson.school_id == lead.school)).first():
            return
        _captures(tx, lead, steward, fair_id)
        _reports(tx, lead)
        _learn(tx, lead)


def _captures(tx: Session, lead: Actor, steward: Actor, event_id: UUID) -> None:
    """One by a spectator with tasks, one for a family's own use that is closed, one by the press under signed terms."""
    on_date = events.known_event(tx, lead.school, event_id).on_date
    at = datetime.combine(on_date, time(11, 20), clock.LOCAL)
    _by_spectator(tx, lead, _logged(tx, steward, event_id, at, _SPECTATOR))
    _own_use(tx, lead, _logged(tx, steward, event_id, at + timedelta(minutes=35), _FAMILY))
    _by_press(tx, lead, event_id, _logged(tx, steward, event_id, at + timedelta(hours=2), _GAZETTE))


_SPECTATOR: Final = {
    "taken_by": "spectator",
    "use": "shared",
    "who": "A man of about forty in a green coat",
    "device": "A telephone, held over the fence",
    "children_said": "Three in the sack race",
    "said": "He films for a page about the town.",
    "done": "Asked to stop. He put the telephone away.",
}
_FAMILY: Final = {
    "taken_by": "parent",
    "use": "own_use",
    "who": "A father, of his own daughter",
    "device": "A camera with a long lens",
    "said": "For the grandparents.",
    "done": "Told him the rules of the day.",
}
_GAZETTE: Final = {
    "taken_by": "press",
    "use": "publication",
    "who": "Dana Whitlock, with badge 2",
    "device": "Two cameras",
    "children_said": "A group at the cake stall",
    "said": "For the weekend edition.",
    "done": "Looked at the badge; it counted.",
}


def _logged(tx: Session, steward: Actor, event_id: UUID, at: datetime, said: Mapping[str, str]) -> UUID:
    own_id = uuid5(NAMESPACE_URL, f"consentsvc:demonstration:{said['who']}")
    new = NewCapture.model_validate({**said, "id": own_id, "event_id": event_id, "happened_at": at, "logged_at": at})
    logged, _ = captures.log(tx, steward, new)
    return logged.capture_id


def _by_spectator(tx: Session, lead: Actor, capture_id: UUID) -> None:
    finding = CaptureFinding(text="The film is on a public page, and two children can be made out.")
    captures.add_finding(tx, lead, capture_id, finding)
    for kind, what, days in (
        ("ask_to_take_down", "Write to the page’s owner.", 2),
        ("platform_report", "If there is no answer, report it to the platform.", 7),
    ):
        due_on = clock.today() + timedelta(days=days)
        task = NewCaptureTask.model_validate({"kind": kind, "what": what, "owner_id": lead.id, "due_on": due_on})
        captures.add_task(tx, lead, capture_id, task)


def _own_use(tx: Session, lead: Actor, capture_id: UUID) -> None:
    lesson = (
        "Say at the start of the day that families may take pictures of their own children, and ask them not to share others."
    )
    closing = CaptureLearned(outcome="nothing_needed", lesson=lesson, theme="messages_and_sharing")
    incidents.close_capture(tx, lead, capture_id, closing)


def _by_press(tx: Session, lead: Actor, event_id: UUID, capture_id: UUID) -> None:
    on_register = photographers.register(tx, lead, event_id).photographers
    signed = next(each for each in on_register if each.user is None)
    finding = CaptureFinding(text="She is on the register of the fair, and has signed the terms.", photographer_id=signed.id)
    captures.add_finding(tx, lead, capture_id, finding)


def _reports(tx: Session, lead: Actor) -> None:
    """One that is urgent and that nobody has taken on, one in work, one closed, one for the chair of governors."""
    for told in (OF_HEAD, BLACKMAIL):
        making.make(tx, lead.school, told, "demonstration")
    _work_on(tx, lead, _made(tx, lead, lambda: making.make(tx, lead.school, SHARED, "demonstration")))
    _close(tx, lead, _made(tx, lead, lambda: making.make_signed_in(tx, lead, MISTAKEN)))


def _made(tx: Session, lead: Actor, make: Callable[[], object]) -> UUID:
    """Make a report that this lead reads; gives its id, which nobody is told who makes one."""
    before = {each.id for each in _open(tx, lead)}
    make()
    return next(each.id for each in _open(tx, lead) if each.id not in before)


def _open(tx: Session, lead: Actor) -> list[ReportRow]:
    return reports.reports(tx, lead, closed=False)


def _work_on(tx: Session, lead: Actor, report_id: UUID) -> None:
    reports.take_on(tx, lead, report_id)
    risk = "More people may be let into the chat. Nobody seems to mean harm."
    reports.triage(tx, lead, report_id, Triage(kind="by_adult", severity="medium", risk_now=risk))
    today = clock.today()
    following_up.refer(tx, lead, report_id, NewReferral(recipient="platform", name="The chat’s platform", referred_on=today))
    task = NewReportTask(what="Tell the families of the children whose names stand there.", due_on=today + timedelta(days=1))
    following_up.add_task(tx, lead, report_id, task.model_copy(update={"owner_id": lead.id}))
    decision = ReportNote(
        kind="decision", text="Families are told first, then the chat’s owner.", reason="They may know who wrote."
    )
    reports.note(tx, lead, report_id, decision)
    reports.answer(tx, lead, report_id, "Thank you. We are looking into it. Do you know when the pictures were sent?")


def _close(tx: Session, lead: Actor, report_id: UUID) -> None:
    reports.take_on(tx, lead, report_id)
    triage = Triage(kind="by_adult", severity="low", risk_now="None that we know of.")
    reports.triage(tx, lead, report_id, triage)
    learned = ReportLearned(
        outcome="no_further_action",
        reason="The pictures show a sign and nobody else.",
        lesson="Ask what somebody photographs before anything else: most of them are glad to show it.",
        theme="taking_pictures",
    )
    incidents.close_report(tx, lead, report_id, learned)


def _learn(tx: Session, lead: Actor) -> None:
    """Lessons that are shared, so that the term's page is drawn up from them, and an action that follows."""
    for theme, text in LESSONS.items():
        added = learning.add_lesson(tx, lead, NewLesson(theme=theme, text=text))
        learning.change_lesson(tx, lead, added.id, LessonChange(theme=theme, text=text, shared=True))
    today = clock.today()
    action = NewAction.model_validate(
        {
            "theme": "devices",
            "what": "Buy a camera for each class, and say so at the staff meeting.",
            "owner_id": lead.id,
            "due_on": today + timedelta(days=60),
            "review_on": today + timedelta(days=14),
        }
    )
    learning.plan(tx, lead, action)
