"""What the connectors room's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, SecretStr, StringConstraints

from consentsvc.kernel.outside import LONGEST_ADDRESS
from consentsvc.kernel.schemas import Input, Name, one_line

ConnectionMode = Literal["copy", "live_link"]
DeliveryState = Literal["waiting", "taken", "given_up"]
MessageKind = Literal[
    "placement.made", "placement.released", "placement.ended", "placement.shows_again", "placement.removed", "webhook.test"
]


def _without_spaces(password: SecretStr) -> SecretStr:
    """WordPress prints an application password in groups, and takes it with or without the spaces between them."""
    plain = "".join(password.get_secret_value().split())
    if not 8 <= len(plain) <= 200:
        raise ValueError("An application password has 24 letters and digits.")
    return SecretStr(plain)


Address = Annotated[str, one_line(LONGEST_ADDRESS, 8)]
UserName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f:]*$")]
Password = Annotated[SecretStr, AfterValidator(_without_spaces)]


class NewConnection(Input):
    """A channel's page in a WordPress. address: of the site. password: an application password of that user."""

    channel_id: UUID
    address: Address
    user_name: UserName
    password: Password
    mode: ConnectionMode = "copy"


class ConnectionChange(Input):
    """What isn't said stays as it is."""

    user_name: UserName | None = None
    password: Password | None = None
    mode: ConnectionMode | None = None


class ConnectionRow(BaseModel):
    """A channel's page in a WordPress, without the password.

    address: of the site's REST API. problem: what stopped the last try, and `problem_text` as people read it. ended_at: it is being
    emptied, or could not be.
    """

    id: UUID
    channel_id: UUID
    channel_name: str
    address: str
    user_name: str
    mode: ConnectionMode
    page_address: str | None
    filled_at: datetime | None
    problem: str | None
    problem_text: str | None
    created_at: datetime
    ended_at: datetime | None


class ChannelPage(BaseModel):
    """Where a channel's pictures stand in a WordPress: the page, since when it is right, and what stops us from keeping it so."""

    mode: ConnectionMode
    page_address: str | None
    filled_at: datetime | None
    problem_text: str | None


class NewWebhook(Input):
    """An address that is told what becomes of placements."""

    name: Name
    address: Address


class WebhookRow(BaseModel):
    """waiting: messages that it hasn't taken yet. earlier_until: so long its earlier key signs too."""

    id: UUID
    name: str
    address: str
    created_at: datetime
    earlier_until: datetime | None
    waiting: int
    problem: str | None
    problem_text: str | None


class WebhookKey(BaseModel):
    """A webhook with its key, which is shown this once."""

    webhook: WebhookRow
    key: str


class DeliveryRow(BaseModel):
    """One message, whose id is what `webhook-id` says. failure: of the last try, as people read it."""

    id: UUID
    kind: MessageKind
    placement_id: UUID | None
    state: DeliveryState
    tries: int
    made_at: datetime
    next_try_at: datetime | None
    settled_at: datetime | None
    failure_text: str | None
