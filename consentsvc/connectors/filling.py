"""Keeping a WordPress page as it should be, and taking down from it (P9).

What is there is asked of WordPress each time: our files carry the placement's id in their name. So a call that timed out, a worker that
died and a copy that came twice are all the same case: what should be there and isn't is put there, what is there and shouldn't be is
removed. No transaction is open while WordPress is spoken to; one task at a time speaks with one connection.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.connectors import block, looking, queries
from consentsvc.connectors.block import Shot
from consentsvc.connectors.looking import Look
from consentsvc.connectors.models import Connection
from consentsvc.connectors.wordpress import Medium, Missing, Page, ServerFailed, WordPress
from consentsvc.connectors.words import ConnectorAway
from consentsvc.kernel import clock
from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin, held
from consentsvc.kernel.encryption import NotReadable, decrypted
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.settings import settings
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import copies, galleries, serving
from consentsvc.publishing import service as publishing
from consentsvc.publishing.models import Copy
from consentsvc.publishing.placed import Placed
from consentsvc.publishing.schemas import CopyState

UPLOADS_A_TURN: Final = 10
"""Files that are put there before whoever else waits for this connection has a turn."""

ARRIVING: Final = timedelta(minutes=15)
"""So long after the last try a file may still come out of a WordPress that didn't answer."""

PATIENCE: Final = 30.0  # seconds that one task waits for another's turn to end
FINISHING_TRIES: Final = 3
REFUSALS: Final = frozenset({"sign_in", "not_allowed", "no_room", "moved", "overloaded"})
"""Words after which WordPress has certainly taken no file."""


@dataclass(frozen=True, slots=True)
class Link:
    """A connection as one turn sees it. is_ended: nothing is to be there any more."""

    id: UUID
    school_id: UUID
    channel_id: UUID
    site: WordPress
    mode: str
    page_id: int | None
    page_address: str | None
    is_ended: bool

    @property
    def name(self) -> str:
        """Of our block and page, and how the names of our files begin."""
        return f"pictures-{self.id.hex[:12]}"

    @property
    def prefix(self) -> str:
        """How the keys of its copies begin."""
        return f"wordpress:{self.id}:"

    @property
    def where(self) -> str:
        return f"WordPress page on {urlsplit(self.site.root).hostname}"

    def file_name(self, placement_id: UUID) -> str:
        """Without its ending. It tells nothing of the picture (P3)."""
        return f"{self.name}-{placement_id.hex}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is to show, newest first, under which title."""

    title: str
    placed: Sequence[Placed]


def secret_of(connection_id: UUID) -> str:
    """What a connection's password is encrypted for."""
    return f"connection {connection_id}"


def fill(school_id: UUID, connection_id: UUID) -> None:
    """Make the page what it should be now, in as many turns as it takes. Raises ConnectorAway, NotFound."""
    began = clock.now()
    try:
        is_done = False
        while not is_done:
            with _turn(school_id, connection_id) as link:
                is_done = _one_turn(link)
    except ConnectorAway as away:
        _note(school_id, connection_id, problem=away.word)
        raise
    _note(school_id, connection_id, problem=None, filled_at=began)


def take_down(school_id: UUID, copy_id: UUID) -> list[Look]:
    """Remove a copy, and look at each of its addresses. Raises ConnectorAway, NotFound."""
    with begin(school_id) as tx, every_photo(tx):
        copy = copies.copy(tx, school_id, copy_id)
    with _turn(school_id, _connection_id(copy)) as link:
        found = link.site.media(link.file_name(copy.placement_id))
        _note_found(link, {copy.placement_id: found})
        for medium in found:
            link.site.delete(medium.id)
        _write_page(link, _wanted(link), without=copy.placement_id)
        if copy.state == "making" and not found and clock.now() < copy.made_at + ARRIVING:
            raise ConnectorAway("may_arrive")
        return _looks(link, copy_id)


def _connection_id(copy: Copy) -> UUID:
    try:
        return UUID(copy.key.split(":")[1])
    except (IndexError, ValueError):
        raise NotFound from None


@contextmanager
def _turn(school_id: UUID, connection_id: UUID) -> Iterator[Link]:
    """Speak with a connection, alone. Raises ConnectorAway."""
    with held(f"connection {connection_id}", PATIENCE) as is_mine:
        if not is_mine:
            raise ConnectorAway("busy")
        with begin(school_id) as tx:
            link = _link(queries.connection(tx, school_id, connection_id))
        yield link


