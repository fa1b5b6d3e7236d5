"""Fits the two judges of answerability on questions the encoder never saw.

Domain: held-out asks against lines from private life and needs that no such platform supplies. Supply: held-out asks
with the catalogue whole against the same asks with every offer of their service type taken away, over the catalogue as
it is and over a bare copy without service types and speaking names, as catalogues from elsewhere are. Each floor is
the highest that still lets the stated share of the answerable asks pass in either catalogue, measured by
cross-fitting, so that no line is judged by weights it helped to fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Offer
from knowledge.taxonomy import ServiceType
from matcher.encoders.base import Encoder
from matcher.engine import Matcher
from matcher.errors import EmptyTraining
from matcher.index.build import build
from matcher.search.answer import DOMAIN_FEATURES, SUPPLY_FEATURES, Calibration, Logistic, measure
from matcher.search.fuse import retrieve, search
from matcher.search.rank import rank
from matcher.search.understand import understand
from matcher.search.wording import Wording
from matcher.trade import sentences
from matcher.training.texts import Corpus
from matcher.training.wording import fit_wording
from matcher.types import Query

Features = dict[str, float]
Matrix = NDArray[np.float64]

# Shares of the answerable asks that must pass. A wrong refusal costs more than a weak answer, and "nobody supplies
# this" most.
KEPT_IN_DOMAIN = 0.97
KEPT_AS_SUPPLIED = 0.99
RIDGE = 1e-2
FOLDS = 5
STEPS = 30

# Each ask is matched four times; 300 of 800, spread over all types, keep the step within a minute on two cores.
MOST_ASKS = 300


def calibrate(
    corpus: Corpus, encoder: Encoder, report: Callable[[str], None], blind: Encoder | None = None
) -> Calibration:
    """Measure the features of every kind of line and fit both judges.

    :param corpus: Its held-out asks are the questions; its offers, or one made of each service type, the catalogue.
    :param blind: An encoder that never saw the offers, for the bare copy: on offers that it learned from, an encoder
        guesses service types far better than on any other catalogue (99.5 % of the gaps below 0.21 instead of 0.45).
    :raises EmptyTraining: If there are no held-out asks or no held-out lines from outside.
    """
    asks, matchers = _asks_and_matchers(corpus, encoder, blind or encoder)
    if not asks or not corpus.outside_held_out:
        raise EmptyTraining(
            f"held-out asks: {len(asks)}, lines outside: {len(corpus.outside_held_out)}; both are needed"
        )
    report(f"calibrating on {len(asks)} held-out asks and {len(corpus.outside_held_out)} held-out lines from outside")
    wording, business = judges_of_wording(corpus)
    strange = (*corpus.outside_held_out, *corpus.unsupplied_held_out)
    answered = [[_features(matcher, ask, wording) for ask, _ in asks] for matcher in matchers]
    foreign = [_features(matcher, line, wording) for matcher in matchers for line in strange]
    lacking = [_without(matchers, corpus, code) for _, code in asks]
    unsupplied = [
        _features(m, ask, wording, mask) for (ask, _), masks in zip(asks, lacking, strict=True) for m, mask in masks
    ]
    domain, domain_odds = _fit(DOMAIN_FEATURES, answered, foreign, KEPT_IN_DOMAIN)
    supply, supply_odds = _fit(SUPPLY_FEATURES, answered, unsupplied, KEPT_AS_SUPPLIED)
    declined = (domain_odds < domain.floor).reshape(len(matchers), len(strange))
    outside = len(corpus.outside_held_out)
    figures = {
        "asks": float(len(asks)),
        "outside": float(outside),
        "kept_in_domain": KEPT_IN_DOMAIN,
        "kept_as_supplied": KEPT_AS_SUPPLIED,
        "outside_refused": float(declined[:, :outside].mean()),
        "beyond_refused": float(declined[:, outside:].mean()) if corpus.unsupplied_held_out else 0.0,
        "unsupplied_refused": float((supply_odds < supply.floor).mean()),
        **_told_apart(business, corpus),
    }
    rounded = {name: round(value, 4) for name, value in figures.items()}
    return Calibration(domain, supply, encoder.version, rounded, wording, business)


def judges_of_wording(corpus: Corpus) -> tuple[Wording, Wording]:
    """Fit what needs are worded like, and what businesses' needs that nobody supplies are worded like."""
    asks = [line for kind in corpus.types for line in (*kind.asks, *sentences(kind.code))]
    return fit_wording(asks, [*corpus.outside, *corpus.unsupplied]), fit_wording(corpus.unsupplied, corpus.outside)


