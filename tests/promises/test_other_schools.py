"""X1: another school's record answers as a random id does, wherever an id may stand: in the path, the query or the body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from sqlalchemy import Connection
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.accounts.models import Membership
from consentsvc.accounts.tries import WrongTries
from consentsvc.connectors import models as connectors
from consentsvc.consent import opt_outs
from consentsvc.events.models import Event
from consentsvc.families.wrong_codes import WrongCodes
from consentsvc.forms import service as forms
from consentsvc.forms.models import FormEdit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import act_for, begin
from consentsvc.kernel.encryption import encrypted
from consentsvc.media.models import Photo
from consentsvc.publishing.models import Copy
from consentsvc.reports import files, making
from consentsvc.reports.models import Report
from consentsvc.reports.readers import every_report
from consentsvc.reports.rights import Right
from consentsvc.reports.schemas import PublicReport
from consentsvc.schools.policy import PHOTOGRAPHER_TERMS
from consentsvc.takedown.models import CameDown, Case, Proof, Task
from consentsvc.websites import models as websites
from tests.conftest import Rehearsal, browser, pictures_in, signed_in, whole_service
from tests.media.album import picture, sha256
from tests.people import Person

pytestmark = [pytest.mark.rule("A6"), pytest.mark.promise("X1")]

World = dict[str, str]  # a record of each kind at one school: its id
NEW_PICTURE = picture("gold")


@dataclass(frozen=True)
class Ask:
    """One request. `{child}` and its like stand for ids."""

    method: str
    path: str
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.body or self.query or ''}"

    def ids(self) -> set[str]:
        return set(re.findall(r"{(\w+)}", f"{self.path} {self.body} {self.query}"))


ROSTER = b"ref,first_name,last_name,born_on,class\nR1,Robin,Reed,2018-01-02,Willows\n"
PAPER = {"signed_on": "2026-09-14", "answers": [{"purpose": "website", "said": "given"}]}
CAPTURE = {"happened_at": "2026-06-01T14:00:00Z", "logged_at": "2026-06-01T14:01:00Z", "place": "Hall", "taken_by": "press"}
TERMS = sha256(PHOTOGRAPHER_TERMS.encode())[:16]  # as the register gives their version
SOON = (clock.today() + timedelta(days=3)).isoformat()
LEARNED = {"outcome": "unfounded", "reason": "It was elsewhere.", "theme": "other", "lesson": "Ask first."}
PLANNED = {"theme": "other", "what": "Train new staff", "due_on": SOON, "review_on": SOON}
ASKS = [
    Ask("GET", "/api/children/{child}"),
    Ask("PATCH", "/api/children/{child}", {"first_name": "New"}),
    Ask("PATCH", "/api/children/{child}", {"class_id": "{class}"}),
    Ask(
        "POST",
        "/api/children",
        {"ref": "N1", "first_name": "N", "last_name": "N", "born_on": "2018-01-01", "class_id": "{class}"},
    ),
    Ask("GET", "/api/children", query={"class_id": "{class}"}),
    Ask("POST", "/api/children/{child}/guardians", {"name": "New", "relationship": "aunt", "parental_responsibility": False}),
    Ask("PATCH", "/api/children/{child}/guardians/{guardian}", {"name": "New"}),
    Ask("GET", "/api/children/{child}/standing", query={"event_id": "{event}"}),
    Ask("GET", "/api/children/{child}/answers"),
    Ask("GET", "/api/children/{child}/explanation", query={"purpose": "website", "event_id": "{event}"}),
    Ask(
        "POST",
        "/api/children/{child}/answers",
        {"guardian_id": "{guardian}", "purpose": "website", "said": "refused", "method": "phone", "event_id": "{event}"},
    ),
    Ask("GET", "/api/children/{child}/family-links"),
    Ask("POST", "/api/children/{child}/family-links", {"guardian_id": "{guardian}"}),
    Ask("GET", "/api/adults/{adult}/family-links"),
    Ask("POST", "/api/adults/{adult}/family-links"),
    Ask("POST", "/api/family-links/{link}/spoken-code"),
    Ask("GET", "/api/children/{child}/restriction"),
    Ask("POST", "/api/children/{child}/restriction", {"reason": "A court order."}),
    Ask("DELETE", "/api/children/{child}/restriction", {"reason": "It has ended."}),
    Ask("GET", "/api/adults/{adult}/standing"),
    Ask("POST", "/api/adults/{adult}/answers", {"purpose": "website", "said": "given", "method": "phone"}),
    Ask("POST", "/api/roster/imports", query={"mapping_id": "{mapping}"}, content=ROSTER),
    Ask("GET", "/api/roster/imports/{import}"),
    Ask("GET", "/api/roster/imports/{import}/rows"),
    Ask("GET", "/api/roster/imports/{import}/missing"),
    Ask("POST", "/api/roster/imports/{import}/apply"),
    Ask("DELETE", "/api/roster/mappings/{mapping}"),
    Ask("GET", "/api/events/{event}"),
    Ask("PUT", "/api/events/{event}/participants", {"child_ids": ["{child}"]}),
    Ask("PATCH", "/api/events/{event}", {"activity": "swimming"}),
    Ask("POST", "/api/events", {"name": "N", "on_date": "2026-06-01", "place": "P", "class_ids": ["{class}"]}),
    Ask("POST", "/api/events", {"name": "N", "on_date": "2026-06-01", "place": "P", "child_ids": ["{child}"]}),
    Ask("GET", "/api/events/{event}/admission"),
    Ask("GET", "/api/events/{event}/notices"),
    Ask("POST", "/api/events/{gala}/notices", {"kind": "door_sign", "is_given": True}),
    Ask("GET", "/api/events/{event}/notices.pdf", query={"kind": "programme_text", "language": "en"}),
    Ask("GET", "/api/events/{gala}/opt-outs"),
    Ask("POST", "/api/opt-outs/{opt_out}/match", {"child_ids": ["{child}"]}),
    Ask("POST", "/api/opt-outs/{opt_out}/settle", {"why": "A visitor."}),
    Ask("POST", "/api/opt-outs/{opted_out}/children/{child}/end", {"why": "The family agrees."}),
    Ask("POST", "/api/opt-outs/{opt_out_settled}/settle/undo", {"why": "She is ours."}),
    Ask("POST", "/api/opt-outs/{opt_out_ended}/children/{child}/end/undo", {"why": "The family rang."}),
    Ask("PUT", "/api/events/{gala}/groups", {"groups": [{"child_id": "{child}", "group_name": "Choir"}]}),
    Ask("PUT", "/api/events/{event}/markers", {"marker": "A blue hat", "no_photo_marker": "A red hat"}),
    Ask("GET", "/api/events/{event}/never-shown"),
    Ask("GET", "/api/events/{event}/brief"),
    Ask("GET", "/api/events/{event}/brief.pdf"),
    Ask("GET", "/api/events/{event}/stickers.pdf", query={"sheet": "wristbands"}),
    Ask("GET", "/api/events/{event}/group-pictures"),
    Ask("POST", "/api/events/{event}/group-pictures", {"name": "All", "everybody_photo_id": "{photo}"}),
    Ask("PUT", "/api/group-pictures/{group_picture}", {"name": "All", "without_photo_id": "{photo}"}),
    Ask("DELETE", "/api/group-pictures/{group_picture}"),
    Ask("GET", "/api/photos/{photo}/crowd-check", query={"purpose": "website"}),
    Ask("POST", "/api/photos/{photo}/crowd-check", {"people_version": 1, "purpose": "website", "looked_for": ["{child}"]}),
    Ask("GET", "/api/events/{event}/photographers"),
    Ask("POST", "/api/events/{event}/photographers", {"name": "Jo Lens", "user_id": "{member}"}),
    Ask("POST", "/api/events/{event}/photographers/{photographer}/identity", {"seen": "passport"}),
    Ask("POST", "/api/events/{event}/photographers/{photographer}/brief", {"terms_version": TERMS}),
    Ask("POST", "/api/events/{event}/photographers/{photographer}/end"),
    Ask("POST", "/api/events/{event}/photographers/{photographer}/end/undo"),
    Ask("GET", "/api/events/{event}/badges.pdf", query={"photographer_id": "{photographer}"}),
    Ask(
        "PUT",
        f"/api/photos/{sha256(NEW_PICTURE)}",
        query={"event_id": "{event}", "photographer_id": "{photographer}"},
        content=NEW_PICTURE,
    ),
    Ask("POST", "/api/photos/check", {"event_id": "{event}", "sha256": [sha256(NEW_PICTURE)]}),
    Ask("PUT", f"/api/photos/{sha256(NEW_PICTURE)}", query={"event_id": "{event}"}, content=NEW_PICTURE),
    Ask("POST", "/api/breaches", {"what": "A poster.", "known_at": "2026-03-01T09:00:00Z", "child_ids": ["{child}"]}),
    Ask("GET", "/api/breaches/{breach}"),
    Ask("POST", "/api/breaches/{breach}/notes", {"text": "Seen."}),
    Ask("POST", "/api/breaches/{breach}/children", {"child_ids": ["{child}"], "text": "Seen."}),
    Ask("POST", "/api/breaches/{breach}/decision", {"decision": "report", "reason": "Many families."}),
    Ask("POST", "/api/breaches/{breach}/regulator", {"at": "2026-03-01T09:00:00Z"}),
    Ask("POST", "/api/breaches/{breach}/families", {"child_id": "{child}", "how": "By phone."}),
    Ask("POST", "/api/breaches/{breach}/children/{child}/letter", {}),
    Ask("POST", "/api/captures", {**CAPTURE, "id": "5c1f3f0e-8a52-4d0f-9a51-6f6d9b5f2a11", "event_id": "{event}"}),
    Ask("GET", "/api/captures/{capture}"),
    Ask("POST", "/api/captures/{capture}/notes", {"text": "Seen."}),
    Ask("POST", "/api/captures/{capture}/findings", {"text": "It was she.", "child_ids": ["{child}"]}),
    Ask("POST", "/api/captures/{capture}/findings", {"text": "It was Jo.", "photographer_id": "{photographer}"}),
    Ask("POST", "/api/captures/{capture}/findings", {"text": "At the fair.", "event_id": "{event}"}),
    Ask("POST", "/api/captures/{capture}/tasks", {"kind": "police", "owner_id": "{member}", "due_on": SOON}),
    Ask("POST", "/api/captures/{capture}/tasks/{capture_task}/outcome", {"outcome": "Gone."}),
    Ask("POST", "/api/captures/{capture}/letter", {"kind": "delete"}),
    Ask("POST", "/api/captures/{capture}/letter/pdf", {"kind": "delete"}),
    Ask("POST", "/api/captures/{capture}/breach", {"what": "It was sold.", "known_at": "2026-03-01T09:00:00Z"}),
    Ask("POST", "/api/captures/{capture_closed}/reopen", {"why": "It is there again."}),
    Ask("GET", "/api/reports/{report}"),
    Ask("GET", "/api/reports/{report}/files/{report_file}"),
    Ask("POST", "/api/reports/{report}/take-on"),
    Ask("POST", "/api/reports/{report}/hand-over", {"to": "{member}", "reason": "I am away."}),
    Ask("POST", "/api/reports/{report}/notes", {"text": "Seen."}),
    Ask("POST", "/api/reports/{report}/notes", {"kind": "correction", "text": "It was Monday.", "corrects_id": "{entry}"}),
    Ask("POST", "/api/reports/{report}/answers", {"text": "Thank you."}),
    Ask("POST", "/api/reports/{report}/triage", {"kind": "by_child", "severity": "low", "risk_now": "None known."}),
    Ask("POST", "/api/reports/{report_taken_on}/images", {"images": "unsure", "reason": "A child says so."}),
    Ask("POST", "/api/reports/{report_closed}/reopen", {"reason": "There is more."}),
    Ask("POST", "/api/reports/{report}/subjects", {"kind": "staff", "user_id": "{member}", "reason": "As we were told."}),
    Ask("POST", "/api/reports/{report}/subjects", {"kind": "child", "child_id": "{child}", "reason": "As we were told."}),
    Ask("POST", "/api/reports/{report}/subjects/{subject}/clear", {"reason": "It was another."}),
    Ask("POST", "/api/reports/{report}/children", {"child_id": "{child}"}),
    Ask("POST", "/api/reports/{report}/referrals", {"recipient": "police", "referred_on": "2026-01-05"}),
    Ask("POST", "/api/reports/{report}/referrals/{referral}/answer", {"answer": "Yes.", "answered_on": "2026-01-05"}),
    Ask("POST", "/api/reports/{report}/tasks", {"what": "Call.", "owner_id": "{member}"}),
    Ask("PATCH", "/api/reports/{report}/tasks/{report_task}", {"owner_id": "{member}"}),
    Ask("POST", "/api/reports/{report}/tasks/{report_task}/done", {}),
    Ask("POST", "/api/reports/{report}/playbook"),
    Ask("POST", "/api/reports/{report}/photos", {"photo": "{photo}"}),
    Ask("POST", "/api/reports/{report}/pulls", {"photo_id": "{photo}", "reason": "We look into it."}),
    Ask("POST", "/api/reports/{report}/pulls", {"child_id": "{child}", "reason": "We look into it."}),
    Ask("POST", "/api/reports/{report}/pulls/{pull}/end", {"reason": "It is over."}),
    Ask("POST", "/api/reports/{report}/seal", {"photo_id": "{photo}", "reason": "Evidence."}),
    Ask("POST", "/api/reports/{report}/trace", {"hashes": ["5a" * 32]}),
    Ask("POST", "/api/reports/{report}/trace-sent"),
    Ask("POST", "/api/incidents", {"kind": "breach", "what": "P.", "known_at": "2026-03-01T09:00:00Z", "child_ids": ["{child}"]}),
    Ask(
        "POST",
        "/api/incidents",
        {**CAPTURE, "kind": "capture", "id": "0b8f5bd4-0a52-4d0f-9a51-6f6d9b5f2a12", "event_id": "{event}"},
    ),
    Ask("POST", "/api/incidents/breaches/{breach}/close", {"lesson": "Ask first.", "theme": "other"}),
    Ask("POST", "/api/incidents/captures/{captured}/close", {"outcome": "deleted", "theme": "other"}),
    Ask("POST", "/api/incidents/reports/{report_taken_on}/close", LEARNED),
    Ask("PUT", "/api/learning/lessons/{lesson}", {"theme": "other", "text": "Ask first.", "shared": True}),
    Ask("POST", "/api/learning/actions", {**PLANNED, "owner_id": "{member}"}),
    Ask("POST", "/api/learning/actions/{action}/reviews", {"text": "It goes well.", "next_on": SOON}),
    Ask("POST", "/api/learning/actions/{action}/done", {"outcome": "Done."}),
    Ask("GET", "/api/photos", query={"event_id": "{event}"}),
    Ask("GET", "/api/photos/progress", query={"event_id": "{event}"}),
    Ask("POST", "/api/photos/own-copies/deleted", {"event_id": "{event}"}),
    Ask("POST", "/api/photos/own-copies/kept", {"event_id": "{event}"}),
    Ask("GET", "/api/photos/groups", query={"event_id": "{event}"}),
    Ask("GET", "/api/photos/{photo}/suggestions"),
    Ask("POST", "/api/photos/{photo}/apply-to", {"items": [{"photo_id": "{reviewed}", "people_version": 1, "people": []}]}),
    Ask("GET", "/api/photos/{photo}"),
    Ask("GET", "/api/photos/{photo}/original"),
    Ask("GET", "/api/photos/{photo}/preview"),
    Ask("GET", "/api/photos/{photo}/thumbnail"),
    Ask("GET", "/api/photos/{photo}/clip"),
    Ask("GET", "/api/photos/{photo}/clearance"),
    Ask("GET", "/api/photos/{photo}/crop-offers"),
    Ask("GET", "/api/photos/{photo}/covered"),
    Ask("PUT", "/api/photos/{photo}/crop", {"people_version": 1, "crop": {"x": 0, "y": 0, "w": 1, "h": 1}}),
    Ask("POST", "/api/clearances", {"photo_ids": ["{photo}"]}),
    Ask("POST", "/api/clearances", {"event_id": "{event}"}),
    Ask("GET", "/api/placements", query={"channel_id": "{channel}"}),
    Ask("GET", "/api/placements", query={"photo_id": "{photo}"}),
    Ask("POST", "/api/placements", {"channel_id": "{channel}", "photo_id": "{reviewed}", "caption": "c", "alt": "a"}),
    Ask(
        "POST", "/api/placements", {"channel_id": "{channel}", "items": [{"photo_id": "{reviewed}", "caption": "c", "alt": "a"}]}
    ),
    Ask("GET", "/api/placements/{placement}"),
    Ask("GET", "/api/placements/{placement}/picture"),
    Ask("GET", "/api/channels/{channel}/copies"),
    Ask("POST", "/api/placements/{placement}/copies", {"kind": "social", "where": "Our page"}),
    Ask("POST", "/api/takedowns/copies/{copy}/gone", {"note": "I deleted it."}),
    Ask("GET", "/api/takedowns/{case}"),
    Ask("POST", "/api/takedowns/tasks/notes", {"task_ids": ["{task}"], "note": "Gone."}),
    Ask("POST", "/api/takedowns/tasks/{task}/take-on"),
    Ask("POST", "/api/takedowns/tasks/{task}/hand-over", {"to": "{member}"}),
    Ask("POST", "/api/takedowns/tasks/{task}/notes", {"note": "Gone."}),
    Ask("POST", "/api/takedowns/tasks/{task}/screenshots", content=NEW_PICTURE),
    Ask("POST", "/api/takedowns/tasks/{task}/not-possible", {"reason": "Shared by others."}),
    Ask("POST", "/api/takedowns/tasks/{task}/look"),
    Ask("POST", "/api/takedowns/tasks/{settled}/reopen", {"note": "It is there."}),
    Ask("GET", "/api/takedowns/proofs/{proof}/screenshot"),
    Ask("POST", "/api/placements/release", {"items": [{"id": "{placement}", "words": ""}]}),
    Ask("POST", "/api/placements/release/undo", {"ids": ["{placement}"]}),
    Ask("POST", "/api/placements/keep", {"ids": ["{placement}"]}),
    Ask("POST", "/api/placements/{placement}/replace", {"redact": ["{child}"], "head_count": 0, "people_version": 1}),
    Ask("POST", "/api/placements/remove", {"ids": ["{placement}"]}),
    Ask("POST", "/api/placements/remove/undo", {"ids": ["{placement}"]}),
    Ask("DELETE", "/api/placements/{placement}"),
    Ask("POST", "/api/photos/{photo}/review", {"people_version": 1, "head_count": 0}),
    Ask("POST", "/api/photos/{photo}/checks", {"people_version": 1, "kind": "portrait"}),
    Ask("POST", "/api/channels", {"name": "News", "purpose": "website", "placers": ["{member}"]}),
    Ask("PATCH", "/api/channels/{channel}", {"name": "News", "placers": ["{member}"]}),
    Ask("POST", "/api/photos/{photo}/scan"),
    Ask(
        "PUT",
        "/api/photos/{photo}/people",
        {
            "people_version": 1,
            "people": [{"box": {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1}, "resolution": "child", "child_id": "{child}"}],
        },
    ),
    Ask(
        "PUT",
        "/api/photos/{photo}/people",
        {
            "people_version": 1,
            "people": [{"box": {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1}, "resolution": "adult", "adult_id": "{adult}"}],
        },
    ),
    Ask("DELETE", "/api/photos/{photo}"),
    Ask("POST", "/api/photos/delete", {"ids": ["{photo}"]}),
    Ask("POST", "/api/photos/{photo}/seal", {"why": "It was reported."}),
    Ask("POST", "/api/seals/{seal}/release", {"reason": "It shows nothing of the kind."}),
    Ask("GET", "/api/form-versions/{version}"),
    Ask("GET", "/api/evidence/{scan}"),
    Ask("POST", "/api/children/{child}/paper-forms", {**PAPER, "guardian_id": "{guardian}", "evidence_id": "{scan}"}),
    Ask("POST", "/api/children/{child}/paper-forms", {**PAPER, "guardian_id": None, "event_id": "{event}"}),
    Ask("POST", "/api/adults/{adult}/paper-forms", PAPER),
    Ask("GET", "/api/paper-forms/{paper}"),
    Ask("POST", "/api/paper-forms/{paper}/verification", {"verdict": "confirmed"}),
    Ask("POST", "/api/answers/{answer}/invalidation", {"reason": "It was for another child."}),
    Ask("GET", "/api/lists/who-cannot", query={"class_id": "{class}"}),
    Ask("GET", "/api/lists/who-cannot", query={"event_id": "{event}"}),
    Ask("GET", "/api/lists/who-cannot.csv", query={"event_id": "{event}"}),
    Ask("GET", "/api/lists/who-cannot.pdf", query={"event_id": "{event}"}),
    Ask("GET", "/api/children/{child}/settling"),
    Ask("POST", "/api/children/{child}/settlements", {"purpose": "website", "note": "Spoke to both."}),
    Ask("POST", "/api/children/{child}/objections", {"guardian_id": "{guardian}", "purpose": "in_school_display"}),
    Ask("POST", "/api/objections/{objection}/decision", {"decision": "upheld", "reason": "The family has asked before."}),
    Ask("GET", "/api/children/{child}/capacity"),
    Ask("POST", "/api/children/{child}/capacity", {"has_capacity": True, "reason": "She explained it."}),
    Ask("GET", "/api/adults/{adult}/capacity"),
    Ask("POST", "/api/adults/{adult}/capacity", {"has_capacity": True, "reason": "She explained it."}),
    Ask("GET", "/api/past-answers/imports/{past}"),
    Ask("POST", "/api/past-answers/imports/{past}/apply"),
    Ask("GET", "/api/children/{child}/receipts/{paper}"),
    Ask("GET", "/api/children/{child}/receipts/{paper}/pdf"),
    Ask("POST", "/api/rounds", {"name": "Class", "scope": {"kind": "classes", "class_ids": ["{class}"]}}),
    Ask("POST", "/api/rounds/preview", {"name": "One", "scope": {"kind": "children", "child_ids": ["{child}"]}}),
    Ask("POST", "/api/rounds/preview", {"name": "Fair", "scope": {"kind": "school"}, "event_id": "{event}"}),
    Ask("GET", "/api/rounds/{round}"),
    Ask("GET", "/api/rounds/{round}/people"),
    Ask("GET", "/api/rounds/{round}/people.csv"),
    Ask("POST", "/api/rounds/{round}/chase"),
    Ask("POST", "/api/rounds/{round}/letters", {"request_ids": ["{request}"]}),
    Ask("POST", "/api/rounds/{round}/end"),
    Ask("GET", "/api/issues", query={"channel_id": "{newsletter}"}),
    Ask(
        "POST",
        "/api/connections",
        {"channel_id": "{site}", "address": "https://a.invalid", "user_name": "u", "password": "p" * 24},
    ),
    Ask("PATCH", "/api/connections/{connection}", {"mode": "copy"}),
    Ask("POST", "/api/connections/{connection}/look"),
    Ask("DELETE", "/api/connections/{connection}"),
    Ask("GET", "/api/channels/{site}/page"),
    Ask("POST", "/api/webhooks/{webhook}/rotate"),
    Ask("POST", "/api/webhooks/{webhook}/test"),
    Ask("GET", "/api/webhooks/{webhook}/deliveries"),
    Ask("POST", "/api/webhooks/{webhook}/deliveries/{delivery}/again"),
    Ask("DELETE", "/api/webhooks/{webhook}"),
    Ask("DELETE", "/api/websites/{page}"),
    Ask("POST", "/api/websites/findings/{finding}/end", {"reason": "All is well."}),
    Ask("POST", "/api/issues", {"channel_id": "{newsletter}", "title": "News"}),
    Ask("GET", "/api/issues/{issue}"),
    Ask(
        "PUT",
        "/api/issues/{issue}",
        {"revision": 2, "title": "News", "parts": [{"kind": "picture", "photo_id": "{reviewed}", "alt": "a"}]},
    ),
    Ask("GET", "/api/issues/{issue}/check"),
    Ask("POST", "/api/issues/{issue}/out", {"revision": 2}),
    Ask("DELETE", "/api/issues/{issue}"),
    Ask("GET", "/api/issues/{issue_out}/recipients"),
    Ask("POST", "/api/issues/{issue_out}/mail"),
    Ask("POST", "/api/issues/{issue_out}/mail-copy"),
    Ask("POST", "/api/issues/{issue_out}/pdf"),
    Ask("POST", "/api/issues/{issue_out}/take-back"),
    Ask("GET", "/api/channels/{display}/screens"),
    Ask("POST", "/api/channels/{display}/screens", {"name": "By the door"}),
    Ask("POST", "/api/screens/{screen}/code"),
    Ask("DELETE", "/api/screens/{screen}"),
    Ask("POST", "/api/screens/{screen}/end/undo"),
    Ask("GET", "/api/packs", query={"channel_id": "{channel}"}),
    Ask("POST", "/api/packs", {"channel_id": "{channel}", "name": "P", "recipient": "R", "placement_ids": ["{placement}"]}),
    Ask("GET", "/api/packs/{pack}"),
    Ask("POST", "/api/packs/{pack}/zip"),
    Ask("POST", "/api/packs/{pack}/end"),
    Ask("POST", "/api/packs/{pack}/end/undo"),
    Ask("PUT", "/api/session/school", {"school_id": "{school}"}),
]
# Asked for with our own ids, these refuse for a reason of their own.
REFUSES_OURS = {
    ("POST", "/api/placements/{placement}/replace"),  # nobody is in that picture
    ("POST", "/api/connections"),  # that channel is connected already
    ("PATCH", "/api/connections/{connection}"),  # there is no WordPress at that address
    ("POST", "/api/roster/imports"),  # the file has other columns than those that the mapping is for
    ("POST", "/api/rounds"),  # nobody is in that class
    ("POST", "/api/paper-forms/{paper}/verification"),  # whoever typed it in can't check it
    ("PUT", "/api/photos/{photo}/people"),  # the version of its people has moved on by then
    ("GET", "/api/photos/{photo}/preview"),  # its scan left no copies
    ("GET", "/api/photos/{photo}/thumbnail"),
    ("GET", "/api/photos/{photo}/clip"),
    ("POST", "/api/photos/{photo}/scan"),  # it was scanned
}


@dataclass(frozen=True)
class Worlds:
    """What there is at Elmbank (own), where `lead` is a lead, and what there is at Oakfield (theirs)."""

    connection: Connection
    lead: Person
    own: World
    theirs: World


@pytest.fixture(scope="module")
def made_once(
    rehearsal: Rehearsal, service: FastAPI, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worlds]:
    """It takes longer to make than to ask about."""
    with pictures_in(tmp_path_factory.mktemp("worlds")), rehearsal.of_test(with_cast=True) as tx:
        people = rehearsal.cast(tx)
        act_for(tx, people.elmbank.id)
        for role in (Role.LEAD, Role.ADMIN):
            tx.add(Membership(user_id=people.other_head.id, school_id=people.elmbank.id, role=role))
        connection = tx.connection()
        tx.commit()
        ours, theirs = (signed_in(browser(service, portal), each) for each in (people.other_head, people.lead))
        yield Worlds(connection, people.other_head, _world(ours, people.other_head), _world(theirs, people.lead))


@pytest.fixture
def worlds(made_once: Worlds, service: FastAPI, portal: BlockingPortal) -> Iterator[tuple[TestClient, World, World]]:
    """A lead at Elmbank, what there is at Elmbank, and what there is at Oakfield. What a test changes there is undone."""
    service.state.wrong_tries, service.state.wrong_codes = WrongTries(), WrongCodes()
    before = made_once.connection.begin_nested()
    yield signed_in(browser(service, portal), made_once.lead), made_once.own, made_once.theirs
    before.rollback()


@pytest.mark.parametrize("ask", ASKS, ids=str)
def test_another_schools_id_answers_as_a_random_one(worlds: tuple[TestClient, World, World], ask: Ask) -> None:
    client, own, theirs = worlds
    for kind in sorted(ask.ids()):
        random = str(uuid4())
        foreign = _answer(client, ask, own | {kind: theirs[kind]}, theirs[kind])
        assert foreign == _answer(client, ask, own | {kind: random}, random), f"{kind} of another school can be told"
    ours = _ask(client, ask, own)
    if (ask.method, ask.path) not in REFUSES_OURS:
        assert ours.status_code < 300, f"it works with our own ids: {ours.text}"


def test_an_id_that_another_school_chose_for_its_round_starts_one_here(worlds: tuple[TestClient, World, World]) -> None:
    client, _, theirs = worlds
    body = {"id": theirs["round"], "name": "Again", "scope": {"kind": "school"}}
    first, again = client.post("/api/rounds", json=body), client.post("/api/rounds", json=body)
    assert (first.status_code, first.json()["name"], again.json()["id"]) == (201, "Again", first.json()["id"])


def test_every_operation_that_takes_an_id_is_asked() -> None:
    asked = {(ask.method, re.sub(r"[0-9a-f]{64}|{\w+}", "{}", ask.path)) for ask in ASKS}
    contract = whole_service().openapi()
    taking = {
        (method.upper(), re.sub(r"{\w+}", "{}", path))
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if any(True for _ in _ids_in({"all": [operation.get("parameters"), operation.get("requestBody")]}, contract))
    }
    assert not taking - asked


def _breach(client: TestClient, child: str) -> str:
    """One about which somebody has decided that the regulator is told, and has told it."""
    new = {"what": "A poster.", "known_at": "2026-03-01T09:00:00Z", "child_ids": [child]}
    breach = _made(client, "/api/breaches", new)
    _made(client, f"/api/breaches/{breach}/decision", {"decision": "report", "reason": "Many families."}, key=None)
    _made(client, f"/api/breaches/{breach}/regulator", {"at": "2026-03-01T09:00:00Z"}, key=None)
    return breach


def _captured(client: TestClient, person: Person, event: str) -> World:
    """A capture with a task, one without, one that is closed; and a photographer who is on the event's register."""
    sent = [CAPTURE | {"id": str(uuid4()), "event_id": event} for _ in range(3)]
    first, second, closed = (_made(client, "/api/captures", each, key="capture_id") for each in sent)
    task = {"kind": "police", "owner_id": str(person.id), "due_on": SOON}
    _made(client, f"/api/captures/{first}/tasks", task)
    _made(client, f"/api/incidents/captures/{closed}/close", {"outcome": "deleted", "theme": "other"})
    return {
        "capture": first,
        "captured": second,
        "capture_closed": closed,
        "capture_task": client.get(f"/api/captures/{first}").json()["tasks"][0]["id"],
        "photographer": _photographer(client, f"/api/events/{event}/photographers"),
    }


