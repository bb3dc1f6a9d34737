"""What a steward's phone sends, and a photographer on an event's register."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.events.models import Event, Photographer
from consentsvc.kernel import clock
from tests.people import Cast

TERMS = "No picture is passed on.\nEvery copy is deleted after thirty days."


def words(**more: Any) -> dict[str, Any]:
    """A log as a phone sends it."""
    at = datetime(2026, 6, 12, 14, 5, tzinfo=UTC).isoformat()
    return {"id": str(uuid4()), "place": "By the pool", "happened_at": at, "logged_at": at, "taken_by": "spectator"} | more


def logged(client: TestClient, **more: Any) -> str:
    """Log one; gives its address in the register."""
    reply = client.post("/api/captures", json=words(**more))
    assert reply.status_code == 201, reply.text
    return f"/api/captures/{reply.json()['capture_id']}"


def event(tx: Session, people: Cast, **more: Any) -> UUID:
    """The summer fair."""
    about: dict[str, Any] = {"name": "Summer fair", "on_date": date(2026, 6, 12), "place": "School field"}
    made = Event(school_id=people.oakfield.id, created_by=people.teacher.id, created_at=clock.now(), **about | more)
    tx.add(made)
    tx.flush()
    return made.id


def photographer(tx: Session, people: Cast, event_id: UUID, name: str = "Jo Lens") -> UUID:
    """One who has signed."""
    made = Photographer(
        school_id=people.oakfield.id, event_id=event_id, name=name, organisation="Lens Ltd", badge_number=7, badge_code=uuid4().hex,
        brief_signed_at=datetime(2026, 6, 1, 9, tzinfo=UTC), brief_signed_to=people.teacher.id, brief_text=TERMS,
        added_at=clock.now(),
    )  # fmt: skip
    tx.add(made)
    tx.flush()
    return made.id