def _told_apart(business: Wording, corpus: Corpus) -> dict[str, float]:
    """Return how many held-out lines are given the right reason, were they declined."""
    if not corpus.unsupplied_held_out:
        return {}
    right = [business.score(line) >= 0 for line in corpus.unsupplied_held_out]
    right += [business.score(line) < 0 for line in corpus.outside_held_out]
    return {"reason_right": sum(right) / len(right)}


def _asks_and_matchers(corpus: Corpus, encoder: Encoder, blind: Encoder) -> tuple[list[tuple[str, str]], list[Matcher]]:
    """Return the asks that the catalogue can answer, and a matcher over it and over its bare copy."""
    tagged = tuple(offer for offer in corpus.offers if offer.service_types)
    offers = corpus.offers if tagged else tuple(stand_ins(corpus.types))
    supplied = {code for offer in offers for code in offer.service_types}
    bare = [replace(offer, service_types=(), name=offer.provider or offer.id) for offer in offers]
    first = build(offers, encoder, corpus.types, outside=corpus.outside)
    second = build(bare, blind, corpus.types, outside=corpus.outside)
    asks = [(ask, code) for ask, code in corpus.held_out if code in supplied]
    asks = asks[:: -(-len(asks) // MOST_ASKS) or 1]
    return asks, [Matcher(first, encoder), Matcher(second, blind)]


def _without(matchers: Sequence[Matcher], corpus: Corpus, code: str) -> list[tuple[Matcher, NDArray[np.bool_]]]:
    """Return each matcher with a mask without the offers of one service type, by the tags of the whole catalogue."""
    gone = {offer.id for offer in (corpus.offers or stand_ins(corpus.types)) if code in offer.service_types} or {code}
    return [(m, np.array([offer.id not in gone for offer in m.index.offers], dtype=bool)) for m in matchers]


def stand_ins(types: Sequence[ServiceType]) -> list[Offer]:
    """Make one offer of each service type, for want of a catalogue."""
    return [
        Offer(
            id=kind.code,
            kind="service",
            name=kind.name,
            text=kind.definition,
            category=kind.category,
            service_types=(kind.code,),
        )
        for kind in types
    ]


def _features(matcher: Matcher, text: str, wording: Wording, mask: NDArray[np.bool_] | None = None) -> Features:
    """Measure one line against the offers that the mask allows."""
    query, index = Query(text), matcher.index
    needed = understand(query, index.types, matcher.encoder)
    lexical, types = retrieve(index, needed)
    allowed = np.ones(len(index), dtype=bool) if mask is None else mask
    ranked = rank(search(index, needed, lexical, types, [allowed]), index, query, needed)
    return measure(needed, ranked, index, wording)


def _fit(
    names: tuple[str, ...], right: Sequence[Sequence[Features]], wrong: Sequence[Features], kept: float
) -> tuple[Logistic, Matrix]:
    """Return the judge and what it gives the wrong lines, measured out of fold."""
    flat = [one for catalogue in right for one in catalogue]
    values = np.array([[one[name] for name in names] for one in (*flat, *wrong)], dtype=np.float64)
    labels = np.array([1.0] * len(flat) + [0.0] * len(wrong))
    out_of_fold = np.zeros(len(labels))
    for fold in range(FOLDS):
        aside = np.arange(len(labels)) % FOLDS == fold
        weights, bias = logistic(values[~aside], labels[~aside])
        out_of_fold[aside] = _probability(values[aside] @ weights + bias)
    by_catalogue = np.split(out_of_fold[labels == 1], np.cumsum([len(catalogue) for catalogue in right])[:-1])
    floor = min(float(np.quantile(passed, 1 - kept)) for passed in by_catalogue)
    weights, bias = logistic(values, labels)
    judge = Logistic(names, tuple(round(float(w), 6) for w in weights), round(bias, 6), round(floor, 6))
    return judge, out_of_fold[labels == 0]


def logistic(values: Matrix, labels: Matrix) -> tuple[Matrix, float]:
    """Fit weights and bias by Newton's method with a ridge; both classes weigh the same."""
    rows = np.column_stack([values, np.ones(len(values))])
    share = np.where(labels == 1, 0.5 / max(labels.sum(), 1), 0.5 / max((1 - labels).sum(), 1)) * len(labels)
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[-1, -1] = 1e-9
    theta = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        chance = _probability(rows @ theta)
        gradient = rows.T @ (share * (chance - labels)) + ridge @ theta
        curvature = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + ridge
        theta -= np.linalg.solve(curvature, gradient)
    return theta[:-1], float(theta[-1])


def _probability(total: Matrix) -> Matrix:
    chance: Matrix = 1.0 / (1.0 + np.exp(-np.clip(total, -30, 30)))
    return chance