def _opted_out(client: TestClient, person: Person, child: str) -> World:
    """An event with a child who takes part and was opted out, and somebody else of whom nobody knows who they are."""
    about = {"name": "Gala", "on_date": "2026-06-02", "place": "Hall", "scale": "large"}
    gala = _made(client, "/api/events", {**about, "child_ids": [child]})
    with begin(person.school_id) as tx:
        event = tx.get_one(Event, UUID(gala))
        for name in ("Wren Fell", "Little Bear", "Wren  Fell", "Small Wolf"):
            wish = opt_outs.Wish(name)
            opt_outs.opt_out(tx, Actor("public", None, person.school_id), event, wish)
    rows = {each["child_name"]: each["id"] for each in client.get(f"/api/events/{gala}/opt-outs").json()["items"]}
    ended, settled = rows["Wren  Fell"], rows["Small Wolf"]
    assert client.post(f"/api/opt-outs/{ended}/children/{child}/end", json={"why": "The family agrees."}).is_success
    assert client.post(f"/api/opt-outs/{settled}/settle", json={"why": "A visitor."}).is_success
    return {
        "gala": gala,
        "opted_out": rows["Wren Fell"],
        "opt_out": rows["Little Bear"],
        "opt_out_ended": ended,
        "opt_out_settled": settled,
    }


