"""Whose own word ended a placement: a no that stands, of somebody who speaks for a person in the picture (P10, G1).

A placement whose people are those it was made from could not have shown while such a no stood. So a no that stands now was said while
it showed, and ended it, whatever else did. Where no such no stands, or where somebody was named anew, it was nobody's own word.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent.speakers import Speaker
from consentsvc.media.framing import is_seen
from consentsvc.takedown.queries import watching as queries


class Word(NamedTuple):
    """What somebody said, and who: all that stands on one receipt is one word. Or nobody's."""

    key: str
    speaker: Speaker | None


NOBODYS: Final = Word("", None)


def ended_by(tx: Session, school_id: UUID, as_made: Collection[UUID]) -> Mapping[UUID, Word]:
    """By placement, the first word that ended it, where one did. as_made: in place, with the people that they were made from."""
    found: dict[UUID, Word] = {}
    for no in queries.noes(tx, school_id, as_made):
        if is_seen(no.box, no.crop):
            speaker = Speaker(child_id=no.child_id, guardian_id=no.guardian_id, adult_id=no.adult_id)
            found.setdefault(no.placement_id, Word(no.key, speaker))
    return found
