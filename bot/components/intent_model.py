"""Which of the intents a message has: characters with the facts masked, and what the trade's words say of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.components.category_model import ANY_DAY, CategoryModel, foreign_lines, knowledge_lines
from bot.components.one_text import Planes, Terms
from knowledge.reading.facts import read_facts
from knowledge.reading.identifiers import without_identity
from knowledge.reading.spans import Span

FOREIGN = "out_of_scope"
FOREIGN_WEIGHT = 0.05  # five folds: 0.755 right at 1, 0.756 at 0.3, 0.763 at 0.05, 0.759 without them
CATEGORY_WEIGHT = 0.15  # five folds, linear SVM: 0.746 at 0.15, 0.743 at 0.3, 0.740 at 0.5
DERIVED = ("_quick", "_names")  # of the fitted model, at its first use
# One private sign a kind of fact: whichever town or number is named, the sentence is the same to the classifier.
SIGNS = {
    "region": "\ue000", "region_alt": "\ue000", "phone": "\ue001", "contact": "\ue002", "amount_cny": "\ue003",
    "amount": "\ue003", "deadline": "\ue004", "headcount": "\ue005", "company": "\ue006", "revenue_cny": "\ue007",
}  # fmt: skip


def mask(text: str, spans: Sequence[Span] | None = None) -> str:
    """Return ``text`` between start and end signs, with one sign for every fact and no identity number.

    :param text: The normalised message.
    :param spans: What the readers found in this very text; read here if left out.
    """
    found = read_facts(text, ANY_DAY).spans if spans is None else spans
    pieces, position = ["^"], 0
    for span in sorted(found, key=lambda s: s.start):
        if span.slot in SIGNS and span.start >= position:
            pieces += [text[position : span.start], SIGNS[span.slot]]
            position = span.end
    return without_identity("".join([*pieces, text[position:], "$"]))


class IntentModel:
    """TF-IDF over masked characters beside the category scores, into one-vs-rest logistic regression.

    Source: docs/decisions/0005-intent-classifier.md
    """

    def __init__(self) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
        self._classifier = LogisticRegression(C=100.0, solver="liblinear", random_state=0)
        # Apart from the category shown to the user: that one has seen training lines of this model.
        self._trade = CategoryModel()

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Learn from normalised lines; the knowledge base's foreign lines join ``out_of_scope``."""
        for derived in DERIVED:
            self.__dict__.pop(derived, None)
        foreign = foreign_lines()
        self._trade.fit(knowledge_lines() + foreign)
        every = [*texts, *(text for text, _ in foreign)]
        masked = [mask(text) for text in every]
        features = hstack([self._vectorizer.fit_transform(masked), self._trade_features(every)]).tocsr()
        weights = [1.0] * len(texts) + [FOREIGN_WEIGHT] * len(foreign)
        self._classifier.fit(features, [*intents, *[FOREIGN] * len(foreign)], sample_weight=weights)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is computed from the rest."""
        return {name: value for name, value in self.__dict__.items() if name not in DERIVED}

    def probabilities(self, texts: Sequence[str], masked: Sequence[str] | None = None) -> list[dict[str, float]]:
        """Return the probability of every intent for each text.

        :param texts: Normalised messages.
        :param masked: The same, masked, where the caller has read the facts already.
        """
        masked = [mask(text) for text in texts] if masked is None else masked
        rows = [self._chances(text, shown) for text, shown in zip(texts, masked, strict=True)]
        return [dict(zip(self._names, row, strict=True)) for row in rows]

    def _chances(self, text: str, masked: str) -> list[float]:
        """Return the probabilities as :meth:`LogisticRegression.predict_proba` computes them, one against the rest."""
        terms, planes = self._quick
        places, weights = terms.weigh(masked)
        trade = self._trade.distances(text) * CATEGORY_WEIGHT
        beside = np.arange(terms.size, terms.size + trade.size)
        odds = expit(planes.distances(np.concatenate([places, beside]), np.concatenate([weights, trade])))
        chances: list[float] = (odds / odds.sum()).tolist()
        return chances

    def _trade_features(self, texts: Sequence[str]) -> Any:
        return csr_matrix(self._trade.scores(texts)) * CATEGORY_WEIGHT

    @cached_property
    def _quick(self) -> tuple[Terms, Planes]:
        return Terms(self._vectorizer), Planes(self._classifier)

    @cached_property
    def _names(self) -> list[str]:
        return [str(name) for name in self._classifier.classes_]
