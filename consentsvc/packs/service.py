"""The verbs of the packs room: make a pack, look at it, end it, and give it to whoever comes by its address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from consentsvc.accounts import service as accounts
from consentsvc.audit import service as audit
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.codes import PublicCode, enter_by, new_code
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotFound, Problem, Refused
from consentsvc.kernel.languages import phrase
from consentsvc.kernel.schemas import Named
from consentsvc.kernel.settings import settings
from consentsvc.media.hidden import every_photo
from consentsvc.packs import queries
from consentsvc.packs.models import Pack, PackedPlacement, PackFetched
from consentsvc.packs.schemas import MOST_PICTURES, FetchRow, NewPack, PackDetail, PackedRow, PackRow
from consentsvc.publishing import copies, handing
from consentsvc.publishing.galleries import NO_TITLE
from consentsvc.publishing.handing import Placed
from consentsvc.publishing.models import Channel
from consentsvc.publishing.schemas import CopyKind
from consentsvc.schools import service as schools

HANDED_OVER: Final = ("public", "none")
"""Doors of channels whose pictures may leave as files: what stays behind a sign-in or in the building doesn't."""

_KIND_OF_COPY: Final[Mapping[str, CopyKind]] = {"press": "press", "paper": "print"}


class PackEnded(Problem):
    """The address of a pack that can't be fetched any more."""

    status = 410
    slug = "pack-ended"
    title = phrase("These pictures can't be fetched any more")

    def __init__(self) -> None:
        super().__init__(phrase("Please ask the school."))


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a pack, by the name that it has there for good. placed: None where its picture was sealed or deleted."""

    placement_id: UUID
    file: str
    placed: Placed | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A pack as it is fetched. name, school, purpose: in words for whoever gets it."""

    pack: Pack
    kind_of_copy: CopyKind
    name: str
    school: str
    purpose: str
    items: Sequence[Item]

    @property
    def address(self) -> str:
        return _address(self.pack)


@dataclass(frozen=True, slots=True)
class PackPage:
    """What a pack's page says. pictures: how many may be fetched now. stopped: files that somebody has and may not use any more."""

    name: str
    school: str
    purpose: str
    is_open: bool
    pictures: int
    stopped: Sequence[str]


def make(tx: Session, actor: Actor, new: NewPack) -> PackRow:
    """A pack of what is named, or of everything in place. Nothing stored says that a picture may go: each fetch decides anew (P1, S4).

    Raises NotFound, Invalid, Conflict (`not-handed-over`, `nothing-to-hand-over`), Refused (`name-told`) for words that give a child's
    name (P2).
    """
    channel = handing.channel(tx, actor.school, new.channel_id)
    if handing.kind_of(channel).door not in HANDED_OVER:
        raise Conflict(
            "Pictures of this channel stay where they are. They can't be handed over as files.", slug="not-handed-over"
        )
    if new.expires_on is not None and new.expires_on < clock.today():
        raise Invalid("This day has passed.", fields=[Field("body.expires_on", "Choose today or a later day.")])
    wanted = _wanted(tx, channel, new)
    _check_words(tx, actor, new, wanted)
    pack = Pack(
        **new.model_dump(exclude={"placement_ids"}),
        school_id=actor.school,
        code=new_code(),
        created_by=actor.id,
        created_at=clock.now(),
    )
    tx.add_all([pack, PublicCode(code=pack.code, kind="pack", school_id=actor.school)])
    tx.flush()
    tx.add_all(_packed(pack, wanted))
    tx.flush()
    audit.record(tx, actor, "pack:make", pack.id, channel=channel.id, pictures=len(wanted))
    return _rows(tx, actor, [pack])[0]


def listed(tx: Session, actor: Actor, channel_id: UUID) -> list[PackRow]:
    """The packs of a channel, newest first. Raises NotFound."""
    handing.channel(tx, actor.school, channel_id)
    return _rows(tx, actor, queries.packs(tx, actor.school, channel_id))


def detail(tx: Session, actor: Actor, pack_id: UUID) -> PackDetail:
    """A pack with its pictures and the times at which it was fetched. Raises NotFound."""
    pack = queries.pack(tx, actor.school, pack_id)
    items = [item for item in _items(tx, pack) if item.placed]
    showing = handing.showing(tx, actor.school, [item.placed for item in items if item.placed])
    out = _out(tx, pack, [item.placement_id for item in items])
    times = queries.fetched(tx, actor.school, pack.id)
    people = accounts.named(tx, {each.by for each in times if each.by})
    return PackDetail(
        **_rows(tx, actor, [pack])[0].model_dump(),
        items=[_packed_row(item, showing, out) for item in items],
        fetched=[_fetch_row(each, people) for each in times],
    )


