"""What a 12-megapixel JPEG costs: its scan, and one rendition that goes out, against a plain full decode of the same file."""

import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image

from consentsvc.demo import scenes
from consentsvc.media.outgoing import Box, render
from consentsvc.media.pictures import scan

SIZE = (4032, 3024)
ROUNDS = 7


def measure() -> list[dict[str, str | float]]:
    """One figure each; times are the best of several rounds taken in turn, in milliseconds."""
    photo = _photo()
    covers = [Box(0.4, 0.4, 0.1, 0.1)]
    decode, scanned, rendered = _best(lambda: _decode(photo), lambda: scan(photo), lambda: render(photo, 1600, covers))
    return [_figure("scan_12mp", scanned, decode), _figure("render_12mp", rendered, decode)]


def _photo() -> bytes:
    """A drawn group of 8, enlarged, with the noise that a sensor adds (a smooth picture would decode too fast)."""
    drawn = Image.open(BytesIO(scenes.draw(8, 8).jpeg)).resize(SIZE, Image.Resampling.BICUBIC)
    noise = np.random.default_rng(1).normal(0, 4, (SIZE[1], SIZE[0], 1))
    out = BytesIO()
    Image.fromarray(np.clip(np.asarray(drawn) + noise, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
    return out.getvalue()


def _decode(photo: bytes) -> None:
    Image.open(BytesIO(photo)).load()


def _best(*calls: Callable[[], object]) -> list[float]:
    times = [[_milliseconds(call) for call in calls] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*times, strict=True)]


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _figure(name: str, milliseconds: float, reference: float) -> dict[str, str | float]:
    return {
        "name": name,
        "ratio": round(milliseconds / reference, 2),
        "value": round(milliseconds, 1),
        "unit": "ms",
        "reference": "plain full decode",
        "reference_value": round(reference, 1),
    }
