from collections.abc import Callable
from typing import Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.connectors import filling, queries, sending, webhooks
from consentsvc.connectors.facts import MessagesDue, PageBehind
from consentsvc.connectors.models import Connection
from consentsvc.connectors.schemas import MessageKind
from consentsvc.connectors.words import ConnectorAway
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.kernel.facts import record
from consentsvc.kernel.logs import log, where
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import copies
from consentsvc.publishing.facts import (
    PlacementEnded,
    PlacementMade,
    PlacementReleased,
    PlacementRemoved,
    PlacementShowsAgain,
)
from consentsvc.schools import service as schools

Placement = PlacementMade | PlacementReleased | PlacementEnded | PlacementShowsAgain | PlacementRemoved

MESSAGES: Final[dict[type[Placement], MessageKind]] = {
    PlacementMade: "placement.made",
    PlacementReleased: "placement.released",
    PlacementEnded: "placement.ended",
    PlacementShowsAgain: "placement.shows_again",
    PlacementRemoved: "placement.removed",
}

PASSING: Final = frozenset({"timed_out", "no_connection", "unknown_host", "broken", "error", "overloaded", "busy", "may_arrive"})
"""Problems that may be over in a few minutes; the others wait for a person, and are looked at again each hour."""


def page_may_be_behind(fact: Placement) -> None:
    """What a channel shows has changed: so has its page, where it is connected."""
    with begin(fact.school_id) as tx:
        connection = queries.connection_of(tx, fact.school_id, fact.channel_id)
        if connection is not None:
            record(tx, PageBehind(fact.school_id, connection.id))


def fill_page(fact: PageBehind) -> None:
    """Make a page what it should be. Whatever goes wrong, the timetable tries again."""
    try:
        filling.fill(fact.school_id, fact.connection_id)
        _forget_where_empty(fact.school_id, fact.connection_id)
    except ConnectorAway as away:
        log.info("page_not_filled", connection=str(fact.connection_id), why=away.word)
    except Exception as error:  # raised, it would hold up the next one that is wanted (worker.ONCE)
        log.error("page_not_filled", connection=str(fact.connection_id), **where(error))


def tell_webhooks(fact: Placement) -> None:
    """What became of a placement is told to every webhook."""
    with begin(fact.school_id) as tx, every_photo(tx):
        webhooks.owe_all(tx, fact.school_id, MESSAGES[type(fact)], fact.placement_id)


def send_messages(fact: MessagesDue) -> None:
    """Send what a webhook is to take by now. Whatever goes wrong, the timetable tries again."""
    try:
        sending.send_due(fact.school_id, fact.webhook_id)
    except Exception as error:  # as above
        log.error("webhook_not_sent", webhook=str(fact.webhook_id), **where(error))


def send_due_messages() -> None:
    """Messages whose next try has come."""
    for school_id in _school_ids():
        with begin(school_id) as tx:
            for webhook_id in queries.with_messages_due(tx, school_id, clock.now()):
                record(tx, MessagesDue(school_id, webhook_id))


def look_at_pages_soon() -> None:
    """Every page that may be filled: what no fact told (a name that may not stand there any more), and what could not be reached."""
    _look_at_pages(lambda connection: connection.problem is None or connection.problem in PASSING)


def look_at_pages() -> None:
    """Every page, also where a person should have acted meanwhile."""
    _look_at_pages(lambda connection: True)


def _look_at_pages(is_due: Callable[[Connection], bool]) -> None:
    for school_id in _school_ids():
        with begin(school_id) as tx:
            for connection in queries.connections(tx, school_id):
                if is_due(connection):
                    record(tx, PageBehind(school_id, connection.id))


def _school_ids() -> list[UUID]:
    with begin() as tx:
        return [school.id for school in schools.listed(tx)]


def _forget_where_empty(school_id: UUID, connection_id: UUID) -> None:
    """Of a connection that ended: each copy that is seen to be gone is noted; when all are, the password is forgotten."""
    with begin(school_id) as tx, every_photo(tx):
        if queries.connection(tx, school_id, connection_id).ended_at is None:
            return
        standing = [copy.id for copy in copies.kept_under(tx, school_id, f"wordpress:{connection_id}:")]
    gone = [copy_id for copy_id in standing if all(look.is_gone for look in filling.take_down(school_id, copy_id))]
    with begin(school_id) as tx, every_photo(tx):
        for copy_id in gone:
            copies.is_gone(tx, system(school_id), copies.copy(tx, school_id, copy_id))
        if len(gone) == len(standing):
            _forget(tx, school_id, connection_id)


def _forget(tx: Session, school_id: UUID, connection_id: UUID) -> None:
    connection = queries.lock_connection(tx, school_id, connection_id)
    connection.secret = ""
    tx.add(connection)
    audit.record(tx, system(school_id), "connection:forget", connection.id)
