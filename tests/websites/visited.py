"""A school's own website with pictures on it, looks at it, and what they leave."""

import io
from uuid import UUID

import numpy as np
from PIL import Image
from sqlmodel import select

from consentsvc.breaches import noticing
from consentsvc.breaches.models import Breach
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import pictures
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo
from consentsvc.publishing import copies
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.takedown import watching
from consentsvc.takedown.models import Task
from consentsvc.websites import jobs, service
from consentsvc.websites.facts import LookWanted, UnknownCopySeen
from consentsvc.websites.models import Finding
from consentsvc.websites.schemas import FindingRow, NewPage, PageRow
from tests.publishing.stage import Stage
from tests.site import Said, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}


class Visited:
    """Acts at the stage's school; its page stands at /news."""

    def __init__(self, stage: Stage, site: Site) -> None:
        self.stage, self.site, self.school = stage, site, stage.school
        self.page = self.add("/news")

    def add(self, path: str) -> PageRow:
        return service.add(self.stage.actor(self.stage.cast.head), NewPage(address=self.site.address + path))

    def placed(self) -> PlacementRow:
        """A placed picture that can be told from others, unlike the stage's stripes."""
        photo_id = self.stage.photo()
        with begin(self.school) as tx:
            tx.get_one(Photo, photo_id).sha256 = blobs().put(self.school, saved(blocks(1)))
        return self.stage.place(photo_id)

    def shows(self, *addresses: str, path: str = "/news") -> None:
        """The page holds these pictures and nothing else."""
        html = "".join(f'<img src="{each}" alt="">' for each in addresses)
        self.site.pages[path] = Said(data=f"<!doctype html><p>News</p>{html}".encode(), headers=HTML)

    def puts(self, path: str, placed: PlacementRow, edge: int = 500) -> str:
        """A smaller copy of a placed picture, saved anew, on the site."""
        picture = Image.open(io.BytesIO(blobs().get(self.school, self.stage.sha256_of(placed, "large"))))
        picture.thumbnail((edge, edge))
        self.site.pages[path] = Said(data=saved(picture), headers={"Content-Type": "image/jpeg"})
        return self.site.address + path

    def puts_unplaced(self, path: str) -> tuple[str, UUID]:
        """A photo of a child who has not agreed, on the site, though nobody ever placed it."""
        self.site.pages[path] = Said(data=saved(blocks(3)), headers={"Content-Type": "image/jpeg"})
        photo_id = self.stage.photo([self.stage.cast.chidi])
        with begin(self.school) as tx:
            tx.get_one(Photo, photo_id).likeness = pictures.look_of(saved(blocks(3)))
        return self.site.address + path, photo_id

    def puts_another(self, path: str) -> str:
        """A picture that is none of the school's."""
        self.site.pages[path] = Said(data=saved(blocks(2)), headers={"Content-Type": "image/jpeg"})
        return self.site.address + path

    def look(self) -> None:
        jobs.look_at_pages(LookWanted(self.school))

    def found(self, *, ended: bool = False) -> list[FindingRow]:
        with begin(self.school) as tx:
            return service.findings(tx, self.stage.actor(self.stage.cast.head), ended=ended)

    def kinds(self, *, ended: bool = False) -> list[tuple[str, str]]:
        """Kind and path of each."""
        return sorted((each.kind, each.address.removeprefix(self.site.address)) for each in self.found(ended=ended))

    def page_now(self) -> PageRow:
        with begin(self.school) as tx:
            return next(each for each in service.pages(tx, self.stage.actor(self.stage.cast.head)) if each.id == self.page.id)

    def copies(self) -> list[Copy]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Copy).order_by(Copy.made_at, Copy.id)))

    def tells(self, placed: PlacementRow, address: str) -> UUID:
        """Somebody says that a copy is at an address."""
        with begin(self.school) as tx:
            actor = self.stage.actor(self.stage.cast.publisher)
            return copies.note(tx, actor, placed.id, "other", "Our news page", addresses=[address]).id

    def is_gone(self, copy_id: UUID) -> None:
        with begin(self.school) as tx:
            copies.is_gone(tx, self.stage.actor(self.stage.cast.publisher), tx.get_one(Copy, copy_id))

    def state(self, copy_id: UUID) -> str:
        with begin(self.school) as tx:
            return tx.get_one(Copy, copy_id).state

    def follows(self) -> None:
        """What the worker does after a look: takedowns and breaches."""
        watching.look(self.school)
        with begin(self.school) as tx, every_photo(tx):
            seen = list(tx.exec(select(Finding).where(Finding.kind == "unknown_copy")))
        for each in seen:
            noticing.look_at_an_unknown_copy(UnknownCopySeen(self.school, each.id, each.photo_id))

    def tasks(self) -> list[Task]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Task)))

    def breaches(self) -> list[Breach]:
        with begin(self.school) as tx:
            return list(tx.exec(select(Breach)))


def blocks(seed: int) -> Image.Image:
    """Large soft blocks of colour, others for each seed."""
    colours = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(colours).resize((640, 480))


def saved(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
