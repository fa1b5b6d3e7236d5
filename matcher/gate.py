"""Limits that figures must keep before a model, a setting or a publication goes live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.evaluate import Figures

HIGHER_IS_WORSE = frozenset({"false_refusal", "p50_ms", "p99_ms"})


@dataclass(frozen=True)
class Limit:
    """A bound on one figure: the least allowed, or the most where higher is worse."""

    name: str
    bound: float

    def kept(self, figures: Figures) -> bool:
        """Tell whether the figures keep it; a figure that nothing was measured for does not."""
        value = float(getattr(figures, self.name))
        return value <= self.bound if self.name in HIGHER_IS_WORSE else value >= self.bound

    def __str__(self) -> str:
        return f"{self.name} {'≤' if self.name in HIGHER_IS_WORSE else '≥'} {self.bound:g}"


def read_limit(text: str) -> Limit:
    """Read ``hit_5=0.9``.

    :raises ValueError: If there is no such figure or the bound is no number.
    """
    name, _, bound = text.partition("=")
    names = [field for field in Figures.__dataclass_fields__ if field != "count"]
    if name not in names:
        raise ValueError(f"no figure {name!r}; there are {', '.join(names)}")
    try:
        return Limit(name, float(bound))
    except ValueError:
        raise ValueError(f"{text!r}: a bound is a number, as in hit_5=0.9") from None


def broken(limits: Iterable[Limit], figures: Figures) -> list[str]:
    """Say of each limit that is not kept what was measured."""
    return [f"{limit}, measured {getattr(figures, limit.name):.3f}" for limit in limits if not limit.kept(figures)]