def _photographer(client: TestClient, register: str) -> str:
    """Somebody whose pictures are taken."""
    made = _made(client, register, {"name": "Jo Lens"})
    _made(client, f"{register}/{made}/identity", {"seen": "passport"})
    return _made(client, f"{register}/{made}/brief", {"terms_version": TERMS})


def _world(client: TestClient, person: Person) -> World:
    with begin(person.school_id) as tx:
        class_id = _new_class(tx, person.school_id)
    child = _made(client, "/api/children", {"ref": "X1", "first_name": "Wren", "last_name": "Fell", "born_on": "2018-02-03"})
    guardian = {"name": "P. Fell", "relationship": "mother", "parental_responsibility": True}
    world = {
        "school": str(person.school_id),
        "member": str(person.id),
        "class": str(class_id),
        "child": child,
        "guardian": _made(client, f"/api/children/{child}/guardians", guardian),
        "adult": _made(client, "/api/adults", {"name": "Ms Grey"}),
        "event": _made(client, "/api/events", {"name": "Fair", "on_date": "2026-06-01", "place": "Hall"}),
        "channel": _made(client, "/api/channels", {"name": "Website", "purpose": "website"}),
        "version": str(_form_version(person.school_id)),
        "import": client.post("/api/roster/imports", content=ROSTER).json()["id"],
        "mapping": _made(
            client,
            "/api/roster/mappings",
            {"fingerprint": "0" * 64, "name": "SIMS", "choices": {"kind": "csv", "sources": [], "dates": "day-month-year"}},
        ),
    }
    world |= _desk(client, person, world) | _round(client) | _newsletter(client)
    _made(client, f"/api/children/{child}/restriction", {"reason": "A court order."}, key=None)
    photos = [str(_photo(person, UUID(world["event"]), colour)) for colour in ("navy", "olive", "plum", "brown")]
    for each in photos[1:3]:
        _made(client, f"/api/photos/{each}/review", {"people_version": 1, "head_count": 0})
    placement = {"channel_id": world["channel"], "photo_id": photos[2], "caption": "c", "alt": "a"}
    placed = _made(client, "/api/placements", placement)
    world |= _takedown(person.school_id, UUID(placed))
    return world | {
        "photo": photos[0],
        "reviewed": photos[1],
        "placement": placed,
        "copy": _made(client, f"/api/placements/{placed}/copies", {"kind": "social", "where": "Our page"}),
        "pack": _made(client, "/api/packs", {"channel_id": world["channel"], "name": "P", "recipient": "R"}),
        **_display(client),
        **_connected(client, person.school_id),
        **_looked_at(person.school_id),
        "breach": _breach(client, child),
        **_captured(client, person, world["event"]),
        **_opted_out(client, person, child),
        "group_picture": _made(client, f"/api/events/{world['event']}/group-pictures", {"name": "The choir"}),
        "seal": _made(client, f"/api/photos/{photos[3]}/seal", {"why": "It was reported."}),
        **_reported(client, person, UUID(world["event"])),
        "lesson": _made(client, "/api/learning/lessons", {"theme": "other", "text": "Ask first."}),
        "action": _made(client, "/api/learning/actions", {**PLANNED, "owner_id": str(person.id)}),
    }


