"""Charts as inline SVG, and the look of their pages: nothing is fetched or run, and each is named in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from assistant.rules.clean import show

FULL = 100
MARKS_MAX = 60
"""With more points than these on a line, the dots would hide it."""


def look() -> str:
    """Return the style of every page with charts: light, dark, narrow and printed."""
    return files("assistant.call").joinpath("charted.css").read_text(encoding="utf-8")


def bar(share: int, told: str, *, failed: bool, limit: int | None = None) -> str:
    """Return a bar of so many of a hundred, with a mark where a drill is passed."""
    look = "bad" if failed else "good"
    line = "" if limit is None else f'<line class="limit" x1="{limit}" y1="0" x2="{limit}" y2="10"/>'
    return (
        f'<svg class="bar" viewBox="0 0 100 10" {_named(told)}>'
        f'<rect class="rest" width="100" height="10"/><rect class="{look}" width="{share}" height="10"/>{line}</svg>'
    )


def lines(solid: Sequence[int], dashed: Sequence[int], told: str, limit: int) -> str:
    """Return two lines of values of a hundred, from left to right at even steps."""
    return (
        f'<svg class="lines" viewBox="0 0 100 100" {_named(told)}>'
        + "".join(f'<line class="grid" x1="0" y1="{at}" x2="100" y2="{at}"/>' for at in (0, 50, 100))
        + f'<line class="limit" x1="0" y1="{FULL - limit}" x2="100" y2="{FULL - limit}"/>'
        + _line(dashed, "dashed")
        + _line(solid, "solid")
        + "</svg>"
    )


def _named(told: str) -> str:
    return f'preserveAspectRatio="none" role="img" aria-label="{escape(show(told))}"'


def _line(values: Sequence[int], look: str) -> str:
    at = [(_across(nth, len(values)), FULL - value) for nth, value in enumerate(values)]
    path = " ".join(f"{x},{y}" for x, y in at)
    # A dot is a line of no length with round ends: it stays round however the chart is stretched.
    dots = "".join(f"M{x} {y}h0" for x, y in at) if len(values) <= MARKS_MAX else ""
    return f'<polyline class="{look}" points="{path}"/><path class="dot {look}" d="{dots}"/>'


def _across(nth: int, count: int) -> float:
    """Return where the nth of so many stands: the only one in the middle, the others from edge to edge."""
    return 50.0 if count == 1 else round(100 * nth / (count - 1), 2)


def columns(values: Sequence[int], told: str) -> str:
    """Return counts as columns from left to right, the highest to the top."""
    most, width = max(values, default=0) or 1, FULL / max(1, len(values))
    drawn = "".join(
        f'<rect class="good" x="{round(nth * width + width / 8, 2)}" y="{round(FULL - FULL * value / most, 2)}" '
        f'width="{round(width * 3 / 4, 2)}" height="{round(FULL * value / most, 2)}"/>'
        for nth, value in enumerate(values)
    )
    grid = "".join(f'<line class="grid" x1="0" y1="{at}" x2="100" y2="{at}"/>' for at in (0, 50, 100))
    return f'<svg class="lines" viewBox="0 0 100 100" {_named(told)}>{grid}{drawn}</svg>'


def between(low: float, middle: float, high: float, told: str) -> str:
    """Return a share of one with the interval it may as well be: a band, and a mark in it."""
    at = [round(FULL * each, 1) for each in (low, middle, high)]
    return (
        f'<svg class="bar" viewBox="0 0 100 10" {_named(told)}><rect class="rest" y="4" width="100" height="2"/>'
        f'<rect class="band" x="{at[0]}" y="2" width="{round(at[2] - at[0], 1)}" height="6"/>'
        f'<line class="mark" x1="{at[1]}" y1="0" x2="{at[1]}" y2="10"/></svg>'
    )
