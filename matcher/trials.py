"""Trial catalogues: what a foreign platform might export, without the project's tags, with judged needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import Offer, load_jsonl
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import DATA_DIR, load_service_types
from matcher.encoders.base import Encoder
from matcher.engine import Matcher
from matcher.evaluate import Labelled, read_labelled
from matcher.index.build import CatalogueIndex, build
from matcher.search.answer import Calibration

FOLDER = DATA_DIR / "matching" / "trials"


@dataclass(frozen=True)
class Trial:
    """One catalogue with its judged needs."""

    name: str
    offers: tuple[Offer, ...]
    needs: tuple[Labelled, ...]


def load_trials(folder: Path = FOLDER) -> tuple[Trial, ...]:
    """Return the trials of a folder by name.

    :raises ValueError: If a need is judged against an item that the catalogue does not hold.
    """
    return tuple(_load(place) for place in sorted(folder.iterdir()) if place.is_dir())


def _load(place: Path) -> Trial:
    offers = tuple(load_jsonl(place / "catalogue.jsonl"))
    needs = tuple(read_labelled(place / "needs.jsonl"))
    unknown = {item for need in needs for item in need.relevant} - {offer.id for offer in offers}
    if unknown:
        raise ValueError(f"trial {place.name}: judged items not in its catalogue: {', '.join(sorted(unknown))}")
    return Trial(place.name, offers, needs)


def load_matchers(encoder: Encoder, calibration: Calibration | None = None) -> list[tuple[Trial, Matcher]]:
    """Return each shipped trial with a matcher over its catalogue; all share one index of the trade's service types."""
    found: list[tuple[Trial, Matcher]] = []
    for trial in load_trials():
        previous = found[-1][1].index if found else None
        found.append((trial, matcher_for(trial.offers, encoder, calibration, previous)))
    return found


def matcher_for(
    offers: Sequence[Offer],
    encoder: Encoder,
    calibration: Calibration | None = None,
    previous: CatalogueIndex | None = None,
) -> Matcher:
    """Return a matcher over a catalogue in memory, with the service types of the trade.

    :param previous: An index whose service types are taken where they are the same.
    """
    kinds, outside = load_service_types().values(), load_out_of_domain()
    return Matcher(build(offers, encoder, kinds, previous, outside), encoder, calibration)
