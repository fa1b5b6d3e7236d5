"""A setting of the whole search: every number that may be tried against what is shipped, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite

from matcher.search.fuse import Fusion
from matcher.search.rank import WEIGHTS
from matcher.search.rotate import CAP
from matcher.search.understand import Reading

SWITCH = {"on": True, "off": False}
OF_FEATURE = "_weight"
OF_RATINGS = "feedback_cap"


@dataclass(frozen=True)
class Setting:
    """How a matcher reads, searches and ranks; the defaults are what is shipped.

    :param features: Weight of each ranking feature by its name in the ledger's scores.
    :param feedback_cap: By which share ratings may raise or lower the chances among near ties, below 1.
    """

    reading: Reading = field(default_factory=Reading)
    fusion: Fusion = field(default_factory=Fusion)
    features: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    feedback_cap: float = CAP


SHIPPED = Setting()


def values(setting: Setting = SHIPPED) -> dict[str, float | bool]:
    """Return every value by the name under which it is set; features are called ``local_weight`` and so on."""
    named = {one.name: getattr(part, one.name) for part in (setting.reading, setting.fusion) for one in fields(part)}
    named |= {f"{name}{OF_FEATURE}": weight for name, weight in setting.features.items()}
    return named | {OF_RATINGS: setting.feedback_cap}


def read_setting(texts: Iterable[str], base: Setting = SHIPPED) -> Setting:
    """Read changes such as ``lexicon=off``, ``depth=50`` or ``dense_weight=0.3``; of one name the last counts.

    :raises ValueError: If there is no such name, or the value is none for it.
    """
    setting = base
    for text in texts:
        name, _, value = text.partition("=")
        setting = _changed(setting, name.strip(), value.strip())
    fusion = setting.fusion
    if fusion.lexical_weight + fusion.dense_weight + fusion.types_weight <= 0:
        raise ValueError("of lexical_weight, dense_weight and types_weight one must be above 0")
    return setting


def _changed(setting: Setting, name: str, text: str) -> Setting:
    known = values(setting)
    if name not in known:
        raise ValueError(f"no setting {name!r}; there are {', '.join(known)}")
    value = _read(name, text, known[name])
    if name == OF_RATINGS:
        if value >= 1:
            raise ValueError(f"{name} must be below 1, found {text!r}")
        return replace(setting, feedback_cap=float(value))
    for part in ("reading", "fusion"):
        if hasattr(getattr(setting, part), name):
            return replace(setting, **{part: replace(getattr(setting, part), **{name: value})})
    return replace(setting, features={**setting.features, name.removesuffix(OF_FEATURE): float(value)})


def _read(name: str, text: str, shipped: float | bool) -> float | bool:
    """Read a value of the kind that the shipped one has."""
    if isinstance(shipped, bool):
        if text not in SWITCH:
            raise ValueError(f"{name} is on or off, found {text!r}")
        return SWITCH[text]
    try:
        value = int(text) if isinstance(shipped, int) else float(text)
    except ValueError:
        value = -1
    if not isfinite(value) or value < (1 if isinstance(shipped, int) else 0):
        kind = "a whole number from 1" if isinstance(shipped, int) else "a number from 0"
        raise ValueError(f"{name} is {kind}, found {text!r}")
    return value
