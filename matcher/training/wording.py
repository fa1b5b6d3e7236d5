"""Fits the judge of wording: asks of enterprises against messages that no service of the platform answers.

A logistic regression over runs present, scaled to length 1, both sides weighing the same; full-batch gradient descent
with momentum, so that the same lines give the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.ngrams import grams
from matcher.search.wording import LONGEST, Wording

# Chosen on held-out lines: of decay 1e-5, 3e-5, 1e-4 and 3e-4, 3e-5 refuses most (75 % of
# the outside lines at 97 % of the asks passing; weighting runs by rarity 69 %), see docs/decisions/0004-encoder.md.
DECAY = 3e-5
STEPS = 300
RATE = 40.0
MOMENTUM = 0.9
LEAST_WEIGHT = 0.02  # smaller weights are not kept


def fit_wording(ours: Sequence[str], others: Sequence[str]) -> Wording:
    """Return the judge that tells ``ours`` from ``others``; one that says nothing where a side is empty."""
    if not ours or not others:
        return Wording()
    runs = [sorted(set(grams(text, LONGEST))) for text in (*ours, *others)]
    frequency = Counter(run for found in runs for run in found)
    places = {run: place for place, run in enumerate(sorted(frequency))}
    columns = np.array([places[run] for found in runs for run in found], dtype=np.int64)
    lengths = np.array([len(found) for found in runs], dtype=np.int64)
    labels = np.repeat([1.0, 0.0], [len(ours), len(others)])
    weights, bias = _descend(columns, lengths, labels, len(places))
    kept = {run: round(float(weights[place]), 3) for run, place in places.items()}
    return Wording({run: weight for run, weight in kept.items() if abs(weight) >= LEAST_WEIGHT}, round(bias, 4))


def _descend(
    columns: NDArray[np.int64], lengths: NDArray[np.int64], labels: NDArray[np.float64], width: int
) -> tuple[NDArray[np.float64], float]:
    rows = np.repeat(np.arange(len(lengths)), lengths)
    values = 1.0 / np.sqrt(np.maximum(lengths, 1))[rows]
    importance = np.where(labels == 1, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    theta, speed, bias, drift = np.zeros(width), np.zeros(width), 0.0, 0.0
    for _ in range(STEPS):
        total = np.bincount(rows, theta[columns] * values, minlength=len(lengths)) + bias
        error = importance * (1.0 / (1.0 + np.exp(-total)) - labels)
        speed = MOMENTUM * speed + np.bincount(columns, error[rows] * values, minlength=width) + DECAY * theta
        drift = MOMENTUM * drift + float(error.sum())
        theta, bias = theta - RATE * speed, bias - RATE / 10 * drift
    return theta, bias
