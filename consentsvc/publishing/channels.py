"""The places where pictures go out: what kind each is, for which purpose, and how it is kept."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from consentsvc.accounts import notices
from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.errors import Field, Invalid, Refused
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.settings import settings
from consentsvc.publishing import queries, service
from consentsvc.publishing.kinds import KINDS, usual_kind
from consentsvc.publishing.models import Channel
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import ChannelChange, ChannelKindRow, ChannelRow, ChannelSettings, NewChannel


def kinds() -> list[ChannelKindRow]:
    """What a channel can be, in the order in which people choose one."""
    return [ChannelKindRow.model_validate(kind, from_attributes=True) for kind in KINDS.values()]


def listed(tx: Session, actor: Actor) -> list[ChannelRow]:
    """The school's channels, by name."""
    return [_row(channel, in_place) for channel, in_place in queries.channels(tx, actor.school)]


def placers(tx: Session, actor: Actor) -> list[Named]:
    """Who may place pictures at this school, by name: a channel can be kept to some of them."""
    return list(accounts.named(tx, notices.who_may(tx, actor.school, Permission.PHOTO_PLACE)).values())


def create(tx: Session, actor: Actor, new: NewChannel) -> ChannelRow:
    """A new place where pictures go out, for one purpose, with its public code. Raises Invalid for what doesn't go together."""
    kind = KINDS[new.kind] if new.kind else usual_kind(new.purpose)
    if new.purpose not in kind.purposes:
        field = Field("body.kind", f"A channel of this kind can be for: {', '.join(kind.purposes)}.")
        raise Invalid("A channel of this kind can't be for that.", fields=[field])
    _check_placers(tx, actor, new.placers)
    channel = Channel(
        **new.model_dump(exclude={"kind"}),
        school_id=actor.school,
        kind=kind.id,
        code=new_code(),
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add_all([channel, PublicCode(code=channel.code, kind="channel", school_id=actor.school)])
    tx.flush()
    audit.record(tx, actor, "channel:create", channel.id, purpose=channel.purpose, kind=channel.kind, **_kept(channel))
    return _row(channel, 0)


def change(tx: Session, actor: Actor, channel_id: UUID, wanted: ChannelChange) -> ChannelRow:
    """Another name, or another way to keep it: who places, who releases, how large, how often looked at.

    Raises NotFound, Invalid, and Refused (`name-told`) where the name is that of a child who is shown there (P2).
    """
    channel = queries.channel(tx, actor.school, channel_id)
    _check_placers(tx, actor, wanted.placers)
    in_place = queries.in_channel(tx, actor.school, channel.id)
    said = wanted.model_dump(exclude_unset=True)
    if said.get("name") is None:
        said.pop("name", None)
    else:
        _check_name(tx, actor, said["name"], in_place)
    channel.sqlmodel_update(said)
    tx.add(channel)
    tx.flush()
    audit.record(tx, actor, "channel:change", channel.id, changed=sorted(said), **_kept(channel))
    return _row(channel, len(in_place))


def _check_name(tx: Session, actor: Actor, name: str, in_place: Sequence[Placed]) -> None:
    showing, decisions = service.cleared(tx, actor.school, in_place)
    seen = service.seen_in(tx, actor.school, showing)
    if told := service.told_by_title(name, showing, seen, decisions):
        raise Refused("This name would give a child's name beside their picture.", slug="name-told", reasons=told)


def _check_placers(tx: Session, actor: Actor, wanted: Collection[UUID] | None) -> None:
    if wanted and not set(wanted) <= set(notices.who_may(tx, actor.school, Permission.PHOTO_PLACE)):
        field = Field("body.placers", "Name only people who may place pictures.")
        raise Invalid("Somebody named here may not place pictures.", fields=[field])


def _kept(channel: Channel) -> dict[str, Any]:
    """How the channel is kept, for the audit: ids and numbers."""
    return channel.model_dump(mode="json", include=set(ChannelSettings.model_fields))


def _row(channel: Channel, in_place: int) -> ChannelRow:
    kind = KINDS[channel.kind]
    return ChannelRow(
        **channel.model_dump(include=set(ChannelRow.model_fields)),
        door=kind.door,
        address=f"{settings().public_url}/g/{channel.code}" if kind.has_gallery else None,
        in_place=in_place,
    )
