"""A real transformer, made small in the test, serves like any other model: vectors, match, calibration, refusal."""

from pathlib import Path

import numpy as np
import pytest

from matcher.encoders.load import load_encoder
from matcher.encoders.sentence import SentenceEncoder
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.models import calibration_folder, load_model, with_model
from matcher.training.calibrate import calibrate
from matcher.types import Query
from tests.matcher.fakes import offer
from tests.matcher.test_training import OUTSIDE, TYPES, split
from tests.matcher.tiny import make_transformer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_transformer(tmp_path_factory.mktemp("models"))


def test_unit_vectors_of_the_stated_size(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.dimension == 16
    vectors = encoder.encode_query(["想贷款", "合同审查"])
    assert vectors.shape == (2, 16)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert encoder.encode_document([]).shape == (0, 16)


def test_queries_get_the_query_prompt(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    query, document = encoder.encode_query(["想贷款"]), encoder.encode_document(["想贷款"])
    assert not np.allclose(query, document)
    np.testing.assert_allclose(query, encoder.encode_document(["query：想贷款"]), atol=1e-5)


def test_version_is_stable_and_follows_the_weights(folder: Path) -> None:
    version = load_encoder(str(folder)).version
    assert version.startswith("tiny@")
    assert load_encoder(str(folder)).version == version


def test_it_serves_a_whole_match(folder: Path) -> None:
    encoder = load_encoder(str(folder))
    index = build([offer("A", "没有抵押贷款"), offer("B", "合同审查")], encoder, [])
    assert [match.item_id for match in Matcher(index, encoder).match(Query("合同审查")).results] == ["B", "A"]


def test_it_is_calibrated_and_found_again(folder: Path, tmp_path: Path) -> None:
    encoder = load_encoder(str(folder))
    assert load_model(str(folder), tmp_path)[1] is None
    found = calibrate(split(TYPES, outside=OUTSIDE), encoder, lambda _line: None)
    place = calibration_folder(tmp_path, encoder)
    place.mkdir()
    found.save(place)
    again, calibration = load_model(str(folder), tmp_path)
    assert again.version == encoder.version
    assert calibration is not None
    assert calibration.model_version == encoder.version
    assert 0 < calibration.answer.floor < 1
    index = build([offer("A", "没有抵押贷款"), offer("B", "合同审查")], again, TYPES, outside=OUTSIDE)
    matcher = Matcher(index, again, calibration)
    assert matcher.match(Query("合同审查")).results[0].item_id == "B"
    assert with_model(matcher, str(folder), tmp_path).index.model_version == encoder.version