def _link(found: Connection) -> Link:
    if not found.secret:
        raise ConnectorAway("ended")
    try:
        password = decrypted(secret_of(found.id), found.secret)
    except NotReadable:
        raise ConnectorAway("password_lost") from None
    return Link(
        id=found.id,
        school_id=found.school_id,
        channel_id=found.channel_id,
        site=WordPress(found.address, found.user_name, password),
        mode=found.mode,
        page_id=found.page_id,
        page_address=found.page_address,
        is_ended=found.ended_at is not None,
    )


def _one_turn(link: Link) -> bool:
    """Remove what shouldn't be there, put there what is missing, as far as a turn goes; whether nothing is left to do."""
    wanted = _wanted(link)
    with_files = {placed.placement.id for placed in wanted.placed if _goes_as_file(link, placed)}
    there = _media(link)
    _note_found(link, there)
    for placement_id, media in there.items():
        for medium in media[1:] if placement_id in with_files else media:
            link.site.delete(medium.id)
    for placement_id in with_files & there.keys():
        _finish(link, placement_id, there[placement_id][0])
    _note_links(link, wanted)
    missing = [placed for placed in wanted.placed if placed.placement.id in with_files - there.keys()]
    page_id = _write_page(link, wanted)
    for placed in missing[:UPLOADS_A_TURN]:
        _upload(link, placed)
    if missing:
        _write_page(link, _wanted(link), page_id=page_id)
    return len(missing) <= UPLOADS_A_TURN


def _goes_as_file(link: Link, placed: Placed) -> bool:
    """A film is always a live link: too large for most media libraries, and nothing there would recall it."""
    return link.mode == "copy" and "clip" not in placed.files


def _wanted(link: Link) -> Wanted:
    """What the channel shows at this moment (P1)."""
    with begin(link.school_id) as tx:
        shown = galleries.whole(tx, link.school_id, link.channel_id)
    return Wanted(shown.name, [] if link.is_ended else shown.placed)


def _media(link: Link) -> dict[UUID, list[Medium]]:
    """Our files, by placement, oldest first."""
    found: dict[UUID, list[Medium]] = {}
    for medium in link.site.media(f"{link.name}-"):
        try:
            placement_id = UUID(medium.file_name.removeprefix(f"{link.name}-")[:32])
        except ValueError:
            continue
        found.setdefault(placement_id, []).append(medium)
    return found


def _standing(tx: Session, link: Link) -> dict[UUID, Copy]:
    """The copies of this connection that may be there, by placement; the oldest of each."""
    found: dict[UUID, Copy] = {}
    for copy in copies.kept_under(tx, link.school_id, link.prefix):
        found.setdefault(copy.placement_id, copy)
    return found


def _note_found(link: Link, there: Mapping[UUID, Sequence[Medium]]) -> None:
    """What is there is known, every address of it, before anything becomes of it."""
    with begin(link.school_id) as tx, every_photo(tx):
        known = _standing(tx, link)
        for placement_id, media in there.items():
            if media and (copy := known.get(placement_id) or _noted(tx, link, placement_id)):
                addresses = [address for medium in media for address in medium.addresses]
                copies.was_made(tx, system(link.school_id), copy, addresses=addresses, remote_id=str(media[0].id))


def _noted(tx: Session, link: Link, placement_id: UUID, state: CopyState = "making") -> Copy | None:
    """A copy that isn't known yet; None: there is no such placement (any more)."""
    key = f"{link.prefix}{placement_id}:{uuid4()}"
    try:
        return copies.note(tx, system(link.school_id), placement_id, "wordpress", link.where, key=key, state=state)
    except NotFound:
        return None


def _note_links(link: Link, wanted: Wanted) -> None:
    """A live link is known before it stands there."""
    with begin(link.school_id) as tx:
        known = _standing(tx, link)
        for placed in wanted.placed:
            if not _goes_as_file(link, placed) and placed.placement.id not in known:
                _noted(tx, link, placed.placement.id, "there")


def _finish(link: Link, placement_id: UUID, medium: Medium) -> None:
    """Have WordPress make the sizes that it died over; one that it can't make stays away."""
    if not medium.is_whole:
        try:
            _note_found(link, {placement_id: [link.site.finish(medium.id)]})
        except (ServerFailed, Missing):
            return


def _upload(link: Link, placed: Placed) -> None:
    """Put a file there: noted before, decided anew just before (P1, S4)."""
    placement_id = placed.placement.id
    begun = _begun(link, placement_id)
    if begun is None:
        return None
    copy_id, is_new = begun
    picture = serving.picture(placed.placement.code, "large")
    if not picture.is_shown:
        return _never_made(link, copy_id) if is_new else None
    try:
        medium = _uploaded(link.site, f"{link.file_name(placement_id)}.jpg", picture.data)
    except ConnectorAway as away:
        if is_new and away.word in REFUSALS:
            _never_made(link, copy_id)
        raise
    return _note_found(link, {placement_id: [medium]})


