"""How well the names rule (P2) tells names from words, on the measured set: recall, precision, and what it costs a gallery.

`python -m benchmarks names` lists each name that it let pass and each word that it took for a name.
"""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

from consentsvc.publishing.names import names_told
from tests.publishing import names_set
from tests.publishing.names_set import NAMES, WITHOUT, Case

PICTURES, CHILDREN = 200, 30


def measure() -> Iterator[dict[str, Any]]:
    """The hand-written cases and the generated ones, each on their own; then a page of a gallery, anew and again."""
    everything = names_set.cases()
    for part, is_generated in (("by hand", False), ("generated", True)):
        yield _scored(part, [case for case in everything if case.is_generated == is_generated])
    yield _gallery()


def _scored(part: str, cases: Sequence[Case]) -> dict[str, Any]:
    found = names_set.score(cases)
    return {
        "what": f"names told from words, {part}",
        "texts": found.cases,
        "recall": round(found.recall, 4),
        "precision": round(found.precision, 4),
        "missed": [(case.text, case.why) for case in found.missed],
        "mistaken": [(case.text, case.why) for case in found.mistaken],
    }


def _gallery() -> dict[str, Any]:
    chance = random.Random(names_set.SEED)
    children = [names_set.child(f"{first.split('|')[0]}|{chance.choice(NAMES).split('|')[1]}") for first in NAMES * 6]
    pictures = [
        (
            {"caption": f"{chance.choice(WITHOUT)} {n}", "alternative text": f"{n}: {chance.choice(WITHOUT)}"},
            chance.sample(children, CHILDREN),
        )
        for n in range(PICTURES)
    ]
    times = [_timed(pictures) for _ in range(2)]
    return {"what": f"words of {PICTURES} pictures with {CHILDREN} children each", "seconds": times[0], "seconds again": times[1]}


def _timed(pictures: Sequence[tuple[dict[str, str], Sequence[Any]]]) -> float:
    begun = time.process_time()
    for texts, children in pictures:
        names_told(texts, children, ())
    return round(time.process_time() - begun, 3)
