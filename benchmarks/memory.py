"""Whether memory stays as it is over 2,000 pictures: the limited process that scans them, and the one that hands them out.

The process is replaced every 200 tasks, and is looked at just before, when it holds most.
"""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.faces import crowd
from consentsvc.demo import scenes
from consentsvc.media import pictures
from consentsvc.media.sandbox import Sandbox

FEW, MANY = 199, 1999


def measure() -> list[dict[str, str | float]]:
    """Megabytes held after so many pictures, beside what was held after a tenth of them."""
    processes, photos = Sandbox(1), _photos()
    few = _held_after(processes, islice(photos, FEW))
    many = _held_after(processes, islice(photos, MANY - FEW))
    processes.close()
    return [_figure(name, many[name], few[name]) for name in many]


def _held_after(processes: Sandbox, photos: Iterable[bytes]) -> dict[str, float]:
    """What is held once these are scanned, one after another."""
    for photo in photos:
        processes.run(pictures.scan, photo)
    return {"memory_of_the_limited_process": _megabytes(_child()), "memory_of_its_parent": _megabytes(os.getpid())}


def _photos() -> Iterator[bytes]:
    """Small ones of many sizes, and now and then one of 12 megapixels in which every pixel is looked at."""
    large = crowd(16, (4032, 3024)).jpeg
    small = [scenes.draw(seed, 4, 400 + seed * 16, 300 + seed * 12).jpeg for seed in range(20)]
    number = 0
    while True:
        yield large if number % 100 == 50 else small[number % len(small)]
        number += 1


def _child() -> int:
    return int(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()[-1])


def _megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def _figure(name: str, value: float, reference: float) -> dict[str, str | float]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": "MB after 2,000 pictures",
        "reference": "the same after 200",
        "reference_value": round(reference, 1),
        "ratio": round(value / reference, 2),
    }
