"""A picture's likeness: PDQ, the published perceptual hash by which copies and near duplicates are recognised.

It tells pictures apart, not people. As the reference does it: the brightness, smoothed and sampled to 64 × 64, its
16 × 16 lowest waves, and for each whether it is above their median. All of that but the last is linear, so it is
two products of matrices. The same bits come out as of the reference, which has to be compiled to be installed.
"""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

_SAMPLES: Final = 64
_WAVES: Final = 16
_SMALLEST: Final = 5  # pixels: below, the reference gives no hash
_LEAST_QUALITY: Final = 50  # of 100: below, there is too little in the picture to tell it from others
_BRIGHTNESS: Final = np.array([0.299, 0.587, 0.114])

_Matrix = npt.NDArray[np.float64]


def likeness(rgb: npt.NDArray[np.uint8]) -> str | None:
    """64 hexadecimal digits of a picture (height × width × 3); None of one too small or too plain to tell from others."""
    height, width = rgb.shape[:2]
    if min(height, width) < _SMALLEST:
        return None
    sampled = _sampling(height) @ (rgb @ _BRIGHTNESS) @ _sampling(width).T
    if _quality(sampled) < _LEAST_QUALITY:
        return None
    waves = (_cosines() @ sampled @ _cosines().T).ravel()
    bits = waves > np.partition(waves, waves.size // 2 - 1)[waves.size // 2 - 1]
    return np.packbits(bits[::-1]).tobytes().hex()


def _quality(sampled: _Matrix) -> int:
    """0 to 100: how much there is to see, by the steps between neighbouring samples."""
    steps = [np.trunc(np.diff(sampled, axis=axis) * 100 / 255) for axis in (0, 1)]
    return min(100, int(sum(np.abs(step).sum() for step in steps) / 90))


@cache
def _sampling(length: int) -> _Matrix:
    """Takes `length` values to 64: two passes of a running mean, then the value at the middle of each share."""
    if length == _SAMPLES:
        return np.eye(length)
    middles = ((np.arange(_SAMPLES) + 0.5) * length / _SAMPLES).astype(int)
    smooth = _running_mean(length)
    return np.asarray((smooth @ smooth)[middles])


def _running_mean(length: int) -> _Matrix:
    """Each value's mean with its neighbours, half a sample to either side; fewer at the ends."""
    window = -(-length // (2 * _SAMPLES))
    after = (window + 2) // 2
    here = np.arange(length)
    near = (here >= here[:, None] - (window - after)) & (here < here[:, None] + after)
    return np.asarray(near / near.sum(axis=1, keepdims=True))


@cache
def _cosines() -> _Matrix:
    wave, sample = np.arange(1, _WAVES + 1)[:, None], np.arange(_SAMPLES)
    return np.asarray(np.sqrt(2 / _SAMPLES) * np.cos(np.pi / 2 / _SAMPLES * wave * (2 * sample + 1)))
