"""Webhooks: other systems are told what became of placements, by signed and thin messages (Standard Webhooks 1.0).

A message says which placement and what happened, and nothing else: no name, no words, no reason (R2). Whoever takes it asks the service
how things stand now, so a message that comes late or twice does no harm.
"""

import secrets
from base64 import b64encode
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.connectors import queries
from consentsvc.connectors.facts import MessagesDue
from consentsvc.connectors.models import Webhook, WebhookDelivery
from consentsvc.connectors.schemas import DeliveryRow, MessageKind, NewWebhook, WebhookKey, WebhookRow
from consentsvc.connectors.words import WORDS
from consentsvc.kernel import clock, outside
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.encryption import encrypted
from consentsvc.kernel.errors import Conflict, Field, Invalid
from consentsvc.kernel.facts import record
from consentsvc.kernel.outside import Unreachable

EARLIER_KEY: Final = timedelta(days=7)
"""So long after a change of the key its predecessor signs too."""

MOST_WEBHOOKS: Final = 20
SHOWN: Final = 100
OPPOSITE: Final = {"placement.ended": "placement.shows_again", "placement.shows_again": "placement.ended"}


def listed(tx: Session, actor: Actor) -> list[WebhookRow]:
    """The school's webhooks, oldest first."""
    waiting = queries.waiting(tx, actor.school)
    return [_row(each, waiting.get(each.id, 0)) for each in queries.webhooks(tx, actor.school)]


def create(actor: Actor, new: NewWebhook) -> WebhookKey:
    """An address that is told from now on, with the key that its messages are signed with. Raises Invalid for the address, Conflict."""
    try:
        address = outside.checked(new.address)
    except Unreachable as unreachable:
        raise Invalid("This address can't be told.", fields=[Field("body.address", WORDS[unreachable.word])]) from None
    key, id_ = _new_key(), uuid4()
    with begin(actor.school) as tx:
        if len(queries.webhooks(tx, actor.school)) >= MOST_WEBHOOKS:
            raise Conflict(f"A school can have {MOST_WEBHOOKS} webhooks. End one first.", slug="too-many-webhooks")
        made = Webhook(
            id=id_,
            school_id=actor.school,
            name=new.name,
            address=address,
            secret=encrypted(secret_of(id_), key),
            created_by=actor.id,
            created_at=clock.now(),
        )
        tx.add(made)
        tx.flush()
        audit.record(tx, actor, "webhook:make", made.id)
        return WebhookKey(webhook=_row(made, 0), key=key)


def rotate(tx: Session, actor: Actor, webhook_id: UUID) -> WebhookKey:
    """Another key; the earlier one signs too for a week, so that the other side can change over. Raises NotFound."""
    webhook = queries.lock_webhook(tx, actor.school, webhook_id)
    key = _new_key()
    webhook.earlier_secret, webhook.earlier_until = webhook.secret, clock.now() + EARLIER_KEY
    webhook.secret = encrypted(secret_of(webhook.id), key)
    tx.add(webhook)
    audit.record(tx, actor, "webhook:rotate", webhook.id)
    return WebhookKey(webhook=_row(webhook, queries.waiting(tx, actor.school).get(webhook.id, 0)), key=key)


def test(tx: Session, actor: Actor, webhook_id: UUID) -> DeliveryRow:
    """Send a message that tells nothing, to see whether it arrives. Raises NotFound."""
    webhook = queries.lock_webhook(tx, actor.school, webhook_id)
    webhook.problem = None
    delivery = _owe(tx, webhook, "webhook.test", None, f"test:{uuid4()}")
    audit.record(tx, actor, "webhook:test", webhook.id)
    return _delivery(delivery)


def send_again(tx: Session, actor: Actor, webhook_id: UUID, delivery_id: UUID) -> DeliveryRow:
    """Try a message anew that waits or was given up; one that was taken stays taken. Raises NotFound."""
    webhook = queries.lock_webhook(tx, actor.school, webhook_id)
    delivery = queries.lock_delivery(tx, actor.school, webhook.id, delivery_id)
    if delivery.state != "taken":
        webhook.problem = None
        delivery.state, delivery.tries, delivery.not_before, delivery.settled_at = "waiting", 0, clock.now(), None
        tx.add(delivery)
        audit.record(tx, actor, "webhook:send-again", webhook.id, delivery=delivery.id)
        record(tx, MessagesDue(actor.school, webhook.id))
    return _delivery(delivery)


def end(tx: Session, actor: Actor, webhook_id: UUID) -> None:
    """Tell this address nothing more; its keys are forgotten. Raises NotFound."""
    webhook = queries.lock_webhook(tx, actor.school, webhook_id)
    webhook.ended_at, webhook.secret, webhook.earlier_secret, webhook.earlier_until = clock.now(), "", None, None
    tx.add(webhook)
    audit.record(tx, actor, "webhook:end", webhook.id)


def deliveries(tx: Session, actor: Actor, webhook_id: UUID) -> list[DeliveryRow]:
    """The latest messages, newest first. Raises NotFound."""
    webhook = queries.webhook(tx, actor.school, webhook_id)
    return [_delivery(each) for each in queries.deliveries(tx, actor.school, webhook.id, SHOWN)]


def owe_all(tx: Session, school_id: UUID, kind: MessageKind, placement_id: UUID) -> None:
    """Every webhook of the school is to be told; telling it twice of the same thing is telling it once.

    A placement is made, released and removed once. It can end and show again in turns: each turn is counted by the other.
    """
    for webhook in queries.webhooks(tx, school_id):
        turn = _turn(tx, webhook, kind, placement_id)
        key = f"{kind}:{placement_id}:{turn}"
        if not queries.has_key(tx, school_id, webhook.id, key):
            _owe(tx, webhook, kind, placement_id, key)


def secret_of(webhook_id: UUID) -> str:
    """What a webhook's keys are encrypted for."""
    return f"webhook {webhook_id}"


def _turn(tx: Session, webhook: Webhook, kind: str, placement_id: UUID) -> int:
    opposite = OPPOSITE.get(kind)
    return queries.keys_like(tx, webhook.school_id, webhook.id, placement_id, opposite) if opposite else 0


def _owe(tx: Session, webhook: Webhook, kind: MessageKind, placement_id: UUID | None, key: str) -> WebhookDelivery:
    made = WebhookDelivery(
        school_id=webhook.school_id,
        webhook_id=webhook.id,
        placement_id=placement_id,
        kind=kind,
        key=key,
        made_at=clock.now(),
        not_before=clock.now(),
    )
    tx.add(made)
    tx.flush()
    record(tx, MessagesDue(webhook.school_id, webhook.id))
    return made


def _new_key() -> str:
    """As Standard Webhooks writes it: 32 random bytes."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _row(webhook: Webhook, waiting: int) -> WebhookRow:
    return WebhookRow(
        id=webhook.id,
        name=webhook.name,
        address=webhook.address,
        created_at=webhook.created_at,
        earlier_until=webhook.earlier_until,
        waiting=waiting,
        problem=webhook.problem,
        problem_text=WORDS[webhook.problem] if webhook.problem else None,
    )


def _delivery(delivery: WebhookDelivery) -> DeliveryRow:
    return DeliveryRow(
        id=delivery.id,
        kind=delivery.kind,
        placement_id=delivery.placement_id,
        state=delivery.state,
        tries=delivery.tries,
        made_at=delivery.made_at,
        next_try_at=delivery.not_before if delivery.state == "waiting" else None,
        settled_at=delivery.settled_at,
        failure_text=WORDS[delivery.failure] if delivery.failure else None,
    )
