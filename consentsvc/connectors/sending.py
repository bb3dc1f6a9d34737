"""Sending webhooks' messages: one after the other, each tried until it is taken or given up.

A message in hand is put off before it is sent: should the worker die over it, it is sent again later, under the same id. No transaction
is open meanwhile.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session
from standardwebhooks import Webhook as Signer

from consentsvc.connectors import queries
from consentsvc.connectors.models import Webhook, WebhookDelivery
from consentsvc.connectors.webhooks import secret_of
from consentsvc.kernel import clock, outside
from consentsvc.kernel.database import begin
from consentsvc.kernel.encryption import NotReadable, decrypted
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.logs import log
from consentsvc.kernel.outside import Unreachable
from consentsvc.kernel.settings import settings
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import service as publishing

IN_HAND: Final = timedelta(minutes=2)
"""So long a message is left to whoever took it up."""

SECONDS: Final = 20.0
WAITS: Final[Sequence[timedelta]] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long a message waits after each try that failed, as Standard Webhooks proposes; after the last one it is given up."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in hand, ready to go: where to, its body, and its headers."""

    id: UUID
    webhook_id: UUID
    address: str
    body: bytes
    headers: Mapping[str, str]


def send_due(school_id: UUID, webhook_id: UUID) -> None:
    """Send what this webhook is to take by now, until one isn't taken: the rest waits for the next look."""
    while (message := _take_up(school_id, webhook_id)) is not None:
        failure = _sent(message)
        with begin(school_id) as tx:
            _settle(tx, school_id, message, failure)
        if failure is not None:
            log.info("webhook_not_taken", delivery=str(message.id), why=failure)
            return


def signature(keys: Sequence[str], message_id: str, at: datetime, body: str) -> str:
    """What `webhook-signature` says: a signature by each key, so that a key can be changed without losing a message."""
    return " ".join(Signer(key).sign(message_id, at, body) for key in keys)


def _take_up(school_id: UUID, webhook_id: UUID) -> Message | None:
    with begin(school_id) as tx, every_photo(tx):
        try:
            webhook = queries.lock_webhook(tx, school_id, webhook_id)
        except NotFound:  # it ended
            return None
        delivery = queries.lock_next_due(tx, school_id, webhook_id, clock.now())
        if delivery is None:
            return None
        delivery.not_before, delivery.tries = clock.now() + IN_HAND, delivery.tries + 1
        tx.add(delivery)
        return _message(tx, webhook, delivery)


def _message(tx: Session, webhook: Webhook, delivery: WebhookDelivery) -> Message:
    body = json.dumps(
        {"type": delivery.kind, "timestamp": delivery.made_at.isoformat(), "data": _data(tx, delivery)}, separators=(",", ":")
    )
    at, id_ = clock.now().replace(microsecond=0), f"msg_{delivery.id.hex}"
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(_keys(webhook), id_, at, body),
    }
    return Message(delivery.id, webhook.id, webhook.address, body.encode(), headers)


def _data(tx: Session, delivery: WebhookDelivery) -> dict[str, Any]:
    """Which placement, in which channel, and where to ask how it stands."""
    if delivery.placement_id is None:
        return {}
    id_ = delivery.placement_id
    channel = publishing.placed(tx, delivery.school_id, id_).channel
    return {"placement_id": str(id_), "channel_id": str(channel.id), "ask": f"{settings().public_url}/api/placements/{id_}"}


def _keys(webhook: Webhook) -> list[str]:
    """Its key, and the earlier one for as long as it signs too. One that can't be read any more signs nothing."""
    earlier = webhook.earlier_secret if webhook.earlier_until and clock.now() < webhook.earlier_until else None
    found = []
    for kept in (webhook.secret, earlier):
        try:
            found += [decrypted(secret_of(webhook.id), kept)] if kept else []
        except NotReadable:
            continue
    return found


def _sent(message: Message) -> str | None:
    """Why it wasn't taken; None: it was."""
    if not message.headers["webhook-signature"]:
        return "key_lost"
    try:
        answered = outside.status(message.address, method="POST", headers=message.headers, body=message.body, timeout=SECONDS)
    except Unreachable as unreachable:
        return unreachable.word
    if 200 <= answered < 300:
        return None
    return "no_taker" if answered == 410 else "not_taken"


def _settle(tx: Session, school_id: UUID, message: Message, failure: str | None) -> None:
    delivery = queries.lock_delivery(tx, school_id, message.webhook_id, message.id)
    is_over = failure is None or failure == "no_taker" or delivery.tries > len(WAITS)
    delivery.failure = failure
    if is_over:
        delivery.state, delivery.settled_at = "given_up" if failure else "taken", clock.now()
    else:
        delivery.not_before = clock.now() + WAITS[delivery.tries - 1] * random.uniform(1.0, 1.2)  # noqa: S311
    tx.add(delivery)
    try:
        webhook = queries.lock_webhook(tx, school_id, message.webhook_id)
    except NotFound:
        return
    webhook.problem = failure
    tx.add(webhook)
