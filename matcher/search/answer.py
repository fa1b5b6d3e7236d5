"""Whether to answer at all: two probabilities, calibrated on held-out asks, and their floors, stored with the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from matcher.errors import BrokenFolder
from matcher.index.build import CatalogueIndex
from matcher.search.rank import Ranked
from matcher.search.understand import Needed

FILE_NAME = "calibration.json"
# Chosen for transfer between catalogues: cosines shift with the length of the texts, coverage and shares do not. On
# a foreign catalogue of long policy texts, judges fitted on the cosines refused 47 % of the answerable needs, these
# a few percent.
DOMAIN_FEATURES = ("none_share", "known", "coverage")
SUPPLY_FEATURES = ("gap", "coverage")
JUDGED = 5  # first results looked at


@dataclass(frozen=True)
class Logistic:
    """A logistic model with the probability from which it says yes."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    floor: float

    def probability(self, features: dict[str, float]) -> float:
        """Return the probability of yes."""
        total = self.bias + sum(w * features[name] for name, w in zip(self.names, self.weights, strict=True))
        return float(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))))

    def accepts(self, features: dict[str, float]) -> bool:
        """Tell whether the probability reaches the floor."""
        return self.probability(features) >= self.floor


@dataclass(frozen=True)
class Calibration:
    """The two judges of answerability.

    :param domain: Is this a need that an enterprise service may answer at all?
    :param supply: Does the best offer answer it?
    :param model_version: The encoder this was measured with.
    :param figures: What was measured while fitting, for the model card.
    """

    domain: Logistic
    supply: Logistic
    model_version: str
    figures: dict[str, float]

    def save(self, folder: Path) -> None:
        """Write ``calibration.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / FILE_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read what :meth:`save` wrote.

        :raises BrokenFolder: If it is missing or malformed.
        """
        try:
            raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            judges = [_judge(raw[part]) for part in ("domain", "supply")]
            return cls(judges[0], judges[1], raw["model_version"], raw["figures"])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise BrokenFolder(folder, f"{FILE_NAME}: {error!r}") from error


def _judge(raw: dict[str, object]) -> Logistic:
    names, weights = raw["names"], raw["weights"]
    if not isinstance(names, list) or not isinstance(weights, list) or len(names) != len(weights):
        raise ValueError("names and weights must be lists of the same length")
    return Logistic(tuple(names), tuple(weights), float(str(raw["bias"])), float(str(raw["floor"])))


def measure(needed: Needed, ranked: Sequence[Ranked], index: CatalogueIndex) -> dict[str, float]:
    """Return the features both judges look at.

    ``none_share``: how far the need belongs to no service type. ``known``: how much of its wording the service types
    know. ``coverage``: how much of its wording the best result holds. ``gap``: the share of its likeliest service type
    that none of the first results carries.
    """
    top = ranked[:JUDGED]
    likeliest = float(needed.type_shares.max(initial=0.0))
    agreed = max((one.scores["types"] for one in top), default=0.0)
    return {
        "none_share": 1.0 - float(needed.type_shares.sum()),
        "known": needed.known,
        "coverage": max((index.lexical.coverage(needed.text, one.row) for one in top), default=0.0),
        "gap": max(0.0, likeliest - agreed),
    }
