"""A network of one channel computed number by number, in plain Python and modulo a prime, so that equality is exact.

It knows what a record reads and nothing of tiles. Every tap of every layer has a weight of its own, and so
has padding by its distance from the end of the map, so that an output tells by which taps it came about.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import floor

from shapeplan.axis import Fixed, Same, Scale, Window
from shapeplan.infer import Plan
from shapeplan.phased import Phased

PRIME = 2**61 - 1

Map = dict[tuple[int, ...], int]
Tap = tuple[int | None, object, int]  # pixel, or None for padding; which tap, and how far from the end; its share


def image(sizes: Sequence[int], seed: int) -> Map:
    """An image of random numbers."""
    draw = random.Random(seed)
    return {place: draw.randrange(PRIME) for place in product(*map(range, sizes))}


def run(plan: Plan, x: Map, seed: int) -> dict[str, Map]:
    """The maps of all layers."""
    maps: dict[str, Map] = {}
    for node in plan.nodes:
        joins = node.layer is not None and node.layer.joins
        sources = [i for i in (node.inputs if joins else node.inputs[:1]) if i]
        if not sources:
            maps[node.id] = x
            continue
        mode = getattr(node.layer, "padding_mode", getattr(node.layer, "mode", "zeros"))
        total: Map = {}
        for k, source in enumerate(sources):
            sizes = plan[source].shape[1:]
            taps = [
                axis_taps(record, n, out, mode)
                for record, n, out in zip(node.axes[k], sizes, node.shape[1:], strict=True)
            ]
            layer = applied(maps[source], taps, f"{seed} {node.id} {k}")
            total = {place: (total.get(place, 0) + value) % PRIME for place, value in layer.items()}
        maps[node.id] = total
    return maps


def applied(x: Map, taps: list[list[list[Tap]]], name: str) -> Map:
    """One layer: at each output the sum over its taps, each with its weight."""
    weights: dict[tuple[int, ...], int] = {}
    found: Map = {}
    for place in product(*(range(len(axis)) for axis in taps)):
        total = 1
        for combined in product(*(axis[j] for axis, j in zip(taps, place, strict=True))):
            kind = tuple(kind for _, kind, _ in combined)
            if kind not in weights:
                weights[kind] = random.Random(f"{name} {kind}").randrange(PRIME)
            pixel = tuple(i for i, _, _ in combined)
            share = 1
            for _, _, part in combined:
                share = share * part % PRIME
            value = 1 if None in pixel else x[pixel]
            total += weights[kind] * share * value
        found[place] = total % PRIME
    return found


def axis_taps(record, n: int, out: int, mode: str) -> list[list[Tap]]:
    """For each output its taps: the pixel, None for padding; the number of the tap; its share."""
    if isinstance(record, Same):
        record = record.window(n)
    if isinstance(record, Window):
        return [window_taps(record, n, j, mode) for j in range(out)]
    if isinstance(record, Phased):
        firsts = [j // record.dilation * record.stride * record.dilation + j % record.dilation for j in range(out)]
        reads = [[f - record.pad_lo + t * record.dilation for t in range(record.size)] for f in firsts]
        return [[(i, t, 1) if 0 <= i < n else (None, t + 1000, 1) for t, i in enumerate(r)] for r in reads]
    assert isinstance(record, Scale | Fixed)
    step = 1 / record.ratio if isinstance(record, Scale) else Fraction(n, record.size)
    return [sampled(step, n, j, record.points, mode) for j in range(out)]


def window_taps(w: Window, n: int, j: int, mode: str) -> list[Tap]:
    """Zeros that stand between pixels, or would where the map goes on, tell only their place between two."""
    found: list[Tap] = []
    length = w.base_dilation * (n - 1) + 1
    end = length + min(w.pad_hi, 0)
    for t in range(w.size):
        p = j * w.stride - w.pad_lo + t * w.dilation
        if p % w.base_dilation:
            found.append((None, (t, "between", p % w.base_dilation), 1))
        elif 0 <= p < end:
            found.append((p // w.base_dilation, (t, 0), 1))
        elif mode in {"reflect", "replicate"}:
            mirrored = -p if p < 0 else 2 * (n - 1) - p
            found.append((mirrored if mode == "reflect" else min(max(p, 0), n - 1), (t, 0), 1))
        else:
            found.append((None, (t, p if p < 0 else p - end + 1, p >= length + w.pad_hi), 1))
    return found


def sampled(step: Fraction, n: int, j: int, points: int | None, mode: str) -> list[Tap]:
    """Nearest, with a weight that tells the copies of a pixel apart; linear, by its share; or over bins."""
    if points is None:
        lo, hi = floor(j * step), -floor(-(j + 1) * step)
        return [(i, i - lo, 1) for i in range(lo, hi)]
    if points == 1:
        place = (j + Fraction(mode == "nearest-exact", 2)) * step
        return [(min(floor(place), n - 1), place % 1, 1)]
    assert points == 2
    centre = max((j + Fraction(1, 2)) * step - Fraction(1, 2), Fraction(0))
    first, part = floor(centre), centre % 1
    shares = [(min(first, n - 1), 1 - part), (min(first + 1, n - 1), part)]
    return [(i, 0, share.numerator * pow(share.denominator, -1, PRIME)) for i, share in shares if share]
