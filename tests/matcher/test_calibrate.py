"""The judges of answerability: what they are fitted on, what their floor keeps, what they say."""

import numpy as np
import pytest

from matcher.errors import EmptyTraining
from matcher.evaluate import Labelled
from matcher.search.answer import FEATURES
from matcher.training import calibrate as module
from matcher.training.calibrate import Case, calibrate
from matcher.training.logistic import fit, probability
from matcher.training.texts import split
from matcher.trials import Trial
from tests.matcher.fakes import FakeEncoder, offer
from tests.matcher.test_training import OUTSIDE, TYPES

ENCODER = FakeEncoder({"贷款": [1, 0, 0], "合同": [0, 1, 0], "下雨": [0, 0, 1]}, dimension=3)


def case(catalogue: str, scope: str, fused: float) -> Case:
    return Case(catalogue, scope, dict.fromkeys(FEATURES, 0.0) | {"fused": fused})


def test_floor_keeps_the_stated_share_of_each_catalogues_needs_by_weights_of_the_others() -> None:
    rng = np.random.default_rng(5)
    cases = [case(name, "in", 0.7 + 0.1 * rng.random()) for name in ("a", "b", module.OWN) for _ in range(40)]
    cases += [case(name, "out", 0.1 + 0.1 * rng.random()) for name in ("a", "b", module.OWN) for _ in range(40)]
    judge, odds = module._judge(cases, "in", 0.9)
    foreign = [odds[place] for place, one in enumerate(cases) if one.scope == "in" and one.catalogue != module.OWN]
    assert sum(value >= judge.floor for value in foreign) == 72  # nine in ten of 80
    assert all(odds[place] < judge.floor for place, one in enumerate(cases) if one.scope == "out")
    assert judge.names == tuple(FEATURES)


def test_scopes_and_catalogues_weigh_as_stated_however_many_there_are() -> None:
    cases = [case("a", "in", 0.0)] * 6 + [case("b", "in", 0.0)] * 2 + [case("a", "unsupplied", 0.0)] * 4
    weights = module._balanced([*cases, *[case("b", "out", 0.0)] * 4])
    parts = (weights[:6].sum(), weights[6:8].sum(), weights[8:12].sum(), weights[12:].sum())
    assert parts == pytest.approx((4.0, 4.0, 4.0, 4.0))


def test_trial_needs_and_own_asks_make_the_cases() -> None:
    needs = (Labelled("N1", "贷款", {"T1": 2}), Labelled("N2", "合同", {}, "unsupplied"))
    trial = Trial("foreign", (offer("T1", "贷款"),), needs)
    said: list[str] = []
    corpus = split(TYPES, outside=OUTSIDE)
    calibration = calibrate(corpus, ENCODER, said.append, [trial])
    asks, outside = len(corpus.held_out), len(corpus.outside_held_out)
    assert said == [f"calibrating on {asks + 1} in, {asks + 1} unsupplied, {outside} out"]
    assert calibration.model_version == ENCODER.version
    assert 0 < calibration.answer.floor < 1
    assert calibration.enterprise.floor == 0.5
    assert {"kept", "reason_right", "in_refused_trials", "in_refused_own"} <= set(calibration.figures)


def test_without_lines_from_outside_nothing_can_be_fitted() -> None:
    with pytest.raises(EmptyTraining, match="'out': 0"):
        calibrate(split(TYPES), ENCODER, lambda _line: None)


def test_logistic_does_not_mind_the_scale_of_a_feature() -> None:
    values = np.array([[0.0, 3.0], [0.2, 1.0], [0.8, 2.0], [1.0, 2.5]])
    labels = np.array([0.0, 0.0, 1.0, 1.0])
    chances = []
    for scale in (1.0, 1000.0):
        weights, bias = fit(values * [scale, 1.0], labels)
        chances.append(probability(values * [scale, 1.0] @ weights + bias))
    np.testing.assert_allclose(chances[0], chances[1])