def _reported(client: TestClient, person: Person, event_id: UUID) -> World:
    """A report with all that hangs on one, one that somebody took on, and another that is closed."""
    report, taken_on, closed = (_report(person, what) for what in ("A page with pictures", "A chat", "An account"))
    desk = f"/api/reports/{report}"
    task = {"what": "Call.", "owner_id": str(person.id)}
    _made(client, f"{desk}/subjects", {"kind": "outsider", "name": "Somebody", "reason": "As we were told."}, key=None)
    _made(client, f"{desk}/referrals", {"recipient": "ceop", "referred_on": "2026-01-05"})
    _made(client, f"{desk}/tasks", task)
    photo = str(_photo(person, event_id, "teal"))
    files.add(Right(person.school_id, UUID(report)), picture("plum"))
    whole = client.post(f"{desk}/pulls", json={"photo_id": photo, "reason": "We look into it."}).json()
    for each in (taken_on, closed):
        _made(client, f"/api/reports/{each}/take-on", {})
    _made(client, f"/api/incidents/reports/{closed}/close", LEARNED)
    hanging = {"subject": "subjects", "referral": "referrals", "report_task": "tasks", "pull": "pulls", "entry": "entries"}
    hanging |= {"report_file": "files"}
    reports = {"report": report, "report_taken_on": taken_on, "report_closed": closed}
    return reports | {name: whole[rows][0]["id"] for name, rows in hanging.items()}


