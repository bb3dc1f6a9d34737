"""What the demonstration's school sends out beside its website: a channel of each kind, and a family that changed its mind.

Each step looks for what is there already; the last one, a pack that a newspaper fetched, says that all of it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session, select

from consentsvc.consent import service as consent
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.newsletters import service as newsletters
from consentsvc.newsletters.schemas import IssueDraft, NewIssue, PartInput
from consentsvc.packs import sending
from consentsvc.packs import service as packs
from consentsvc.packs.schemas import NewPack, PackRow
from consentsvc.publishing import channels, copies
from consentsvc.publishing import service as publishing
from consentsvc.publishing.schemas import ChannelRow, NewChannel, PlacementItem, PlacementRow
from consentsvc.roster.models import Child, Guardianship
from consentsvc.takedown import watching

POSTED: Final = (4, 2)  # photographs that somebody posted; the second has to come down
WITHDRAWS: Final = "1003"  # the child whose family doesn't want it on social media any more: in the second, and not in the first
POSTS: Final = "https://social.example/oakfield/posts"


class Outlet(NamedTuple):
    """A channel, and the numbers of the photographs in it."""

    channel: NewChannel
    photographs: Sequence[int]


SOCIAL: Final = Outlet(NewChannel(name="Our social media page", purpose="social_media"), POSTED)
PRESS: Final = Outlet(NewChannel(name="Local newspaper", purpose="press"), (5,))
OUTLETS: Final = (
    SOCIAL,
    PRESS,
    Outlet(NewChannel(name="Families’ album", purpose="closed_parent_area", kind="parent_area"), (6, 4, 1)),
    Outlet(NewChannel(name="Screen in the hall", purpose="in_school_display", kind="screen", review_days=28), (6, 1)),
)
NEWSLETTER: Final = (7, 1)  # photographs of the issue that is being written


@dataclass(frozen=True, slots=True)
class _Gallery:
    """The website's photographs by their numbers, and how each is described there."""

    photo_ids: Sequence[UUID]
    alts: Sequence[str]

    def item(self, number: int) -> PlacementItem:
        """As it is placed elsewhere."""
        return PlacementItem(photo_id=self.photo_ids[number], caption="Sports day in the sun", alt=self.alts[number])


def prepare(actor: Actor, teacher: Actor, file_names: Sequence[str]) -> None:
    """Send out what isn't yet, of the photographs with these file names, as this actor; `teacher` works on the newsletter."""
    with begin(actor.school) as tx:
        known = {each.purpose: each for each in channels.listed(tx, actor)}
        if PRESS.channel.purpose in known and packs.listed(tx, actor, known[PRESS.channel.purpose].id):
            return
        gallery = _gallery(tx, actor, file_names)
        there = {outlet.channel.purpose: _channel(tx, actor, known, outlet.channel) for outlet in OUTLETS}
    for outlet in OUTLETS:
        _place(actor, there[outlet.channel.purpose], [gallery.item(number) for number in outlet.photographs])
    with begin(actor.school) as tx:
        _note_posts(tx, actor, there["social_media"], gallery)
        _write_issue(tx, teacher, known["digital_newsletter"], gallery)
        _withdraw(tx, actor)
    watching.look(actor.school)
    _hand_over(actor, there["press"])


def _gallery(tx: Session, actor: Actor, file_names: Sequence[str]) -> _Gallery:
    found = tx.exec(select(Photo).where(Photo.school_id == actor.school)).all()
    by_name = {photo.file_name: photo.id for photo in found}
    ids = [by_name[each] for each in file_names]
    alts = {placed.photo_id: placed.alt for placed in publishing.placements(tx, actor, None, None, True, 2000)}
    return _Gallery(ids, [alts[id_] for id_ in ids])


def _channel(tx: Session, actor: Actor, known: dict[str, ChannelRow], new: NewChannel) -> ChannelRow:
    return known.get(new.purpose) or channels.create(tx, actor, new)


def _place(actor: Actor, channel: ChannelRow, items: Collection[PlacementItem]) -> None:
    with begin(actor.school) as tx:
        before = {placed.photo_id for placed in _hanging(tx, actor, channel, removed=True)}
    if new := [item for item in items if item.photo_id not in before]:
        publishing.place_many(actor, channel.id, new)


def _hanging(tx: Session, actor: Actor, channel: ChannelRow, *, removed: bool = False) -> list[PlacementRow]:
    return publishing.placements(tx, actor, channel.id, None, removed, 2000)


def _note_posts(tx: Session, actor: Actor, channel: ChannelRow, gallery: _Gallery) -> None:
    hanging = {placed.photo_id: placed.id for placed in _hanging(tx, actor, channel)}
    for post, number in enumerate(POSTED, start=1):
        if placement_id := hanging.get(gallery.photo_ids[number]):
            where, address = f"Our page, post {post} about sports day", f"{POSTS}/{post}"
            copies.note(tx, actor, placement_id, "social", where, addresses=[address], key=f"demonstration {post}")


def _write_issue(tx: Session, actor: Actor, channel: ChannelRow, gallery: _Gallery) -> None:
    if newsletters.issues(tx, actor, channel.id):
        return
    issue = newsletters.create(tx, actor, NewIssue(channel_id=channel.id, title="A day in the sun"))
    pictures = [
        PartInput(kind="picture", photo_id=gallery.photo_ids[number], alt=gallery.alts[number], text=caption)
        for number, caption in zip(NEWSLETTER, ("Ready, steady, go", "At the finish"), strict=True)
    ]
    parts = [
        PartInput(kind="heading", text="Our summer sports day"),
        PartInput(kind="text", text="The field was dry, the sun was out, and everybody ran.\n\nThank you to all who helped."),
        *pictures,
    ]
    newsletters.save(tx, actor, issue.id, IssueDraft(revision=issue.revision, title=issue.title, parts=parts))


def _withdraw(tx: Session, actor: Actor) -> None:
    """A family doesn't want its child on social media any more."""
    child_id, guardian_id = tx.exec(
        select(Child.id, Guardianship.guardian_id)
        .join(Guardianship)
        .where(Child.school_id == actor.school, Child.ref == WITHDRAWS, Guardianship.relationship == "mother")
    ).one()
    family = Actor(kind="family", id=guardian_id, school_id=actor.school)
    consent.answer(tx, family, Speaker.guardian(child_id, guardian_id), purpose="social_media", said="withdrawn", method="online")


def _hand_over(actor: Actor, channel: ChannelRow) -> None:
    """A pack for a newspaper, which fetches it."""
    with begin(actor.school) as tx:
        if not _hanging(tx, actor, channel):
            return
        pack = packs.make(tx, actor, NewPack(channel_id=channel.id, name="Sports day", recipient="The Oakfield Gazette"))
    _fetch(pack)


def _fetch(pack: PackRow) -> None:
    for _ in sending.pieces(*packs.fetch_by_code(pack.address.rsplit("/", 1)[1])):
        pass
