"""The colours: what stands on what can be read by everybody (WCAG 2.2 AA, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from samrum.web import shared

THEME = Path(shared.__file__).parent.parent / "static" / "theme.css"
COLOUR = re.compile(r"--ds-color-(\w+)-([\w-]+): (#[0-9a-f]{6});")
SCALES = ("accent", "neutral", "brand1", "brand2", "info", "success", "warning", "danger")
PAIRS = """
# on                   what                   at least
  background-default   text-subtle            4.5
  background-tinted    text-subtle            4.5
  surface-default      text-subtle            4.5
  surface-tinted       text-subtle            4.5
  surface-hover        text-subtle            4.5
  surface-active       text-default           7
  surface-default      border-default         3
  background-default   border-default         3
  background-default   base-default           3
  base-default         base-contrast-default  4.5
  base-hover           base-contrast-default  4.5
  base-active          base-contrast-default  4.5
"""


def scheme(name: str) -> dict[tuple[str, str], str]:
    """Scale and step to colour, in the light or the dark scheme."""
    light, _, dark = THEME.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    text = light if name == "light" else dark
    return {(scale, step): colour for scale, step, colour in COLOUR.findall(text)}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
def test_what_stands_on_what_can_be_read(scale: str, name: str) -> None:
    colours = scheme(name)
    for line in PAIRS.strip().splitlines()[1:]:
        below, above, least = line.split()
        ratio = contrast(colours[scale, below], colours[scale, above])
        assert ratio >= float(least), f"{above} on {below}: {ratio:.2f}"
