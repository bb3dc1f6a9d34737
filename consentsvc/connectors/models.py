from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from consentsvc.connectors.schemas import ConnectionMode, DeliveryState
from consentsvc.kernel.tables import SchoolOwned, instant, one_of, owned, within_school

MODES: tuple[str, ...] = get_args(ConnectionMode)
DELIVERY_STATES: tuple[str, ...] = get_args(DeliveryState)


class Connection(SchoolOwned, table=True):
    """A channel's page in a WordPress. `secret` is the application password, encrypted. mode: whether it gets copies or live links."""

    __tablename__ = "connections"
    __table_args__ = owned(
        within_school("channel_id", "channels"),
        one_of("mode", MODES),
        Index("uq_connections_in_use", "school_id", "channel_id", unique=True, postgresql_where=text("ended_at is null")),
    )

    channel_id: UUID
    address: str
    user_name: str
    secret: str
    mode: str
    page_id: int | None = Field(default=None, description="The page in that WordPress which the connector fills.")
    page_address: str | None = None
    filled_at: datetime | None = instant(nullable=True)
    problem: str | None = Field(default=None, description="A word for what stopped the last try, never the other system's text.")
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Webhook(SchoolOwned, table=True):
    """An address that is told what became of placements. Its secrets are encrypted; the earlier one signs too until it ends."""

    __tablename__ = "webhooks"
    __table_args__ = owned()

    name: str
    address: str
    secret: str
    earlier_secret: str | None = None
    earlier_until: datetime | None = instant(nullable=True)
    problem: str | None = None
    created_by: UUID | None = Field(foreign_key="users.id")
    created_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class WebhookDelivery(SchoolOwned, table=True):
    """One message to one webhook, tried until it is taken or given up; its id is the message's."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = owned(
        within_school("webhook_id", "webhooks"),
        within_school("placement_id", "placements"),
        one_of("state", DELIVERY_STATES),
        UniqueConstraint("school_id", "webhook_id", "key"),
        Index("ix_webhook_deliveries_school_id_state_not_before", "school_id", "state", "not_before"),
    )

    webhook_id: UUID
    placement_id: UUID | None = None
    kind: str
    key: str
    state: str = "waiting"
    tries: int = 0
    made_at: datetime = instant()
    not_before: datetime = instant()
    settled_at: datetime | None = instant(nullable=True)
    failure: str | None = None
