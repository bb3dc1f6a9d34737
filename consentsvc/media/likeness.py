"""Which pictures of an event are alike: the same picture twice, or a burst. Values in, groups out.

A likeness is a perceptual hash of 256 bits (PDQ); the distance of two is the number of bits in which they differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

SAME_PICTURE = 31
"""Bits: up to here it is one picture, whenever it was taken."""

ONE_BURST = 80
"""Bits: up to here it is one scene, where the camera moved by a fiftieth of the picture. Two other scenes are seldom this near."""

PAUSE = timedelta(seconds=5)
"""The longest between one picture of a burst and the next."""

Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Look:
    """How one picture looks. `likeness`: 64 hexadecimal digits; `at`: when it was taken, None where nobody knows."""

    id: UUID
    likeness: str
    at: datetime | None


def groups(looks: Sequence[Look]) -> list[list[UUID]]:
    """The pictures that are alike, in groups of two and more; both keep the order of `looks`, the order of time.

    Each is like the first of its group, so that no group creeps from one scene to another. Nothing stands in two groups.
    """
    bits, grouped = _bits(looks), np.zeros(len(looks), dtype=bool)
    found = []
    for first in range(len(looks)):
        if not grouped[first]:
            members = [first, *_like(looks, bits, first, grouped)]
            grouped[members] = True
            found.append([looks[each].id for each in members])
    return [group for group in found if len(group) > 1]


def _like(looks: Sequence[Look], bits: Bits, first: int, grouped: NDArray[Any]) -> Iterator[int]:
    """The places after `first` that belong to its group."""
    distances = np.bitwise_count(bits[first + 1 :] ^ bits[first]).sum(axis=1)
    near = (distances <= ONE_BURST) & ~grouped[first + 1 :]
    last = first
    for step in np.flatnonzero(near).tolist():
        place = first + 1 + step
        if distances[step] <= SAME_PICTURE or _follows(looks[last], looks[place]):
            yield (last := place)


def _follows(one: Look, other: Look) -> bool:
    return one.at is not None and other.at is not None and abs(other.at - one.at) <= PAUSE


def _bits(looks: Sequence[Look]) -> Bits:
    """A row of four words for each look."""
    return np.frombuffer(bytes.fromhex("".join(look.likeness for look in looks)), dtype=np.uint64).reshape(-1, 4)
