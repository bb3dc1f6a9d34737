"""Webhooks: signed as Standard Webhooks says, thin, tried again, and never to an address inside."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from consentsvc.connectors import jobs, sending, webhooks
from consentsvc.connectors.models import Webhook, WebhookDelivery
from consentsvc.connectors.schemas import NewWebhook, WebhookKey
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Invalid, NotFound
from consentsvc.publishing.facts import PlacementEnded, PlacementMade, PlacementRemoved, PlacementShowsAgain
from consentsvc.publishing.schemas import PlacementRow
from tests.people import Cast
from tests.publishing.stage import CAPTION, Stage
from tests.site import Asked, Said, Site, open_site


@pytest.fixture
def site(nearby: None) -> Iterator[Site]:
    with open_site(lambda asked: Said(204)) as running:
        yield running


@pytest.fixture
def admin(people: Cast) -> Actor:
    return Actor("staff", people.admin.id, people.oakfield.id, frozenset(people.admin.roles))


@pytest.fixture
def hook(admin: Actor, site: Site) -> WebhookKey:
    return webhooks.create(admin, NewWebhook(name="Our website", address=f"{site.address}/hook"))


@pytest.fixture
def placed(people: Cast) -> PlacementRow:
    stage = Stage(people)
    stage.everybody_agrees()
    return stage.place(stage.photo())


def _test(admin: Actor, hook: WebhookKey) -> UUID:
    with begin(admin.school) as tx:
        return webhooks.test(tx, admin, hook.webhook.id).id


def _send(hook: WebhookKey, admin: Actor) -> None:
    sending.send_due(admin.school, hook.webhook.id)


def _owed(tx: Session) -> list[WebhookDelivery]:
    return list(tx.exec(select(WebhookDelivery).order_by(WebhookDelivery.made_at).execution_options(populate_existing=True)))


def _again_now(tx: Session) -> None:
    for each in _owed(tx):
        each.not_before = datetime.now(UTC) - timedelta(seconds=1)
    tx.flush()


def test_the_specification_s_own_example_is_signed_as_it_says() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = sending.signature(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_signed_so_that_the_other_side_can_tell(hook: WebhookKey, admin: Actor, site: Site) -> None:
    id_ = _test(admin, hook)
    _send(hook, admin)
    (asked,) = site.asked
    said = Receiver(hook.key).verify(asked.body, dict(asked.headers))
    assert (said["type"], said["data"]) == ("webhook.test", {})
    assert asked.headers["webhook-id"] == f"msg_{id_.hex}"
    assert (asked.method, asked.headers["content-type"]) == ("POST", "application/json")
    with pytest.raises(WebhookVerificationError):
        Receiver(hook.key).verify(asked.body + b" ", dict(asked.headers))


def test_a_message_is_thin(hook: WebhookKey, admin: Actor, site: Site, placed: PlacementRow) -> None:
    fact = PlacementEnded(admin.school, placed.id, placed.channel_id)
    jobs.tell_webhooks(fact)
    _send(hook, admin)
    said = json.loads(site.asked[0].body)
    assert said["type"] == "placement.ended"
    assert said["data"] == {
        "placement_id": str(placed.id),
        "channel_id": str(placed.channel_id),
        "ask": f"http://testserver/api/placements/{placed.id}",
    }
    assert CAPTION not in site.asked[0].body.decode()


def test_a_job_that_runs_twice_tells_once_and_each_turn_is_told(
    hook: WebhookKey, admin: Actor, placed: PlacementRow, tx: Session
) -> None:
    ids = admin.school, placed.id
    made = PlacementMade(*ids, placed.photo_id, placed.channel_id)
    ended, again = PlacementEnded(*ids, placed.channel_id), PlacementShowsAgain(*ids, placed.channel_id)
    removed = PlacementRemoved(*ids, placed.photo_id, placed.channel_id)
    for fact in (made, made, ended, ended, again, again, ended, ended, removed, removed):
        jobs.tell_webhooks(fact)
    kinds = [each.kind for each in _owed(tx)]
    assert sorted(kinds) == sorted(
        ["placement.made", "placement.ended", "placement.shows_again", "placement.ended", "placement.removed"]
    )


@pytest.mark.parametrize(
    ("said", "word"),
    [(Said(500), "not_taken"), (Said(302), "not_taken"), (Said(silent=True), "broken")],
    ids=["500", "302", "none"],
)
def test_what_is_not_taken_is_tried_again_under_the_same_id(
    hook: WebhookKey, admin: Actor, site: Site, tx: Session, said: Said, word: str
) -> None:
    answers = [said, Said(200)]
    site.answering = lambda asked: answers.pop(0)
    _test(admin, hook)
    _send(hook, admin)
    (owed,) = _owed(tx)
    assert (owed.state, owed.tries, owed.failure) == ("waiting", 1, word)
    assert owed.not_before > datetime.now(UTC) + timedelta(seconds=4)
    _send(hook, admin)
    assert len(site.asked) == 1, "not before its time"
    _again_now(tx)
    _send(hook, admin)
    (owed,) = _owed(tx)
    assert (owed.state, owed.failure) == ("taken", None)
    assert len({asked.headers["webhook-id"] for asked in site.asked}) == 1


def test_after_the_last_try_it_is_given_up_and_people_can_send_it_again(
    hook: WebhookKey, admin: Actor, site: Site, tx: Session
) -> None:
    site.answering = lambda asked: Said(500)
    id_ = _test(admin, hook)
    for _ in range(len(sending.WAITS) + 1):
        _again_now(tx)
        _send(hook, admin)
    (owed,) = _owed(tx)
    assert (owed.state, owed.tries) == ("given_up", len(sending.WAITS) + 1)
    with begin(admin.school) as own:
        assert webhooks.listed(own, admin)[0].problem == "not_taken"
        webhooks.send_again(own, admin, hook.webhook.id, id_)
    site.answering = lambda asked: Said(200)
    _send(hook, admin)
    assert _owed(tx)[0].state == "taken"


def test_who_says_gone_is_not_asked_again(hook: WebhookKey, admin: Actor, site: Site, tx: Session) -> None:
    site.answering = lambda asked: Said(410)
    _test(admin, hook)
    _send(hook, admin)
    (owed,) = _owed(tx)
    assert (owed.state, owed.failure) == ("given_up", "no_taker")


def test_a_message_whose_sender_died_is_sent_again(hook: WebhookKey, admin: Actor, site: Site, tx: Session) -> None:
    class Killed(BaseException):
        pass

    def dying(asked: Asked) -> Said:
        return Said(200)

    site.answering = dying
    id_ = _test(admin, hook)
    message = sending._take_up(admin.school, hook.webhook.id)
    assert message is not None
    assert message.id == id_
    assert sending._take_up(admin.school, hook.webhook.id) is None, "it is in hand"
    _again_now(tx)
    _send(hook, admin)
    assert site.asked[0].headers["webhook-id"] == message.headers["webhook-id"]


def test_a_key_can_be_changed_without_losing_a_message(hook: WebhookKey, admin: Actor, site: Site, tx: Session) -> None:
    with begin(admin.school) as own:
        fresh = webhooks.rotate(own, admin, hook.webhook.id)
    assert fresh.key != hook.key
    _test(admin, hook)
    _send(hook, admin)
    for key in (hook.key, fresh.key):
        assert Receiver(key).verify(site.asked[0].body, dict(site.asked[0].headers))
    tx.get_one(Webhook, hook.webhook.id, populate_existing=True).earlier_until = datetime.now(UTC) - timedelta(seconds=1)
    tx.flush()
    _test(admin, hook)
    _send(hook, admin)
    assert Receiver(fresh.key).verify(site.asked[1].body, dict(site.asked[1].headers))
    with pytest.raises(WebhookVerificationError):
        Receiver(hook.key).verify(site.asked[1].body, dict(site.asked[1].headers))


def test_no_key_stands_in_the_database(hook: WebhookKey, admin: Actor, tx: Session) -> None:
    with begin(admin.school) as own:
        webhooks.rotate(own, admin, hook.webhook.id)
    row = tx.get_one(Webhook, hook.webhook.id, populate_existing=True)
    assert hook.key.removeprefix("whsec_") not in row.secret + (row.earlier_secret or "")


def test_without_a_key_nothing_is_sent(
    hook: WebhookKey, admin: Actor, site: Site, tx: Session, monkeypatch: pytest.MonkeyPatch, fresh_settings: Callable[[], None]
) -> None:
    monkeypatch.setenv("CONSENTSVC_SECRET", "another")
    fresh_settings()
    _test(admin, hook)
    _send(hook, admin)
    assert site.asked == []
    assert _owed(tx)[0].failure == "key_lost"


@pytest.fixture
def fresh_settings() -> Iterator[Callable[[], None]]:
    from consentsvc.kernel.settings import settings

    yield settings.cache_clear
    settings.cache_clear()


def test_one_that_ended_is_told_nothing_more(
    hook: WebhookKey, admin: Actor, site: Site, placed: PlacementRow, tx: Session
) -> None:
    _test(admin, hook)
    with begin(admin.school) as own:
        webhooks.end(own, admin, hook.webhook.id)
    _send(hook, admin)
    jobs.tell_webhooks(PlacementEnded(admin.school, placed.id, placed.channel_id))
    assert site.asked == []
    assert len(_owed(tx)) == 1
    assert tx.get_one(Webhook, hook.webhook.id, populate_existing=True).secret == ""
    with begin(admin.school) as own, pytest.raises(NotFound):
        webhooks.test(own, admin, hook.webhook.id)


@pytest.mark.parametrize(
    "address",
    ["http://school.example/hook", "https://10.0.0.1/hook", "https://[::1]/hook", "https://169.254.169.254/latest", "mailto:x@y"],
)
def test_no_address_inside_is_ever_told(people: Cast, admin: Actor, address: str) -> None:
    with pytest.raises(Invalid):
        webhooks.create(admin, NewWebhook(name="Inside", address=address))


def test_an_address_that_moves_inside_later_is_not_told(hook: WebhookKey, admin: Actor, site: Site, tx: Session) -> None:
    from consentsvc.kernel.settings import settings

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONSENTSVC_REACHABLE_NETWORKS", "[]")
        settings.cache_clear()
        _test(admin, hook)
        _send(hook, admin)
    settings.cache_clear()
    assert site.asked == []
    assert _owed(tx)[0].failure == "inside"


def test_there_is_an_end_to_webhooks(hook: WebhookKey, admin: Actor, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST_WEBHOOKS", 1)
    with pytest.raises(Conflict):
        webhooks.create(admin, NewWebhook(name="One more", address=site.address))


def test_due_messages_are_found_by_the_timetable(hook: WebhookKey, admin: Actor, tx: Session) -> None:
    from sqlalchemy import text

    _test(admin, hook)
    query = text("select count(*) from procrastinate_jobs where args ->> 'fact' = 'MessagesDue'")
    before = tx.execute(query).scalar_one()
    jobs.send_due_messages()
    assert tx.execute(query).scalar_one() == before + 1
    assert uuid4()
