"""`python -m benchmarks.faces FOLDER`: how many faces a scan finds in the pictures of a folder, by their size, and in what time.

The folder holds pictures and `boxes.json`: for each picture, by its name, the boxes of all faces in it as
[left, top, width, height], in pixels of the upright picture.

    {"IMG_0001.jpg": [[1204, 310, 64, 82], [1420, 355, 58, 75]], "IMG_0002.jpg": []}

Prints a line of JSON for each width of face (pixels in the original): how many there are, how many were shown to the reviewer
(`shown`: from a score of .3) and how many the detector was sure of (`sure`: from .5), as shares. Then one for all: the share
of what was sure and of what was shown that is a face, and the seconds a picture took. A face counts as found if a box covers
it by a third (intersection over union). Each found box counts for one face.

`measure` (`make bench faces`) does the same with drawn crowds.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image

from consentsvc.demo import scenes
from consentsvc.media import faces, pictures
from consentsvc.media.framing import Box

WIDTHS = (0, 8, 10, 12, 16, 24, 48, 96, 100_000)  # from one to the next
_SAME = 1 / 3


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture: its faces' boxes and widths in pixels of the original, what the scan found, and the seconds it took."""

    boxes: Sequence[Box]
    widths: Sequence[float]
    found: Sequence[faces.Face]
    seconds: float

    def hits(self, least: float) -> list[bool]:
        """Whether each face was found with at least that score."""
        left = [face for face in self.found if face.score >= least]
        return [_taken(box, left) for box in self.boxes]


def _taken(box: Box, left: list[faces.Face]) -> bool:
    """Whether one of those left is this face; then it is left no more."""
    best = max(left, key=lambda face: _overlap(box, face), default=None)
    if best is None or _overlap(box, best) < _SAME:
        return False
    left.remove(best)
    return True


def _overlap(one: Box, other: faces.Face) -> float:
    """Intersection over union."""
    width = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    height = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    shared = max(0.0, width) * max(0.0, height)
    return shared / (one.w * one.h + other.w * other.h - shared)


def looked(source: pictures.Source, boxes: Sequence[Box]) -> Looked:
    """Scan one picture."""
    start = time.perf_counter()
    scan = pictures.scan(source)
    return Looked(boxes, [box.w * scan.width for box in boxes], scan.faces, time.perf_counter() - start)


def by_width(results: Sequence[Looked]) -> list[dict[str, object]]:
    """Recall for each width that occurs."""
    rows = [
        (width, sure, shown)
        for one in results
        for width, sure, shown in zip(one.widths, one.hits(faces.LIKELY), one.hits(faces.POSSIBLE), strict=True)
    ]
    lines: list[dict[str, object]] = []
    for low, high in pairwise(WIDTHS):
        some = [row for row in rows if low <= row[0] < high]
        if some:
            shown, sure = sum(row[2] for row in some) / len(some), sum(row[1] for row in some) / len(some)
            lines.append({"from": low, "to": high, "faces": len(some), "shown": round(shown, 3), "sure": round(sure, 3)})
    return lines


def in_all(results: Sequence[Looked]) -> dict[str, object]:
    """Precision, and the time."""
    return {
        "pictures": len(results),
        "faces": sum(len(one.boxes) for one in results),
        "precision_sure": _precision(results, faces.LIKELY),
        "precision_shown": _precision(results, faces.POSSIBLE),
        "seconds_a_picture": round(sum(one.seconds for one in results) / max(1, len(results)), 3),
    }


def _precision(results: Sequence[Looked], least: float) -> float | None:
    found = sum(face.score >= least for one in results for face in one.found)
    return round(sum(sum(one.hits(least)) for one in results) / found, 3) if found else None


def boxes_in(folder: Path) -> dict[Path, list[Box]]:
    """What `boxes.json` says, in shares of each picture."""
    told: dict[str, list[list[float]]] = json.loads((folder / "boxes.json").read_text())
    return {folder / name: _in_shares(folder / name, boxes) for name, boxes in told.items()}


def _in_shares(path: Path, boxes: list[list[float]]) -> list[Box]:
    facts = pictures.probe(path)
    return [Box(x / facts.width, y / facts.height, w / facts.width, h / facts.height) for x, y, w, h in boxes]


def crowd(face: float, size: tuple[int, int], people: int = 48) -> scenes.Scene:
    """Groups drawn side by side, each face about so many pixels wide, on a plain ground."""
    ground, boxes = Image.new("RGB", size, (120, 140, 110)), []
    left, top, seed = 0, 0, 0
    while len(boxes) < people:
        drawn = scenes.draw(seed, 8)
        scale = face / (sum(box.w for box in drawn.boxes) / len(drawn.boxes) * 1600)
        part = Image.open(BytesIO(drawn.jpeg)).resize((round(1600 * scale), round(1200 * scale)), Image.Resampling.LANCZOS)
        if left + part.width > size[0]:
            left, top = 0, top + part.height
        ground.paste(part, (left, top))
        boxes += [_placed(box, left, top, part.size, size) for box in drawn.boxes]
        left, seed = left + part.width + 60, seed + 1
    out = BytesIO()
    ground.save(out, "JPEG", quality=92)
    return scenes.Scene(out.getvalue(), boxes)


def _placed(box: Box, left: int, top: int, part: tuple[int, int], size: tuple[int, int]) -> Box:
    x, y = (left + box.x * part[0]) / size[0], (top + box.y * part[1]) / size[1]
    return Box(x, y, box.w * part[0] / size[0], box.h * part[1] / size[1])


def measure() -> list[dict[str, str | float | None]]:
    """The share of small faces in drawn crowds that are shown to the reviewer, beside a search of the preview alone."""
    figures: list[dict[str, str | float | None]] = []
    for name, size in {"12mp": (4032, 3024), "50mp": (8160, 6120)}.items():
        for width in (12, 16):
            drawn = crowd(width, size)
            shown = looked(drawn.jpeg, drawn.boxes)
            preview = pictures.decode(drawn.jpeg, pictures.PREVIEW_EDGE).pixels
            before = Looked(drawn.boxes, shown.widths, faces.detect(pictures.shrunk(preview, pictures.PREVIEW_EDGE)), 0)
            figures.append(_figure(f"faces_of_{width}px_shown_{name}", _share(shown), _share(before)))
    return figures


def _share(one: Looked) -> float:
    return sum(one.hits(faces.POSSIBLE)) / len(one.boxes)


def _figure(name: str, value: float, reference: float) -> dict[str, str | float | None]:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": "share",
        "reference": "a search of the 2048 px preview",
        "reference_value": round(reference, 3),
        "ratio": round(value / reference, 2) if reference else None,
    }


def main(folder: Path) -> None:
    """Scan every picture that `boxes.json` names."""
    results = [looked(path, boxes) for path, boxes in boxes_in(folder).items()]
    for line in [*by_width(results), in_all(results)]:
        print(json.dumps(line))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
