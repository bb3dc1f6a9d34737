"""The second look: what was made to go out is searched for faces again, and each must be somebody's who may be seen (W2, W3).

Values in, an answer out. Boxes are parts of the whole picture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from consentsvc.kernel.rulebook import Reason
from consentsvc.media.framing import Box, head

LIKELY: Final = 0.5
"""From this score on, a face that nobody marked stops a picture."""

POSSIBLE: Final = 0.3
"""From this score on, a face under a cover does."""

_SAME: Final = 0.15  # so much of two boxes in common, and they are of one face


def still_seen(
    photo_id: UUID,
    found: Iterable[tuple[Box, float]],
    covers: Mapping[UUID, Box],
    uncovered: Sequence[Box],
    covered_from: float = POSSIBLE,
) -> tuple[Reason, ...]:
    """Why a picture can't go out as it was made: one reason for each person who can be seen under a cover, then for faces that are
    nobody's.

    found: each face in it, and the detector's score. covers: the faces that were to be covered, by person. uncovered: the faces of
    everybody else who is in it. covered_from: the score from which a face under a cover counts.
    """
    seen, open_faces = set(), []
    for box, score in found:
        under = _covered(box, covers, uncovered)
        if under is not None:
            seen.update([under] if score >= covered_from else [])
        elif score >= LIKELY:
            open_faces.append(box)
    strangers = len(open_faces) - _faces_with_a_person(open_faces, uncovered)
    return tuple(_reasons([id_ for id_ in covers if id_ in seen], strangers, photo_id))


def _faces_with_a_person(faces: Sequence[Box], people: Sequence[Box]) -> int:
    """How many of these faces can each be of a person of their own: nobody has two, so that whoever stands close isn't taken for them."""
    face_of: dict[int, int] = {}

    def finds_a_person(face: int, asked: set[int]) -> bool:
        for person, box in enumerate(people):
            if person not in asked and _is_of(faces[face], box):
                asked.add(person)
                if person not in face_of or finds_a_person(face_of[person], asked):
                    face_of[person] = face
                    return True
        return False

    return sum(finds_a_person(face, set()) for face in range(len(faces)))


def _covered(found: Box, covers: Mapping[UUID, Box], uncovered: Sequence[Box]) -> UUID | None:
    """Whose cover this face looks out of, if any: it may as well be the face of somebody who stands close by."""
    own = max((_shared(found, each) for each in uncovered), default=0.0)
    overlap, person = max(
        ((_shared(found, face), id_) for id_, face in covers.items()), default=(0.0, None), key=lambda pair: pair[0]
    )
    if overlap > max(own, _SAME):
        return person
    if any(_is_of(found, each) for each in uncovered):
        return None
    return next((id_ for id_, face in covers.items() if _lies_in(found, head(face))), None)


def _is_of(found: Box, person: Box) -> bool:
    return _lies_in(found, person) or _shared(found, person) > _SAME


def _lies_in(found: Box, box: Box) -> bool:
    x, y = found.x + found.w / 2, found.y + found.h / 2
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _shared(one: Box, other: Box) -> float:
    """What two boxes have in common, as a share of what they cover together."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (one.w * one.h + other.w * other.h - across * down)


def _reasons(seen: Sequence[UUID], strangers: int, photo_id: UUID) -> Iterator[Reason]:
    for person in seen:
        yield Reason(
            "W3",
            "seen_under_cover",
            str(person),
            "After covering, a face could still be found where somebody is to be covered.",
            "Choose another way to cover, or crop the picture so that this person is not in it. Then put it here again.",
        )
    if strangers:
        yield Reason(
            "W2",
            "face_of_nobody",
            str(photo_id),
            "In what would go out there is a face that nobody has marked.",
            "Look at the picture as it would go out. Mark this person and say who it is, crop the picture, or choose another way to cover.",
        )