def _begun(link: Link, placement_id: UUID) -> tuple[UUID, bool] | None:
    """The copy that is about to be made, and whether this is the first try; None: the placement was sealed or deleted meanwhile."""
    with begin(link.school_id) as tx:
        known = _standing(tx, link).get(placement_id)
        copy = known or _noted(tx, link, placement_id)
        if copy is None:
            return None
        copies.is_being_made(tx, copy)
        return copy.id, known is None


def _never_made(link: Link, copy_id: UUID) -> None:
    with begin(link.school_id) as tx, every_photo(tx):
        copies.was_not_made(tx, system(link.school_id), copies.copy(tx, link.school_id, copy_id))


def _uploaded(site: WordPress, file_name: str, data: bytes) -> Medium:
    """Where WordPress takes the file and dies over its sizes, it says under which number; then it is asked to go on, as its editor does."""
    try:
        return site.upload(file_name, "image/jpeg", data)
    except ServerFailed as failed:
        if failed.media_id is None:
            raise
        return _finished(site, failed.media_id)


def _finished(site: WordPress, media_id: int) -> Medium:
    for last in range(1 - FINISHING_TRIES, 1):
        try:
            return site.finish(media_id)
        except Missing:
            raise ConnectorAway("error") from None
        except ServerFailed:
            if last == 0:
                raise
    raise ConnectorAway("error")


def _write_page(link: Link, wanted: Wanted, *, without: UUID | None = None, page_id: int | None = None) -> int | None:
    """The page with what is wanted and there, without one placement; made where there is none and something to show. Its number."""
    shots = [shot for placed, shot in _shots(link, wanted) if placed.placement.id != without]
    page = _page(link, page_id or link.page_id)
    if page is None and not shots:
        return None
    ours = block.block(link.name, shots)
    if page is None:
        page = link.site.new_page(link.name, wanted.title, ours)
    elif page.status == "trash":
        raise ConnectorAway("in_bin")
    content = block.put_in(page.content, link.name, ours)
    if (page.title, page.content) != (wanted.title, content):
        page = link.site.change_page(page.id, wanted.title, content)
    _note(link.school_id, link.id, page=page)
    return page.id


def _page(link: Link, page_id: int | None) -> Page | None:
    """The page, which may have been made by a call that got no answer."""
    if page_id is not None:
        try:
            return link.site.page(page_id)
        except Missing:
            pass
    return link.site.page_called(link.name)


def _shots(link: Link, wanted: Wanted) -> Iterator[tuple[Placed, Shot]]:
    """What stands on the page: of those that go as files, those whose file is there."""
    with begin(link.school_id) as tx:
        known = _standing(tx, link)
    for placed in wanted.placed:
        copy = known.get(placed.placement.id)
        if copy is not None and copy.state == "there":
            yield placed, _shot(placed, copy if _goes_as_file(link, placed) else None)


def _shot(placed: Placed, copy: Copy | None) -> Shot:
    large, own = placed.files["large"], settings().public_url
    clip = own + publishing.address(placed, "clip") if "clip" in placed.files else None
    address = copy.addresses[0] if copy else own + publishing.address(placed, "large")
    medium = int(copy.remote_id) if copy and copy.remote_id else None
    return Shot(address, placed.alt, placed.caption, large.width, large.height, medium, clip)


def _looks(link: Link, copy_id: UUID) -> list[Look]:
    """The proof: each address of the copy; of a live link, the page."""
    with begin(link.school_id) as tx, every_photo(tx):
        copy = copies.copy(tx, link.school_id, copy_id)
    if copy.addresses:
        return looking.look(copy.addresses)
    if copy.state == "there" and link.page_address:
        return [looking.look_for(link.page_address, _code(link, copy))]
    return [Look(link.site.listing(link.file_name(copy.placement_id)), 200, True)]  # WordPress was asked, and knows of none


def _code(link: Link, copy: Copy) -> str:
    """What a page with this live link would hold."""
    with begin(link.school_id) as tx, every_photo(tx):
        return publishing.placed(tx, link.school_id, copy.placement_id).placement.code


def _note(school_id: UUID, connection_id: UUID, *, page: Page | None = None, **values: object) -> None:
    found = {"page_id": page.id, "page_address": page.link} if page else {}
    with begin(school_id) as tx:
        connection = queries.lock_connection(tx, school_id, connection_id)
        for field, value in {**found, **values}.items():
            setattr(connection, field, value)
        tx.add(connection)
