"""A picture of a difference: the answers before and after as two bars, the cases that flow between
them as bands, and the same figures as a table beside it. One page, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from samrum.rules.replay.difference import Cell, Difference
from samrum.rules.replay.tell import MOST_SHOWN, amounts_text, answer_text, because_text

WIDTH, HEIGHT = 640, 400
_BAR = 18
_LEFT, _RIGHT = 190, 432
_TOP, _GAP = 24, 6
# Answers with a bar of their own; those with the fewest cases share one.
_MOST_BARS = 8
_OTHERS = "other answers"

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
main { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start; }
svg { max-width: 100%; height: auto; }
text { fill: currentColor; font-size: 13px; }
.bar { fill: currentColor; }
.kept { fill: currentColor; opacity: 0.15; }
.moved { fill: #c2410c; opacity: 0.6; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid; padding: 0.25rem 0.75rem; text-align: left; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
"""


def page(found: Difference, old: str, new: str) -> str:
    """The page in HTML; `old` and `new` are what the versions are called."""
    title = escape(f"{found.decision}: {old} and {new}")
    amounts = f"<p>{escape(amounts_text(found.amounts))}</p>" if found.amounts else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{found.changed:,} of {found.cases:,} cases change.</p>{amounts}"
        f"<main>{picture(found)}{_matrix(found)}</main>{_changes(found)}</body></html>\n"
    )


def picture(found: Difference) -> str:
    """The picture alone, as SVG."""
    flows = _flows(found.matrix)
    total = sum(flows.values()) or 1
    befores = _bars([(before, n) for (before, _), n in flows.items()], total)
    afters = _bars([(after, n) for (_, after), n in flows.items()], total)
    room = HEIGHT - 2 * _TOP - _GAP * _MOST_BARS
    said = escape(f"{found.changed:,} of {found.cases:,} cases change; the table has the figures.")
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" aria-label="{said}">',
        f'<text x="{_LEFT}" y="14" text-anchor="end">before</text>',
        f'<text x="{_RIGHT}" y="14">after</text>',
    ]
    starts = {("b", n): y for n, (y, _) in befores.items()}
    starts |= {("a", n): y for n, (y, _) in afters.items()}
    for (before, after), cases in flows.items():
        high = room * cases / total
        y, end = starts["b", before], starts["a", after]
        starts["b", before], starts["a", after] = y + high, end + high
        parts.append(_band(y, end, high, f"{before} → {after}: {cases:,}", before != after))
    parts += [*_bar(befores, _LEFT - _BAR, "end"), *_bar(afters, _RIGHT, "start"), "</svg>"]
    return "".join(parts)


def _flows(matrix: Sequence[Cell]) -> dict[tuple[str, str], int]:
    """Cases by the names of their bars; matrix has the most first."""
    sizes: dict[str, int] = {}
    for cell in matrix:
        for name in {answer_text(cell.before), _after(cell)}:
            sizes[name] = sizes.get(name, 0) + cell.cases
    kept = sorted(sizes, key=lambda name: -sizes[name])[: _MOST_BARS - 1]
    flows: dict[tuple[str, str], int] = {}
    for cell in matrix:
        before, after = (
            name if name in kept else _OTHERS for name in (answer_text(cell.before), _after(cell))
        )
        flows[before, after] = flows.get((before, after), 0) + cell.cases
    return flows


def _after(cell: Cell) -> str:
    """An amount that stays the same is the same answer."""
    return answer_text(cell.before if cell.after.amount == "same" else cell.after)


def _bars(sizes: Sequence[tuple[str, int]], total: int) -> dict[str, tuple[float, float]]:
    """Where each bar begins, and how high it is."""
    room = HEIGHT - 2 * _TOP - _GAP * _MOST_BARS
    cases: dict[str, int] = {}
    for name, count in sizes:
        cases[name] = cases.get(name, 0) + count
    bars: dict[str, tuple[float, float]] = {}
    y = float(_TOP)
    for name, count in cases.items():
        bars[name] = (y, room * count / total)
        y += bars[name][1] + _GAP
    return bars


def _bar(bars: dict[str, tuple[float, float]], x: int, anchor: str) -> Iterator[str]:
    text_x = x - 6 if anchor == "end" else x + _BAR + 6
    for name, (y, high) in bars.items():
        yield f'<rect class="bar" x="{x}" y="{y:.1f}" width="{_BAR}" height="{max(high, 1):.1f}"/>'
        shown = name if len(name) <= 24 else name[:23] + "…"
        yield (
            f'<text x="{text_x}" y="{y + high / 2 + 4:.1f}" text-anchor="{anchor}">'
            f"{escape(shown)}<title>{escape(name)}</title></text>"
        )


def _band(y: float, end: float, high: float, said: str, is_moved: bool) -> str:
    middle = (_LEFT + _RIGHT) / 2
    path = (
        f"M{_LEFT},{y:.1f} C{middle},{y:.1f} {middle},{end:.1f} {_RIGHT},{end:.1f} v{high:.1f}"
        f" C{middle},{end + high:.1f} {middle},{y + high:.1f} {_LEFT},{y + high:.1f} Z"
    )
    kind = "moved" if is_moved else "kept"
    return f'<path class="{kind}" d="{path}"><title>{escape(said)}</title></path>'


def _matrix(found: Difference) -> str:
    rows = [
        (answer_text(cell.before), answer_text(cell.after), f"{cell.cases:,}")
        for cell in found.matrix
    ]
    return _table("Answers before and after", ("before", "after", "cases"), rows)


def _changes(found: Difference) -> str:
    rows = [
        (
            answer_text(change.before),
            answer_text(change.after),
            because_text(change.because),
            ", ".join(map(str, change.sample)),
            f"{change.cases:,}",
        )
        for change in found.changes[:MOST_SHOWN]
    ]
    return _table(
        "Who changes, because of which rule",
        ("before", "after", "because of", "for example rows", "cases"),
        rows,
    )


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose last column is a number."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[:-1])
        + f'<td class="number">{escape(row[-1])}</td></tr>'
        for row in rows
    )
    return (
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
