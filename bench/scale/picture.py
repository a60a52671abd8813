"""A picture of cost against size, as SVG: lines over sizes that grow by powers of ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 60, 190, 44, 50
COLOURS = ("#0b5394", "#b45309", "#15803d", "#7e22ce", "#b91c1c", "#0e7490", "#57534e")
MARKS = ("", "6 3", "2 3", "9 3 2 3")
LABEL = 16  # pixels between two names at the end of lines
Line = Sequence[tuple[int, float]]


def picture(title: str, unit: str, lines: Mapping[str, Line]) -> str:
    """The SVG; each line is told apart by colour and by dashes, and named at its end."""
    sizes = sorted({size for line in lines.values() for size, _ in line})
    top = _round_up(max(value for line in lines.values() for _, value in line))
    first, last = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)

    def x(size: int) -> float:
        return LEFT + (log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [*_head(title, unit, lines), *_axes(sizes, top, unit, x, y)]
    ends = _apart({name: y(line[-1][1]) for name, line in lines.items()})
    for number, (name, line) in enumerate(lines.items()):
        colour, dashes = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in line)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"'
            f' stroke-dasharray="{dashes}"/>'
        )
        parts += [
            f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>'
            for size, value in line
        ]
        parts.append(
            f'<text x="{x(line[-1][0]) + 10:.1f}" y="{ends[name] + 4:.1f}" fill="{colour}">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _head(title: str, unit: str, lines: Mapping[str, Line]) -> list[str]:
    told = "; ".join(
        f"{name}: " + ", ".join(f"{value:.1f} {unit} at {size:,}" for size, value in line)
        for name, line in lines.items()
    )
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(told)}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="#1c1917">{escape(title)}</text>',
    ]


def _axes(
    sizes: Sequence[int],
    top: float,
    unit: str,
    x: Callable[[int], float],
    y: Callable[[float], float],
) -> list[str]:
    parts = []
    for step in range(5):
        value = top * step / 4
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"'
            ' stroke="#d6d3d1"/>'
            f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#44403c">'
            f"{value:g}</text>"
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle"'
        f' fill="#44403c">{size:,}</text>'
        for size in sizes
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle" fill="#44403c">cases</text>'
        f'<text x="{LEFT - 8}" y="{TOP - 8}" text-anchor="end" fill="#44403c">{unit}</text>'
    )
    return parts


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """Where each name stands, so that none covers another."""
    found: dict[str, float] = {}
    before = -1e9
    for name, place in sorted(places.items(), key=lambda one: one[1]):
        before = found[name] = max(place, before + LABEL)
    return found


def _round_up(value: float) -> float:
    """The next number that an axis can end at."""
    power = 10 ** (ceil(log10(value)) - 1) if value > 0 else 1
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)