def _report(person: Person, what: str) -> str:
    look = ["5a" * 32]
    told = PublicReport(images="no", about="nobody_here", what=what, reporter="parent", likenesses=look)
    with begin(person.school_id) as tx, every_report(tx):
        making.make(tx, person.school_id, told, what)
        return str(tx.exec(select(Report.id).where(Report.what == what)).one())


def _takedown(school_id: UUID, placement_id: UUID) -> World:
    """A case with a task that is open, and one that a screenshot settled."""
    now = clock.now()
    case = Case(id=uuid4(), school_id=school_id, key="seen", opened_at=now)
    copies = [Copy(school_id=school_id, placement_id=placement_id, kind="social", where="A post", made_at=now) for _ in range(2)]
    task, settled = (Task(school_id=school_id, case_id=case.id, copy_id=copy.id, next_try_at=now) for copy in copies)
    settled.state = "done"
    sha256 = blobs().put(school_id, NEW_PICTURE)
    proof = Proof(school_id=school_id, task_id=settled.id, kind="screenshot", is_gone=True, sha256=sha256, at=now)
    down = CameDown(school_id=school_id, case_id=case.id, placement_id=placement_id, at=now)
    with begin(school_id) as tx:
        for rows in ([case, *copies], [down, task, settled], [proof]):
            tx.add_all(rows)
            tx.flush()
    return {"case": str(case.id), "task": str(task.id), "settled": str(settled.id), "proof": str(proof.id)}


