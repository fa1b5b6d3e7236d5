"""TF-IDF of one text and the linear scores upon it, from the fitted arrays.

scikit-learn checks model and input anew at every call and copies what it multiplies by, as wide as the vocabulary: most
of the time for a single short text (docs/decisions/0015-speed-of-the-talk.md). The numbers are the same to the last
bit, so each sum is taken in scikit-learn's order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

Vector = NDArray[np.float64]


class Terms:
    """What a fitted vectorizer (smoothing by logarithm, unit length) makes of one text."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._analyse, self._places, self._idf = vectorizer.build_analyzer(), vectorizer.vocabulary_, vectorizer.idf_
        self.size = len(self._places)

    def weigh(self, text: str) -> tuple[NDArray[np.intp], Vector]:
        """Return the places of the text's known terms and their weights, in the order that scikit-learn has."""
        counts: dict[int, int] = {}
        for term in self._analyse(text):
            place = self._places.get(term)
            if place is not None:
                counts[place] = counts.get(place, 0) + 1
        places = np.array(sorted(counts), dtype=np.intp)
        weights = np.log(np.array([counts[place] for place in places.tolist()], dtype=np.float64)) + 1.0
        return places[::-1], _unit((weights * self._idf[places])[::-1])


class Planes:
    """The distances of one text from the planes of a fitted linear classifier."""

    def __init__(self, classifier: Any) -> None:
        self._columns: Vector = np.ascontiguousarray(classifier.coef_.T)
        self._intercept: Vector = classifier.intercept_

    def distances(self, places: NDArray[np.intp], weights: Vector) -> Vector:
        """Return one signed distance a class, by the features at ``places``."""
        if not places.size:
            return np.zeros(self._columns.shape[1]) + self._intercept
        products = weights[:, None] * self._columns[places]
        return np.add.reduce(products, axis=0) + self._intercept


def _unit(weights: Vector) -> Vector:
    """Return the weights at length 1; the squares are added one by one, not in pairs as numpy does."""
    total = 0.0
    for weight in weights.tolist():
        total += weight * weight
    return weights / np.sqrt(total) if total else weights
