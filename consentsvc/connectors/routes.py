from typing import Annotated
from uuid import UUID

from consentsvc.connectors import service, webhooks
from consentsvc.connectors.schemas import (
    ChannelPage,
    ConnectionChange,
    ConnectionRow,
    DeliveryRow,
    NewConnection,
    NewWebhook,
    WebhookKey,
    WebhookRow,
)
from consentsvc.kernel.access import Actor, Permission, may, may_briefly, router
from consentsvc.kernel.database import Tx
from consentsvc.kernel.lanes import Lane

api = router(prefix="/api", tags=["connections"])

_speaking = Lane("speaking", lambda: 2)
"""Whoever waits for another system's answer keeps nobody else waiting (S5)."""

Viewer = Annotated[Actor, may(Permission.CHANNEL_VIEW)]
Editor = Annotated[Actor, may(Permission.CONNECTION_EDIT)]
SlowEditor = Annotated[Actor, may_briefly(Permission.CONNECTION_EDIT)]


@api.get("/connections")
def connections(actor: Editor, tx: Tx) -> list[ConnectionRow]:
    """Channels that are kept in a WordPress, and how that goes."""
    return service.connections(tx, actor)


@api.post("/connections", status_code=201)
async def connect(new: NewConnection, actor: SlowEditor) -> ConnectionRow:
    """Connect a channel with a WordPress. It is asked first whether this user may do all that is needed."""
    return await _speaking.run(service.connect, actor, new)


@api.patch("/connections/{connection_id}")
async def change_connection(connection_id: UUID, change: ConnectionChange, actor: SlowEditor) -> ConnectionRow:
    """Another user, password or mode; WordPress is asked first."""
    return await _speaking.run(service.change, actor, connection_id, change)


@api.post("/connections/{connection_id}/look", status_code=202)
def look_again(connection_id: UUID, actor: Editor, tx: Tx) -> ConnectionRow:
    """Have the page made right as soon as the worker comes to it."""
    return service.look_again(tx, actor, connection_id)


@api.delete("/connections/{connection_id}", status_code=204)
def end_connection(connection_id: UUID, actor: Editor, tx: Tx) -> None:
    """End it: what was put there is removed, then the password forgotten."""
    service.end(tx, actor, connection_id)


@api.get("/channels/{channel_id}/page")
def channel_page(channel_id: UUID, actor: Viewer, tx: Tx) -> ChannelPage:
    """Where a channel's pictures stand in a WordPress."""
    return service.page_of(tx, actor, channel_id)


@api.get("/webhooks")
def list_webhooks(actor: Editor, tx: Tx) -> list[WebhookRow]:
    """Addresses that are told what becomes of placements."""
    return webhooks.listed(tx, actor)


@api.post("/webhooks", status_code=201)
async def create_webhook(new: NewWebhook, actor: SlowEditor) -> WebhookKey:
    """Tell another address. The key that its messages are signed with is shown this once."""
    return await _speaking.run(webhooks.create, actor, new)


@api.post("/webhooks/{webhook_id}/rotate")
def rotate_key(webhook_id: UUID, actor: Editor, tx: Tx) -> WebhookKey:
    """Another key, shown this once; the earlier one signs too for a week."""
    return webhooks.rotate(tx, actor, webhook_id)


@api.post("/webhooks/{webhook_id}/test", status_code=202)
def send_test(webhook_id: UUID, actor: Editor, tx: Tx) -> DeliveryRow:
    """Send a message that tells nothing."""
    return webhooks.test(tx, actor, webhook_id)


@api.get("/webhooks/{webhook_id}/deliveries")
def deliveries(webhook_id: UUID, actor: Editor, tx: Tx) -> list[DeliveryRow]:
    """The latest messages, newest first."""
    return webhooks.deliveries(tx, actor, webhook_id)


@api.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/again", status_code=202)
def send_again(webhook_id: UUID, delivery_id: UUID, actor: Editor, tx: Tx) -> DeliveryRow:
    """Try a message anew that wasn't taken."""
    return webhooks.send_again(tx, actor, webhook_id, delivery_id)


@api.delete("/webhooks/{webhook_id}", status_code=204)
def end_webhook(webhook_id: UUID, actor: Editor, tx: Tx) -> None:
    """Tell this address nothing more."""
    webhooks.end(tx, actor, webhook_id)
