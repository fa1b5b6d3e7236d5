"""The numbers of the quick way are scikit-learn's own, to the last bit."""

from __future__ import annotations

import pickle
import random
from typing import Any

import pytest
from scipy.sparse import csr_matrix, hstack

from bot.components import category_model, intent_model
from bot.components.category_model import CategoryModel
from bot.components.intent_model import CATEGORY_WEIGHT, IntentModel, mask


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Give texts of all lengths, known and unknown, with the empty and the strange."""
    dice = random.Random(5)  # noqa: S311
    known = [text for text, _ in category_model.need_lines() + category_model.foreign_lines()]
    letters = "".join(known)
    made = ["".join(dice.choices(letters, k=length)) for length in range(1, 200)]
    return [*dice.sample(known, 300), *made, "", " ", "a", "ABC abc", "我", "？？？？", "\ue000", "😀😀", "对", "龘龘"]


@pytest.fixture(scope="module")
def category(understand: Any) -> CategoryModel:
    model: CategoryModel = understand.__self__._components[3].model
    return model


@pytest.fixture(scope="module")
def intent(understand: Any) -> IntentModel:
    model: IntentModel = understand.__self__._components[2].model
    return model


def by_sklearn(model: CategoryModel, text: str) -> list[float]:
    features = model._vectorizer.transform([category_model._unframed(text)])
    scores: list[float] = model._classifier.decision_function(features).tolist()[0]
    return scores


def test_category_scores_are_sklearns(category: CategoryModel, texts: list[str]) -> None:
    expected = [by_sklearn(category, text) for text in texts]
    assert category.scores(texts) == expected
    assert [category.distances(text).tolist() for text in texts] == expected


def test_intent_probabilities_are_sklearns(intent: IntentModel, texts: list[str]) -> None:
    found = intent.probabilities(texts)
    for text, chances in zip(texts, found, strict=True):
        trade = csr_matrix([by_sklearn(intent._trade, text)]) * CATEGORY_WEIGHT
        features = hstack([intent._vectorizer.transform([mask(text)]), trade]).tocsr()
        row = intent._classifier.predict_proba(features).tolist()[0]
        assert chances == dict(zip(intent._classifier.classes_, row, strict=True)), text


@pytest.mark.parametrize("name", ["category", "intent"])
def test_what_is_derived_is_neither_stored_nor_kept_over_a_new_fit(name: str, request: Any, texts: list[str]) -> None:
    model = request.getfixturevalue(name)
    read = model.scores if name == "category" else model.probabilities
    before = read(texts[:3])
    again = pickle.loads(pickle.dumps(model))  # noqa: S301
    assert not set(intent_model.DERIVED) & set(again.__dict__)
    assert (again.scores if name == "category" else again.probabilities)(texts[:3]) == before


def test_a_model_fitted_anew_reads_by_the_new_fit(texts: list[str]) -> None:
    lines = category_model.need_lines()
    model = CategoryModel().fit(lines[::20])
    model.scores(texts[:1])
    model.fit(lines[1::15])
    assert model.scores(texts[:20]) == [by_sklearn(model, text) for text in texts[:20]]
