"""Random numbers by name, not by turn: the number for (seed, future, draw) is the same wherever it is computed.

Philox 4x32-10 (Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed mixing of a counter.
The key is the seed, the counter is the future and the draw; so one core, many, or another machine give the same bits,
a future can be looked at alone, and two variants of a mission meet the same luck (common random numbers).
One call gives four numbers in (0, 1), with 32 bits each; zero and one never occur.

The compiled kernel holds these functions inside it and is kept by the age of its own file: after a change here, save
`kernel.py` again, or the old numbers go on being drawn.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, uint64

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_SCALE = 1.0 / 4294967296.0


@njit(cache=True, nogil=True, inline="always")
def philox(key: int, future: int, draw: int):  # type: ignore[no-untyped-def]
    """Four 32-bit words for this key (64 bits), future (64 bits) and draw (64 bits)."""
    k0, k1 = uint64(key) & _LOW, uint64(key) >> _SHIFT
    c0, c1 = uint64(future) & _LOW, uint64(future) >> _SHIFT
    c2, c3 = uint64(draw) & _LOW, uint64(draw) >> _SHIFT
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@njit(cache=True, nogil=True, inline="always")
def uniforms(key: int, future: int, draw: int):  # type: ignore[no-untyped-def]
    """Four numbers in (0, 1) for this key, future and draw."""
    a, b, c, d = philox(key, future, draw)
    return (a + 0.5) * _SCALE, (b + 0.5) * _SCALE, (c + 0.5) * _SCALE, (d + 0.5) * _SCALE


@njit(cache=True, nogil=True)
def normal_quantile(p: float) -> float:
    """The normal quantile by Acklam's rational approximation; relative error below 1.2e-9."""
    if p < 0.02425:
        q = math.sqrt(-2.0 * math.log(p))
        return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
                  - 2.549732539343734e00) * q + 4.374664141464968e00) * q + 2.938163982698783e00) / (
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
             + 3.754408661907416e00) * q + 1.0)
    if p > 1.0 - 0.02425:
        return -normal_quantile(1.0 - p)
    q = p - 0.5
    r = q * q
    return (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
              + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239e00) * q / (
        ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
          + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0)


@njit(cache=True, nogil=True)
def sum_of_draws(key: int, first: int, futures: int, draws: int) -> float:
    """Draws every number a block of futures would, and adds them up: the floor no simulation can beat."""
    total = 0.0
    for future in range(first, first + futures):
        for draw in range(draws):
            a, b, c, d = uniforms(key, future, draw)
            total += a + b + c + d
    return total
