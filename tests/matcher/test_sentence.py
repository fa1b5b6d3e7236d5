"""A real transformer, made small in the test: four layers of nothing learned, saved and loaded like any other."""

from pathlib import Path

import numpy as np
import pytest
import torch

from matcher.encoders.load import load_encoder
from matcher.encoders.sentence import SentenceEncoder
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.types import Query
from tests.matcher.fakes import offer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    base = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "：", *"想贷款没有抵押合同审查招聘工人"]
    (base / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    tokenizer = BertTokenizerFast(str(base / "vocab.txt"))
    config = BertConfig(
        vocab_size=len(dict.fromkeys(words)), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(base)
    tokenizer.save_pretrained(base)
    part = Transformer(str(base))
    model = SentenceTransformer(modules=[part, Pooling(16)], prompts={"query": "query：", "document": ""}, device="cpu")
    out = tmp_path_factory.mktemp("models") / "tiny"
    model.save_pretrained(str(out))
    return out


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