def end(tx: Session, actor: Actor, pack_id: UUID) -> PackRow:
    """Nobody can fetch it any more; ending it twice is ending it once. Raises NotFound."""
    pack = queries.lock_pack(tx, actor.school, pack_id)
    if pack.ended_at is None:
        pack.ended_at = clock.now()
        tx.flush()
        audit.record(tx, actor, "pack:end", pack.id, channel=pack.channel_id)
    return _rows(tx, actor, [pack])[0]


def open_again(tx: Session, actor: Actor, pack_id: UUID) -> PackRow:
    """Undo an end: it can be fetched again at the same address. Raises NotFound."""
    pack = queries.lock_pack(tx, actor.school, pack_id)
    if pack.ended_at is not None:
        pack.ended_at = None
        tx.flush()
        audit.record(tx, actor, "pack:open-again", pack.id, channel=pack.channel_id)
    return _rows(tx, actor, [pack])[0]


def page(tx: Session, code: str) -> PackPage:
    """What the page of a pack says at this moment. Raises NotFound."""
    school_id = enter_by(tx, "pack", code)
    parcel = _parcel(tx, queries.pack_by_code(tx, school_id, code))
    showing = handing.showing(tx, school_id, [item.placed for item in parcel.items if item.placed])
    out = _out(tx, parcel.pack, [item.placement_id for item in parcel.items])
    return PackPage(
        name=parcel.name,
        school=parcel.school,
        purpose=parcel.purpose,
        is_open=is_open(parcel.pack),
        pictures=len(showing),
        stopped=[item.file for item in parcel.items if item.placement_id in out and item.placement_id not in showing],
    )


def fetch_by_id(actor: Actor, pack_id: UUID) -> tuple[Actor, Parcel]:
    """A pack for a member of staff, who acts as themself. Raises NotFound, PackEnded, Refused (`name-told`)."""
    with begin(actor.school) as tx:
        return actor, _fetched(tx, actor, queries.pack(tx, actor.school, pack_id))


def fetch_by_code(code: str) -> tuple[Actor, Parcel]:
    """A pack for whoever has its address, and as whom they act. Raises NotFound, PackEnded, Refused (`name-told`)."""
    with begin() as tx:
        school_id = enter_by(tx, "pack", code)
        actor = Actor(kind="public", id=None, school_id=school_id)
        return actor, _fetched(tx, actor, queries.pack_by_code(tx, school_id, code))


def hand_over(tx: Session, actor: Actor, parcel: Parcel, item: Item) -> Placed | None:
    """The picture, its words as everybody may read them, where it may go at this moment; noted as a copy, before its first byte leaves.

    Who has it from this pack already isn't noted again (P1, P9). A pack that ends while it is sent gives nothing more.
    """
    if not is_open(queries.pack(tx, actor.school, parcel.pack.id)):
        return None
    found = handing.placements(tx, actor.school, [item.placement_id])
    shown = handing.showing(tx, actor.school, found.values()).get(item.placement_id)
    if shown is not None and not _out(tx, parcel.pack, [item.placement_id]):
        where = f"{parcel.pack.recipient}: {parcel.pack.name}, {item.file}"
        key = f"{_key(parcel.pack, item.placement_id)}{uuid4()}"
        copies.note(tx, actor, item.placement_id, parcel.kind_of_copy, where, key=key)
    return shown


def note_fetch(tx: Session, actor: Actor, parcel: Parcel, sent: int, withheld: int) -> None:
    """Note that the whole pack went out."""
    by = actor.id if actor.kind == "staff" else None
    tx.add(PackFetched(school_id=actor.school, pack_id=parcel.pack.id, sent=sent, withheld=withheld, by=by, at=clock.now()))
    tx.flush()


def is_open(pack: Pack) -> bool:
    """Whether it can be fetched now."""
    return pack.ended_at is None and (pack.expires_on is None or clock.today() <= pack.expires_on)


def _wanted(tx: Session, channel: Channel, new: NewPack) -> Sequence[Placed]:
    """What is named, in that order, or everything in place, oldest first."""
    there = handing.in_place(tx, channel.school_id, channel.id)
    if new.placement_ids is not None:
        known = {placed.placement.id: placed for placed in there}
        if not set(new.placement_ids) <= known.keys():
            raise NotFound
        there = [known[each] for each in reversed(dict.fromkeys(new.placement_ids))]
    if not there:
        raise Conflict("There is nothing in this channel to hand over. Put pictures in it first.", slug="nothing-to-hand-over")
    if len(there) > MOST_PICTURES:
        raise Conflict(f"A pack holds {MOST_PICTURES} pictures at most. Choose some of them.", slug="pack-too-large")
    return there[::-1]


