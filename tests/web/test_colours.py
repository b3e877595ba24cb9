"""Every colour of text stands out from its ground by 4.5 to 1, in light and in dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "web/static/board.css").read_text(encoding="utf-8")
PALETTES = re.findall(r':root(?:\[data-theme="(?:dark|auto)"\])? \{([^}]*--paper[^}]*)\}', CSS)
ENOUGH = 4.5

PAIRS = """
ink on paper, sheet, sunk
quiet on paper, sheet, sunk
brand on paper, sheet, brand-tint
brand-ink on brand
banner-ink on banner
bad on sheet, paper, bad-tint
sheet on bad
paper on ink
risk on sheet, paper, risk-tint
complaint on sheet, paper, complaint-tint
question on sheet, paper, question-tint
praise on sheet, paper, praise-tint
other on sheet, paper, other-tint
"""


def light(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(each * 2 for each in digits)
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_dark_is_the_same_whether_chosen_or_given_by_the_device() -> None:
    assert len(PALETTES) == 3
    chosen, given = (" ".join(each.replace("color-scheme: dark;", "").split()) for each in PALETTES[1:])
    assert chosen == given


@pytest.mark.parametrize("palette", PALETTES[:2], ids=["light", "dark"])
@pytest.mark.parametrize("line", PAIRS.strip().splitlines())
def test_text_stands_out_from_its_ground(palette: str, line: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", palette))
    ink, grounds = line.split(" on ")
    for ground in grounds.split(", "):
        assert contrast(colours[ink], colours[ground]) >= ENOUGH, f"{ink} on {ground}"
