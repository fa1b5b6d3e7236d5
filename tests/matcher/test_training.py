from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from knowledge.taxonomy import ServiceType
from matcher.encoders.load import load_encoder
from matcher.encoders.sentence import SentenceEncoder
from matcher.encoders.static import StaticEncoder
from matcher.errors import BrokenFolder, EmptyTraining, ModelMismatch
from matcher.models import load_model
from matcher.ngrams import grams
from matcher.search.answer import Calibration
from matcher.training.__main__ import THREADS, run
from matcher.training.join import join, principal
from matcher.training.logistic import fit
from matcher.training.recipe import RECIPES, Recipe
from matcher.training.save import save_model
from matcher.training.texts import Corpus, is_held_out, split
from matcher.training.train import train

TYPES = (
    ServiceType(
        "finance.loan", "finance", "信用贷款", "银行凭流水给企业放款", ("信用贷",),
        ("没有抵押想借钱周转", "手头紧发不出工资", "流水好能贷多少", "想借五十万备货", "贷款批不下来怎么办", "哪家银行利息低"),
    ),
    ServiceType(
        "legal.contract", "legal", "合同审查", "律师帮企业审合同条款", ("审合同",),
        ("对方发来的合同不敢签", "条款看不懂怕有坑", "违约金写得太高", "帮忙看下这份协议", "合同要不要改", "签之前想让律师过一遍"),
    ),
    ServiceType(
        "hr.recruit", "hr", "招聘服务", "帮企业找人", ("代招",),
        ("招不到焊工", "车间缺人手", "想找个会计", "年底工人都走了", "大学生不愿来我们厂", "急招普工二十个"),
    ),
)  # fmt: skip
OUTSIDE = (
    "明天下雨吗",
    "写首诗",
    "火车几点开",
    "猫不吃饭",
    "今晚球赛谁赢",
    "牙疼怎么办",
    "讲个笑话",
    "红烧肉怎么做",
    "恐龙为什么灭绝",
)
RECIPE = Recipe(dimension=16, epochs=12, batch_size=8, least_texts=1, starts=2)
PEER = replace(RECIPES["transformer"], dimension=32, layers=1, epochs=8, batch_size=8)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Train as the command does: on busy cores two threads wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return split(TYPES, outside=OUTSIDE)


@pytest.fixture(scope="module")
def folder(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "encoder"
    run(corpus, RECIPE, out, lambda _line: None)
    return out


def test_held_out_asks_are_never_learned(corpus: Corpus) -> None:
    learned = {ask for kind in corpus.types for ask in kind.asks}
    held = {ask for ask, _ in corpus.held_out}
    assert held
    assert not held & learned
    assert held | learned == {ask for kind in TYPES for ask in kind.asks}
    assert all(is_held_out(ask) for ask in held)
    assert set(corpus.outside) | set(corpus.outside_held_out) == set(OUTSIDE)


@pytest.mark.parametrize("recipe", [RECIPE, PEER], ids=["static", "transformer"])
def test_training_repeats_to_the_last_byte(corpus: Corpus, recipe: Recipe, tmp_path: Path) -> None:
    versions = set()
    for place in (tmp_path / "first" / "encoder", tmp_path / "second" / "encoder"):
        save_model(train(corpus, recipe), recipe, place)
        versions.add(load_encoder(str(place)).version)
    assert len(versions) == 1


def test_a_transformer_is_trained_saved_and_read(corpus: Corpus, tmp_path: Path) -> None:
    save_model(train(corpus, PEER), PEER, tmp_path / "peer")
    encoder = load_encoder(str(tmp_path / "peer"))
    assert isinstance(encoder, SentenceEncoder)
    asks = encoder.encode_query([ask for kind in corpus.types for ask in kind.asks])
    assert asks.shape[1] == 32
    same = [place for place, kind in enumerate(corpus.types) for _ in kind.asks]
    alike = np.equal.outer(same, same)
    assert (asks @ asks.T)[alike].mean() > (asks @ asks.T)[~alike].mean() + 0.05


def test_joined_tables_give_the_mean_of_their_likenesses(corpus: Corpus) -> None:
    once = replace(RECIPE, starts=1)
    models = [train(corpus, replace(once, seed=seed)) for seed in (1, 2)]
    lines = [" ".join(grams(kind.name, once.longest_gram)) for kind in corpus.types]
    joined = join(models, corpus, replace(once, dimension=32))
    whole, *apart = (model.encode(lines, normalize_embeddings=True) for model in (joined, *models))
    np.testing.assert_allclose(whole @ whole.T, np.mean([one @ one.T for one in apart], axis=0), atol=0.1)


def test_principal_directions_by_hand() -> None:
    found = principal(torch.tensor([[3.0, 0.0, 0.0], [0.0, 0.0, 2.0], [0.0, 1.0, 0.0]]), 2)
    assert found.abs().T.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def test_training_brings_an_ask_nearer_to_its_type(corpus: Corpus, folder: Path) -> None:
    encoder = StaticEncoder.load(folder)
    asks = encoder.encode_query([kind.asks[0] for kind in corpus.types])
    answers = encoder.encode_document([f"{kind.name}。{kind.definition}" for kind in corpus.types])
    assert (asks @ answers.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_folder_is_whole_and_belongs_together(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {
        "model.safetensors",
        "tokenizer.json",
        "modules.json",
        "qifu.json",
        "version.json",
        "calibration.json",
    } <= names
    encoder, calibration = load_model(str(folder))
    assert isinstance(encoder, StaticEncoder)
    assert calibration is not None
    assert calibration.model_version == encoder.version
    assert 0 < calibration.answer.floor < 1
    assert encoder.version in (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.parent.iterdir()] == ["encoder"]


def test_fast_path_agrees_with_sentence_transformers(folder: Path) -> None:
    texts = ["没有抵押想借钱", "合同不敢签"]
    fast = load_encoder(str(folder)).encode_query(texts)
    slow = SentenceEncoder.load(str(folder)).encode_query([" ".join(grams(text, 2)) for text in texts])
    np.testing.assert_allclose(fast, slow, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(fast, axis=1), 1.0, atol=1e-5)


def test_unknown_text_gives_zeros(folder: Path) -> None:
    assert not StaticEncoder.load(folder).encode_query(["🙂", ""]).any()


def test_a_calibration_of_another_model_is_refused(folder: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "encoder"
    shutil.copytree(folder, copy)
    calibration = Calibration.load(copy)
    Calibration(calibration.answer, calibration.enterprise, "other@1", {}).save(copy)
    with pytest.raises(ModelMismatch, match="other@1"):
        load_model(str(copy))
    (copy / "model.safetensors").unlink()
    with pytest.raises(BrokenFolder, match="missing"):
        load_encoder(str(copy))


def test_too_little_to_learn_from() -> None:
    with pytest.raises(EmptyTraining, match="found 1"):
        train(split(TYPES[:1]), RECIPE)


def test_logistic_finds_the_middle() -> None:
    values = np.array([[0.0], [0.2], [0.8], [1.0]])
    weights, bias = fit(values, np.array([0.0, 0.0, 1.0, 1.0]))
    assert weights[0] > 0
    assert -bias / weights[0] == pytest.approx(0.5, abs=1e-6)