def _new_class(tx: Session, school_id: UUID) -> UUID:
    from consentsvc.roster.models import SchoolClass

    made = SchoolClass(school_id=school_id, name="Badgers")
    tx.add(made)
    return made.id


def _desk(client: TestClient, person: Person, world: World) -> World:
    """What lies on the desks of the office and the leads."""
    _rest_on_public_task(person, "in_school_display")
    child, who = f"/api/children/{world['child']}", {"guardian_id": world["guardian"]}
    scan = client.put(f"/api/evidence/{sha256(SCAN)}", content=SCAN).json()["id"]
    yes = {**who, "purpose": "press", "said": "given", "method": "phone"}
    return {
        "scan": scan,
        "link": _made(client, f"{child}/family-links", who, key="link_id"),
        "paper": _made(client, f"{child}/paper-forms", {**PAPER, **who, "evidence_id": scan}, key="receipt_id"),
        "answer": _made(client, f"{child}/answers", yes),
        "objection": _made(client, f"{child}/objections", {**who, "purpose": "in_school_display"}),
        "past": client.post("/api/past-answers/imports", content=PAST).json()["id"],
    }


def _round(client: TestClient) -> World:
    round_id = _made(client, "/api/rounds", {"name": "Everybody", "scope": {"kind": "school"}})
    asked = client.get(f"/api/rounds/{round_id}/people").json()["items"][0]
    return {"round": round_id, "request": asked["request_id"]}


