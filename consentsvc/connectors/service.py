"""The verbs of connections: connect a channel with a WordPress, change and check it, end it; keep its page, take down from it.

The other system is spoken to with no transaction open. Its own words are never passed on.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.connectors import filling, queries, wordpress
from consentsvc.connectors.facts import PageBehind
from consentsvc.connectors.looking import Look
from consentsvc.connectors.models import Connection
from consentsvc.connectors.schemas import ChannelPage, ConnectionChange, ConnectionRow, NewConnection
from consentsvc.connectors.wordpress import WordPress
from consentsvc.connectors.words import WORDS, ConnectorAway
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.encryption import NotReadable, decrypted, encrypted
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.facts import record
from consentsvc.publishing import channels

KIND: Final = "wordpress"
"""Of a channel, and of a copy that a connector made."""


class NotConnected(Conflict):
    slug = "not-connected"


def takes_down(copy_kind: str) -> bool:
    """Whether a connector takes copies of this kind down by itself."""
    return copy_kind == KIND


def bring_up_to_date(school_id: UUID, channel_id: UUID) -> None:
    """Make a channel's WordPress page what it should be now. Raises ConnectorAway; NotFound where it has no connection."""
    with begin(school_id) as tx:
        connection = queries.connection_of(tx, school_id, channel_id)
    if connection is None:
        raise NotFound
    filling.fill(school_id, connection.id)


def take_down(school_id: UUID, copy_id: UUID) -> list[Look]:
    """Remove a copy of kind 'wordpress', and look at each of its addresses until now. Raises ConnectorAway, NotFound."""
    return filling.take_down(school_id, copy_id)


def connections(tx: Session, actor: Actor) -> list[ConnectionRow]:
    """The school's connections, oldest first, also those that ended and could not be emptied yet."""
    names = _channel_names(tx, actor)
    return [_row(each, names) for each in queries.connections(tx, actor.school)]


def page_of(tx: Session, actor: Actor, channel_id: UUID) -> ChannelPage:
    """Where a channel's pictures stand in a WordPress. Raises NotFound where it has no connection."""
    found = queries.connection_of(tx, actor.school, channel_id)
    if found is None:
        raise NotFound
    text = _text(found.problem)
    return ChannelPage(mode=found.mode, page_address=found.page_address, filled_at=found.filled_at, problem_text=text)


def connect(actor: Actor, new: NewConnection) -> ConnectionRow:
    """Tie a channel to a WordPress, after a call that shows that all we need is allowed there.

    Raises NotFound for the channel, Conflict where it isn't of that kind or has a connection, NotConnected with what went wrong.
    """
    with begin(actor.school) as tx:
        _check_channel(tx, actor, new.channel_id)
    try:
        root = wordpress.root_of(new.address)
        WordPress(root, new.user_name, new.password.get_secret_value()).check()
    except ConnectorAway as away:
        raise _not_connected(away) from None
    with begin(actor.school) as tx:
        _check_channel(tx, actor, new.channel_id)
        return _made(tx, actor, new, root)


def _made(tx: Session, actor: Actor, new: NewConnection, root: str) -> ConnectionRow:
    id_ = uuid4()
    made = Connection(
        id=id_,
        school_id=actor.school,
        channel_id=new.channel_id,
        address=root,
        user_name=new.user_name,
        secret=encrypted(filling.secret_of(id_), new.password.get_secret_value()),
        mode=new.mode,
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add(made)
    tx.flush()
    audit.record(tx, actor, "connection:make", made.id, channel=new.channel_id, mode=new.mode)
    record(tx, PageBehind(actor.school, made.id))
    return _row(made, _channel_names(tx, actor))


def change(actor: Actor, connection_id: UUID, wanted: ConnectionChange) -> ConnectionRow:
    """Another user, password or mode, after a call that shows that they do. Raises NotFound, NotConnected."""
    with begin(actor.school) as tx:
        found = _in_use(tx, actor, connection_id)
    user_name = wanted.user_name or found.user_name
    password = wanted.password.get_secret_value() if wanted.password else _password(found)
    try:
        WordPress(found.address, user_name, password).check()
    except ConnectorAway as away:
        raise _not_connected(away) from None
    with begin(actor.school) as tx:
        connection = _in_use(tx, actor, connection_id)
        connection.user_name, connection.mode = user_name, wanted.mode or connection.mode
        connection.secret, connection.problem = encrypted(filling.secret_of(connection.id), password), None
        tx.add(connection)
        audit.record(tx, actor, "connection:change", connection.id, mode=connection.mode)
        record(tx, PageBehind(actor.school, connection.id))
        return _row(connection, _channel_names(tx, actor))


def look_again(tx: Session, actor: Actor, connection_id: UUID) -> ConnectionRow:
    """Have the page made right now, not at the next regular look. Raises NotFound."""
    connection = _in_use(tx, actor, connection_id)
    audit.record(tx, actor, "connection:look", connection.id)
    record(tx, PageBehind(actor.school, connection.id))
    return _row(connection, _channel_names(tx, actor))


def end(tx: Session, actor: Actor, connection_id: UUID) -> None:
    """End a connection: what it put there is removed; the password is forgotten as soon as it has been. Raises NotFound."""
    connection = _in_use(tx, actor, connection_id)
    connection.ended_at = clock.now()
    tx.add(connection)
    tx.flush()
    audit.record(tx, actor, "connection:end", connection.id, channel=connection.channel_id)
    record(tx, PageBehind(actor.school, connection.id))


def _in_use(tx: Session, actor: Actor, connection_id: UUID) -> Connection:
    found = queries.lock_connection(tx, actor.school, connection_id)
    if found.ended_at is not None:
        raise NotFound
    return found


def _password(connection: Connection) -> str:
    try:
        return decrypted(filling.secret_of(connection.id), connection.secret)
    except NotReadable:
        raise NotConnected(WORDS["password_lost"]) from None


def _not_connected(away: ConnectorAway) -> NotConnected:
    return NotConnected(WORDS[away.word])


def _check_channel(tx: Session, actor: Actor, channel_id: UUID) -> None:
    channel = next((each for each in channels.listed(tx, actor) if each.id == channel_id), None)
    if channel is None:
        raise NotFound
    if channel.kind != KIND:
        raise Conflict("Only a channel of the kind 'WordPress page' can be connected. Make one first.", slug="wrong-kind")
    if queries.connection_of(tx, actor.school, channel_id) is not None:
        raise Conflict("This channel is connected already. End that connection first.", slug="connected-already")


def _channel_names(tx: Session, actor: Actor) -> Mapping[UUID, str]:
    return {each.id: each.name for each in channels.listed(tx, actor)}


def _row(connection: Connection, names: Mapping[UUID, str]) -> ConnectionRow:
    fields: dict[str, Any] = {
        field: getattr(connection, field) for field in ConnectionRow.model_fields if hasattr(connection, field)
    }
    return ConnectionRow(**fields, channel_name=names[connection.channel_id], problem_text=_text(connection.problem))


def _text(problem: str | None) -> str | None:
    return None if problem is None else WORDS[problem]
