"""What the connectors room reads, and the locks it takes. Every query names its school."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from consentsvc.connectors.models import Connection, Webhook, WebhookDelivery
from consentsvc.kernel.errors import NotFound


def connections(tx: Session, school_id: UUID) -> Sequence[Connection]:
    """Those in use, and those that ended and still know their password: they couldn't be emptied yet. Oldest first."""
    query = select(Connection).where(Connection.school_id == school_id, _is_alive()).order_by(col(Connection.created_at))
    return tx.exec(query).all()


def _is_alive() -> ColumnElement[bool]:
    return or_(col(Connection.ended_at).is_(None), col(Connection.secret) != "")


def connection_of(tx: Session, school_id: UUID, channel_id: UUID) -> Connection | None:
    """The connection in use of a channel."""
    is_there = Connection.channel_id == channel_id, col(Connection.ended_at).is_(None)
    return tx.exec(select(Connection).where(Connection.school_id == school_id, *is_there)).first()


def connection(tx: Session, school_id: UUID, connection_id: UUID) -> Connection:
    """One connection, in use or not. Raises NotFound."""
    found = tx.exec(select(Connection).where(Connection.school_id == school_id, Connection.id == connection_id)).first()
    if found is None:
        raise NotFound
    return found


def lock_connection(tx: Session, school_id: UUID, connection_id: UUID) -> Connection:
    """The connection as it is now, held for writing. Raises NotFound."""
    query = select(Connection).where(Connection.school_id == school_id, Connection.id == connection_id)
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def webhooks(tx: Session, school_id: UUID) -> Sequence[Webhook]:
    """Those in use, oldest first."""
    query = select(Webhook).where(Webhook.school_id == school_id, col(Webhook.ended_at).is_(None))
    return tx.exec(query.order_by(col(Webhook.created_at), col(Webhook.id))).all()


def webhook(tx: Session, school_id: UUID, webhook_id: UUID) -> Webhook:
    """One of those in use. Raises NotFound."""
    found = next((each for each in webhooks(tx, school_id) if each.id == webhook_id), None)
    if found is None:
        raise NotFound
    return found


def lock_webhook(tx: Session, school_id: UUID, webhook_id: UUID) -> Webhook:
    """The webhook as it is now, held for writing. Raises NotFound where there is none in use."""
    query = select(Webhook).where(Webhook.school_id == school_id, Webhook.id == webhook_id, col(Webhook.ended_at).is_(None))
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def waiting(tx: Session, school_id: UUID) -> Mapping[UUID, int]:
    """By webhook, how many messages it hasn't taken yet."""
    query = (
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.school_id == school_id, WebhookDelivery.state == "waiting")
        .group_by(col(WebhookDelivery.webhook_id))
    )
    return dict(tx.exec(query).all())


def with_messages_due(tx: Session, school_id: UUID, now: datetime) -> Sequence[UUID]:
    """The webhooks that have messages to take by now."""
    query = (
        select(WebhookDelivery.webhook_id)
        .where(WebhookDelivery.school_id == school_id, WebhookDelivery.state == "waiting", WebhookDelivery.not_before <= now)
        .distinct()
    )
    return tx.exec(query).all()


def lock_next_due(tx: Session, school_id: UUID, webhook_id: UUID, now: datetime) -> WebhookDelivery | None:
    """The oldest message that this webhook is to take by now and that nobody has in hand, held for writing."""
    query = (
        select(WebhookDelivery)
        .where(
            WebhookDelivery.school_id == school_id,
            WebhookDelivery.webhook_id == webhook_id,
            WebhookDelivery.state == "waiting",
            WebhookDelivery.not_before <= now,
        )
        .order_by(col(WebhookDelivery.not_before), col(WebhookDelivery.made_at), col(WebhookDelivery.id))
        .limit(1)
    )
    return tx.exec(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).first()


def lock_delivery(tx: Session, school_id: UUID, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """The message as it is now, held for writing. Raises NotFound."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.school_id == school_id, WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.id == delivery_id
    )
    found = tx.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def deliveries(tx: Session, school_id: UUID, webhook_id: UUID, limit: int) -> Sequence[WebhookDelivery]:
    """A webhook's messages, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.school_id == school_id, WebhookDelivery.webhook_id == webhook_id)
    return tx.exec(query.order_by(col(WebhookDelivery.made_at).desc(), col(WebhookDelivery.id)).limit(limit)).all()


def keys_like(tx: Session, school_id: UUID, webhook_id: UUID, placement_id: UUID, kind: str) -> int:
    """How many messages of this kind about a placement a webhook has had."""
    query = select(func.count()).where(
        WebhookDelivery.school_id == school_id,
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.placement_id == placement_id,
        WebhookDelivery.kind == kind,
    )
    return tx.exec(query).one()


def has_key(tx: Session, school_id: UUID, webhook_id: UUID, key: str) -> bool:
    """Whether a message stands under this key."""
    query = select(WebhookDelivery.id).where(
        WebhookDelivery.school_id == school_id, WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.key == key
    )
    return tx.exec(query).first() is not None
