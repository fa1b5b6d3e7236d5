"""Figures by name: read from what a measurement prints, compared with those recorded last, recorded anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from api.settings import ROOT

RECORDED = ROOT / "docs" / "figures.json"
NOTABLE = 0.005  # smaller differences are left out: half a need of a hundred
HIGHER_IS_WORSE = ("false_refusal", "questions_asked")
VALUE = re.compile(r"([\w@]+)=(-?\d+(?:\.\d+)?)(?![\w.])")
NOT_KEPT = ("n", "fit_seconds")

Figures = dict[str, float]


def read(output: str, prefix: str) -> Figures:
    """Return the figures of every line such as ``slots n=90 micro_F1=0.951``, as ``prefix.slots.micro_F1``."""
    found = {}
    for line in output.splitlines():
        name, _, rest = line.strip().partition(" ")
        if name.isidentifier() and rest.startswith("n="):
            values = {key: float(value) for key, value in VALUE.findall(rest)}
            found.update({f"{prefix}.{name}.{key}": value for key, value in values.items() if key not in NOT_KEPT})
    return found


def load(path: Path = RECORDED) -> Figures:
    """Return the figures recorded last; none if nothing was recorded."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def record(figures: Mapping[str, float], path: Path = RECORDED) -> None:
    """Record figures; those not measured this time keep their value."""
    kept = {name: round(value, 4) for name, value in sorted({**load(path), **figures}.items())}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def compare(figures: Mapping[str, float], recorded: Mapping[str, float]) -> Iterable[str]:
    """Return one line for each notable difference, the worse ones marked, and a line that counts them."""
    worse = 0
    for name, value in sorted(figures.items()):
        if name not in recorded:
            yield f"  {name:<56} {value:8.3f}  (not recorded yet)"
            continue
        gain = value - recorded[name]
        if abs(gain) >= NOTABLE:
            is_worse = (gain > 0) == any(part in name for part in HIGHER_IS_WORSE)
            worse += is_worse
            mark = "worse" if is_worse else "better"
            yield f"  {name:<56} {recorded[name]:8.3f} → {value:8.3f}  {gain:+.3f} {mark}"
    yield f"{len(figures)} figures against the last recorded ones, {worse} worse by {NOTABLE} or more"
