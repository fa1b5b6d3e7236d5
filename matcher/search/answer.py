"""Whether to answer at all, and why not: two probabilities, calibrated on judged needs, stored with the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from matcher.errors import BrokenFolder
from matcher.index.build import CatalogueIndex
from matcher.search.ranked import Ranked
from matcher.search.understand import Needed
from matcher.search.wording import Wording

FILE_NAME = "calibration.json"
WORDINGS = ("wording", "business")
MAYBE = 0.1
JUDGED = 5  # first results looked at
LIKELY = 5


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

    :param answer: Does the best offer answer this?
    :param enterprise: Of what ``answer`` declines: is it a need of an enterprise rather than a private matter?
    :param model_version: The encoder this was measured with.
    :param figures: What was measured while fitting, for the model card.
    :param wording: Is it worded like a need that service types cover? A feature of both judges.
    :param business: Is it worded like a need that nobody supplies rather than a private matter? Another.
    """

    answer: Logistic
    enterprise: Logistic
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
            judges = [_judge(raw[part]) for part in ("answer", "enterprise")]
            wordings = [Wording(dict(raw[part]["weights"]), float(raw[part]["bias"])) for part in WORDINGS]
            return cls(judges[0], judges[1], raw["model_version"], raw["figures"], wordings[0], wordings[1])
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise BrokenFolder(folder, f"{FILE_NAME}: {error!r}") from error


def _judge(raw: dict[str, object]) -> Logistic:
    names, weights = raw["names"], raw["weights"]
    if not isinstance(names, list) or not isinstance(weights, list) or len(names) != len(weights):
        raise ValueError("names and weights must be lists of the same length")
    return Logistic(tuple(names), tuple(weights), float(str(raw["bias"])), float(str(raw["floor"])))


def measure(
    needed: Needed, ranked: Sequence[Ranked], index: CatalogueIndex, wording: Wording, business: Wording
) -> dict[str, float]:
    """Return the features both judges look at; the names are explained in :data:`FEATURES`.

    :param ranked: The whole ranking of one search.
    """
    top = ranked[:JUDGED]
    shares = np.sort(needed.type_shares)[::-1]
    likeliest = float(shares[0]) if len(shares) else 0.0
    likeness = float(needed.type_scores.max(initial=0.0))
    agreed = max((_may_serve(one, needed, index) for one in top), default=0.0)
    return {
        "wording": wording.score(needed.text),
        "business": business.score(needed.text),
        "margin": likeness - needed.outside_score,
        "outside": needed.outside_score,
        "likeness": likeness,
        "known": needed.known,
        "likeliest": likeliest,
        "likely": float(shares[:LIKELY].sum()),
        "any": float(shares.sum()),
        "coverage": float(index.lexical.coverages(needed.text, [one.row for one in top]).max(initial=0.0)),
        "gap": max(0.0, likeliest - agreed),
        **{stage: ranked[0].board.highest(stage) if ranked else 0.0 for stage in STAGES},
    }


STAGES = ("lexical", "dense", "types", "fused")
FEATURES = {
    "wording": "log odds that needs which service types cover are worded like this",
    "business": "log odds that it is worded like a need nobody supplies rather than a private matter",
    "margin": "how much nearer the nearest service type is than the lines from outside",
    "outside": "likeness to lines from outside",
    "likeness": "likeness to the nearest service type",
    "known": "how much of its wording the service types know",
    "likeliest": "share of the likeliest service type: a need that is certain of a type nobody offers is unsupplied",
    "likely": "share of the five likeliest",
    "any": "share of all service types together; the rest belongs to none of them",
    "coverage": "how much of its wording the best result holds",
    "gap": "share of the likeliest type that none of the first results carries",
    "lexical": "best lexical score among the candidates",
    "dense": "best cosine among the candidates",
    "types": "best agreement of types among the candidates",
    "fused": "best fused score among the candidates",
}


def _may_serve(one: Ranked, needed: Needed, index: CatalogueIndex) -> float:
    """Return the need's share in the types that a result has or, where the catalogue names none, may have.

    An inferred type counts in full from ``MAYBE`` on: on a catalogue without tags the right offer often has the need's
    type only second or third, and "nobody supplies this" must not be said because of that.
    """
    places = index.type_places[one.row]
    counted = (places >= 0) & (index.type_weights[one.row] >= MAYBE)
    return float(needed.type_shares[places[counted]].sum())