def _check_words(tx: Session, actor: Actor, new: NewPack, wanted: Sequence[Placed]) -> None:
    if new.watermark and any("clip" in placed.files for placed in wanted):
        raise Conflict("A video takes no text across it. Leave the videos or the text out.", slug="video-not-marked")
    texts = {"pack’s name": new.name, "text across the pictures": new.watermark}
    if told := handing.told(tx, actor.school, texts, wanted):
        raise Refused("These words would give a child's name with their picture.", slug="name-told", reasons=told)


def _packed(pack: Pack, wanted: Sequence[Placed]) -> list[PackedPlacement]:
    in_order = sorted(uuid4() for _ in wanted)  # read again by id, they stand in the order of this list
    return [
        PackedPlacement(id=id_, school_id=pack.school_id, pack_id=pack.id, placement_id=placed.placement.id)
        for id_, placed in zip(in_order, wanted, strict=True)
    ]


def _items(tx: Session, pack: Pack) -> list[Item]:
    ids = queries.packed(tx, pack.school_id, pack.id)
    known = handing.placements(tx, pack.school_id, ids)
    with every_photo(tx):  # a file is called the same for good: another name would tell that its picture was sealed (I4)
        every = handing.placements(tx, pack.school_id, ids)
    return [Item(id_, _file_name(number, every[id_]), known.get(id_)) for number, id_ in enumerate(ids, start=1)]


def _file_name(number: int, placed: Placed) -> str:
    """A number alone: a file's name tells nothing (P2)."""
    return f"{number:03}.{'mp4' if 'clip' in placed.files else 'jpg'}"


def _parcel(tx: Session, pack: Pack) -> Parcel:
    channel = handing.channel(tx, pack.school_id, pack.channel_id)
    items = _items(tx, pack)
    told = handing.told(tx, pack.school_id, {"pack’s name": pack.name}, [item.placed for item in items if item.placed])
    return Parcel(
        pack=pack,
        kind_of_copy=_KIND_OF_COPY.get(channel.kind, "pack"),
        name=NO_TITLE if told else pack.name,
        school=schools.school(tx, pack.school_id).name,
        purpose=PURPOSES[channel.purpose].name,
        items=items,
    )


def _fetched(tx: Session, actor: Actor, pack: Pack) -> Parcel:
    if not is_open(pack):
        raise PackEnded
    parcel = _parcel(tx, pack)
    found = [item.placed for item in parcel.items if item.placed]
    if told := handing.told(tx, pack.school_id, {"text across the pictures": pack.watermark}, found):
        raise Refused("The text across these pictures gives a child's name. Make another pack.", slug="name-told", reasons=told)
    audit.record(tx, actor, "pack:fetch", pack.id, channel=pack.channel_id)
    return parcel


def _key(pack: Pack, placement_id: UUID) -> str:
    return f"pack:{pack.id}:{placement_id}:"


def _out(tx: Session, pack: Pack, ids: Collection[UUID]) -> Collection[UUID]:
    """Those of its placements that somebody has from this pack."""
    standing = copies.standing(tx, pack.school_id, ids)
    return {id_ for id_ in ids if any(copy.key.startswith(_key(pack, id_)) for copy in standing.get(id_, ()))}


def _address(pack: Pack) -> str:
    return f"{settings().public_url}/pack/{pack.code}"


def _rows(tx: Session, actor: Actor, packs: Sequence[Pack]) -> list[PackRow]:
    ids = [pack.id for pack in packs]
    pictures, fetches = queries.how_many(tx, actor.school, ids), queries.fetches(tx, actor.school, ids)
    people = accounts.named(tx, {pack.created_by for pack in packs if pack.created_by})
    return [_row(pack, pictures.get(pack.id, 0), fetches.get(pack.id, (0, None)), people) for pack in packs]


def _row(pack: Pack, pictures: int, fetches: tuple[int, datetime | None], people: Mapping[UUID, Named]) -> PackRow:
    times, last = fetches
    return PackRow(
        **pack.model_dump(include={"id", "channel_id", "name", "recipient", "watermark", "expires_on", "created_at", "ended_at"}),
        address=_address(pack),
        pictures=pictures,
        is_open=is_open(pack),
        created_by=people.get(pack.created_by) if pack.created_by else None,
        fetches=times,
        last_fetched_at=last,
    )


def _packed_row(item: Item, showing: Mapping[UUID, Placed], out: Collection[UUID]) -> PackedRow:
    assert item.placed is not None
    return PackedRow(
        placement_id=item.placement_id,
        file=item.file,
        alt=item.placed.placement.alt,
        showing=item.placement_id in showing,
        is_out=item.placement_id in out,
    )


def _fetch_row(fetched: PackFetched, people: Mapping[UUID, Named]) -> FetchRow:
    by = people.get(fetched.by) if fetched.by else None
    return FetchRow(at=fetched.at, by=by, sent=fetched.sent, withheld=fetched.withheld)