def _newsletter(client: TestClient) -> World:
    """An issue that is being written, and one that is out."""
    channel = _made(client, "/api/channels", {"name": "Friday letter", "purpose": "digital_newsletter"})
    written, out = (_made(client, "/api/issues", {"channel_id": channel, "title": title}) for title in ("June", "May"))
    for each in (written, out):
        content = {"revision": 1, "title": "News", "parts": [{"kind": "heading", "text": "Spring"}]}
        assert client.put(f"/api/issues/{each}", json=content).status_code == 200
    _made(client, f"/api/issues/{out}/out", {"revision": 2})
    return {"newsletter": channel, "issue": written, "issue_out": out}


def _display(client: TestClient) -> World:
    """A screen in the building."""
    channel = _made(client, "/api/channels", {"name": "Hall", "purpose": "in_school_display"})
    return {
        "display": channel,
        "screen": client.post(f"/api/channels/{channel}/screens", json={"name": "Door"}).json()["screen"]["id"],
    }


def _connected(client: TestClient, school_id: UUID) -> World:
    """A channel on a WordPress, and an address that is told, with a message to it. No other system is spoken to."""
    channel = _made(client, "/api/channels", {"name": "Our site", "purpose": "website", "kind": "wordpress"})
    ids, what = (
        {name: uuid4() for name in ("connection", "webhook", "delivery")},
        {"school_id": school_id, "created_at": clock.now()},
    )
    address, who = "https://a.invalid/", {"user_name": "u", "mode": "copy", "created_by": None}
    secret = encrypted(f"connection {ids['connection']}", "a password")
    with begin(school_id) as tx:
        tx.add(
            connectors.Connection(id=ids["connection"], channel_id=UUID(channel), address=address, secret=secret, **who, **what)
        )
        tx.add(connectors.Webhook(id=ids["webhook"], name="Ours", address=address, secret="", created_by=None, **what))
        tx.flush()
        when = {"made_at": clock.now(), "not_before": clock.now(), "kind": "webhook.test", "key": "1"}
        tx.add(connectors.WebhookDelivery(id=ids["delivery"], school_id=school_id, webhook_id=ids["webhook"], **when))
    return {"site": channel, **{name: str(id_) for name, id_ in ids.items()}}


