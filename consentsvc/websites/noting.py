"""What a look leaves: findings that begin, go on and end; and for a copy that nobody told us about, that it is known from now on (P9)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, system
from consentsvc.kernel.facts import record
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import copies
from consentsvc.publishing.facts import CopyNoted
from consentsvc.publishing.models import Copy
from consentsvc.takedown import tasks
from consentsvc.websites import queries
from consentsvc.websites.facts import UnknownCopySeen
from consentsvc.websites.looking import Looked
from consentsvc.websites.models import Finding, Page
from consentsvc.websites.ours import Match
from consentsvc.websites.schemas import FindingKind

Open = Mapping[tuple[str, str], Finding]
"""A page's open findings, by kind and address."""


def note(tx: Session, page: Page, looked: Looked) -> None:
    """Keep what was seen on a page, which is held for writing; safe to run twice.

    A picture that is sealed or deleted counts as any other; nobody sees a finding about it.
    """
    page.problem = looked.problem
    if looked.problem != "no_time":  # else it comes first the next time
        page.looked_at = clock.now()
    if not looked.is_read:
        return
    page.pictures = looked.pictures
    with every_photo(tx):
        _Noting(tx, page).note(looked)


class _Noting:
    """One page's findings, while they are brought up to date."""

    def __init__(self, tx: Session, page: Page) -> None:
        self.tx, self.page, self.by = tx, page, system(page.school_id)
        self.open: Open = {(each.kind, each.address): each for each in queries.open_on(tx, page.school_id, page.id)}
        self.seen: set[UUID] = set()

    def note(self, looked: Looked) -> None:
        known = queries.copies_at(self.tx, self.page.school_id, looked.alike)
        for address, match in looked.alike.items():
            self._alike(address, match, known.get(address, ()))
        for address, code in looked.dead.items():
            self._found("dead_link", address, queries.placed_photo(self.tx, self.page.school_id, code))
        for each in self.open.values():
            if each.id not in self.seen and each.address not in looked.unsure:
                each.ended_at = clock.now()
        self.tx.flush()

    def _alike(self, address: str, match: Match, known: Sequence[Copy]) -> None:
        if not known:
            self._unknown(address, match)
        elif all(each.state == "gone" for each in known):
            self._came_back(address, match, known[-1])
        else:  # told of, or noted at an earlier look: what stands open about it goes on
            self._goes_on("still_there", address)
            if found := self._goes_on("unknown_copy", address):
                self._tell(found)

    def _unknown(self, address: str, match: Match) -> None:
        if found := self._found("unknown_copy", address, match.photo_id, distance=match.distance):
            if match.placement_id and not found.copy_id:
                found.copy_id = self._noted(address, match.placement_id).id
            self._tell(found)

    def _noted(self, address: str, placement_id: UUID) -> Copy:
        where = f"On the page {self.page.address}"
        return copies.note(self.tx, self.by, placement_id, "other", where, addresses=[address], key=f"website {address}")

    def _tell(self, found: Finding) -> None:
        """Whoever minds breaches looks whether it may be there."""
        assert found.photo_id is not None
        record(self.tx, UnknownCopySeen(found.school_id, found.id, found.photo_id))

    def _came_back(self, address: str, match: Match, copy: Copy) -> None:
        self._found("still_there", address, match.photo_id, distance=match.distance, copy_id=copy.id)
        tasks.still_there(self.tx, self.by, copy.id, address)
        if copy.state == "gone":  # there was no task for it: it came down before it had to
            copies.is_there(self.tx, self.by, copy)
            record(self.tx, CopyNoted(self.page.school_id, copy.id, copy.placement_id))

    def _found(
        self,
        kind: FindingKind,
        address: str,
        photo_id: UUID | None,
        *,
        distance: int | None = None,
        copy_id: UUID | None = None,
    ) -> Finding | None:
        """The finding, open since before or from now on; None where somebody said that it needs nothing more."""
        if found := self._goes_on(kind, address):
            return found
        if kind != "still_there" and queries.ended_by_somebody(
            self.tx, self.page.school_id, self.page.id, kind, address, photo_id
        ):
            return None
        now = clock.now()
        made = Finding(
            school_id=self.page.school_id,
            page_id=self.page.id,
            kind=kind,
            address=address,
            photo_id=photo_id,
            copy_id=copy_id,
            distance=distance,
            found_at=now,
            last_seen_at=now,
        )
        self.tx.add(made)
        self.tx.flush()
        audit.record(self.tx, self.by, "website:find", made.id, kind=kind)
        return made

    def _goes_on(self, kind: FindingKind, address: str) -> Finding | None:
        found = self.open.get((kind, address))
        if found:
            found.last_seen_at = clock.now()
            self.seen.add(found.id)
        return found


def end(tx: Session, actor: Actor, finding: Finding, by: UUID, why: str) -> None:
    """Somebody says that a finding needs nothing more."""
    finding.ended_at, finding.ended_by, finding.why_ended = clock.now(), by, why
    tx.flush()
    audit.record(tx, actor, "website:settle", finding.id)
