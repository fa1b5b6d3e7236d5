"""Whether to answer at all: two probabilities, calibrated on held-out asks, and their floors, stored with the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from matcher.errors import BrokenFolder
from matcher.index.build import CatalogueIndex
from matcher.search.rank import Ranked
from matcher.search.understand import Needed
from matcher.search.wording import Wording

FILE_NAME = "calibration.json"
# Chosen for transfer between catalogues: cosines shift with the length of the texts, coverage and shares do not. On
# a foreign catalogue of long policy texts, judges fitted on the cosines refused 47 % of the answerable needs, these
# a few percent.
DOMAIN_FEATURES = ("wording", "margin", "known", "none_share")
SUPPLY_FEATURES = ("gap", "coverage")
WORDINGS = ("wording", "business")
MAYBE = 0.1
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
    """The judges of answerability.

    :param domain: Is this a need that an enterprise service may answer at all?
    :param supply: Does the best offer answer it?
    :param model_version: The encoder this was measured with.
    :param figures: What was measured while fitting, for the model card.
    :param wording: Is it worded like a need that service types cover? One of the features of ``domain``.
    :param business: Of what ``domain`` declines: is it worded like a business's need rather than a private matter?
    """

    domain: Logistic
    supply: Logistic
    model_version: str
    figures: dict[str, float]
    wording: Wording = field(default_factory=Wording)
    business: Wording = field(default_factory=Wording)

    def save(self, folder: Path) -> None:
        """Write ``calibration.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=None)
        (folder / FILE_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Read what :meth:`save` wrote.

        :raises BrokenFolder: If it is missing or malformed.
        """
        try:
            raw = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            judges = [_judge(raw[part]) for part in ("domain", "supply")]
            wordings = [Wording(dict(raw[part]["weights"]), float(raw[part]["bias"])) for part in WORDINGS]
            return cls(judges[0], judges[1], raw["model_version"], raw["figures"], wordings[0], wordings[1])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise BrokenFolder(folder, f"{FILE_NAME}: {error!r}") from error


def _judge(raw: dict[str, object]) -> Logistic:
    names, weights = raw["names"], raw["weights"]
    if not isinstance(names, list) or not isinstance(weights, list) or len(names) != len(weights):
        raise ValueError("names and weights must be lists of the same length")
    return Logistic(tuple(names), tuple(weights), float(str(raw["bias"])), float(str(raw["floor"])))


def measure(needed: Needed, ranked: Sequence[Ranked], index: CatalogueIndex, wording: Wording) -> dict[str, float]:
    """Return the features both judges look at.

    ``wording``: log odds that needs are worded like this. ``margin``: how much nearer the nearest service type is
    than the lines from outside.
    ``none_share``: how far the need belongs to no service type. ``known``: how much of its wording the service types
    know. ``coverage``: how much of its wording the best result holds. ``gap``: the share of its likeliest service type
    that none of the first results carries.
    """
    top = ranked[:JUDGED]
    likeliest = float(needed.type_shares.max(initial=0.0))
    agreed = max((_may_serve(one, needed, index) for one in top), default=0.0)
    return {
        "wording": wording.score(needed.text),
        "margin": float(needed.type_scores.max(initial=0.0)) - needed.outside_score,
        "none_share": 1.0 - float(needed.type_shares.sum()),
        "known": needed.known,
        "coverage": max((index.lexical.coverage(needed.text, one.row) for one in top), default=0.0),
        "gap": max(0.0, likeliest - agreed),
    }


def _may_serve(one: Ranked, needed: Needed, index: CatalogueIndex) -> float:
    """Return the need's share in the types that a result has or, where the catalogue names none, may have.

    An inferred type counts in full from ``MAYBE`` on: on a catalogue without tags the right offer often has the need's
    type only second or third, and "nobody supplies this" must not be said because of that.
    """
    places = index.type_places[one.row]
    counted = (places >= 0) & (index.type_weights[one.row] >= MAYBE)
    return float(needed.type_shares[places[counted]].sum())