def _looked_at(school_id: UUID) -> World:
    """A page of the school's website, and what was found there. No website is asked."""
    page, finding, now = uuid4(), uuid4(), clock.now()
    link = {"kind": "dead_link", "address": "https://a.invalid/m/x/large.jpg", "found_at": now, "last_seen_at": now}
    with begin(school_id) as tx:
        tx.add(websites.Page(id=page, school_id=school_id, address="https://a.invalid/", created_by=None, created_at=now))
        tx.flush()
        tx.add(websites.Finding(id=finding, school_id=school_id, page_id=page, **link))
    return {"page": str(page), "finding": str(finding)}


SCAN = b"%PDF-1.7 a form"
PAST = b"child_ref,guardian_name,purpose,answer,answered_on\nX1,P. Fell,video,no,2026-09-14\n"


def _rest_on_public_task(person: Person, purpose: str) -> None:
    content = {"bases": {purpose: {"basis": "public_task", "reason": "Part of teaching."}}}
    edit = FormEdit(school_id=person.school_id, kind="family", content=content, published_by=person.id, published_at=clock.now())
    with begin(person.school_id) as tx:
        tx.add(edit)


def _form_version(school_id: UUID) -> UUID:
    with begin(school_id) as tx:
        return forms.form_in_use(tx, school_id).id


def _photo(person: Person, event_id: UUID, colour: str) -> UUID:
    """A scanned photo with nobody in it."""
    data = picture(colour)
    photo = Photo(
        school_id=person.school_id, event_id=event_id, sha256=blobs().put(person.school_id, data), type="image/jpeg",
        size=len(data), file_name="a.jpg", width=64, height=48, taken_at=None, has_location=False,
        uploaded_by=None, uploaded_at=clock.now(), scan_state="scanned",
    )  # fmt: skip
    with begin(person.school_id) as tx:
        tx.add(photo)
    return photo.id


def _made(client: TestClient, path: str, body: dict[str, Any], key: str | None = "id") -> str:
    answer = client.post(path, json=body)
    assert answer.status_code < 300, (path, answer.text)
    return str(answer.json()[key]) if key else ""


def _answer(client: TestClient, ask: Ask, ids: World, the_id: str) -> tuple[int, str, dict[str, str]]:
    answer = _ask(client, ask, ids)
    headers = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, answer.text.replace(the_id, "ID"), headers


def _ask(client: TestClient, ask: Ask, ids: World):  # type: ignore[no-untyped-def]
    body, content = _filled(ask.body, ids), ask.content
    with_body = {"content": content} if content else {"json": body} if body is not None else {}
    return client.request(ask.method, _filled(ask.path, ids), params=_filled(ask.query, ids), **with_body)


def _filled(value: Any, ids: World) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, ids) for each in value]
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], value) if isinstance(value, str) else value


def _ids_in(schema: Any, contract: dict[str, Any]) -> Iterator[bool]:
    """One for each id that this part of the contract takes."""
    if isinstance(schema, list):
        for each in schema:
            yield from _ids_in(each, contract)
    elif isinstance(schema, dict):
        if schema.get("format") == "uuid":
            yield True
        if "$ref" in schema:
            yield from _ids_in(contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]], contract)
        for each in schema.values():
            yield from _ids_in(each, contract)
