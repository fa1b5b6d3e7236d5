"""Fetching a model from a hub that runs in the test."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import cli, model_fetch
from api.model_fetch import LOCK_FILE, ModelFetchError, fetch
from api.settings import Settings
from tests.api.hub import COMMIT, hub

NAME = "maker/tiny-zh"
WEIGHTS = b"weights of the first edition"
SUM = hashlib.sha256(WEIGHTS).hexdigest()


@pytest.fixture
def files() -> dict[str, bytes]:
    return {
        "modules.json": b"[]",
        "1_Pooling/config.json": b"{}",
        "model.safetensors": WEIGHTS,
        "pytorch_model.bin": b"a pickle",
        "onnx/model.safetensors": b"another form",
    }


def test_a_model_comes_whole_and_its_sum_is_written_down(files: dict[str, bytes], tmp_path: Path) -> None:
    with hub(NAME, files) as address:
        place = fetch(NAME, tmp_path, endpoint=address, sha256=SUM)
    assert place == tmp_path / "maker--tiny-zh"
    got = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert got == {"modules.json": b"[]", "1_Pooling/config.json": b"{}", "model.safetensors": WEIGHTS}
    locked = json.loads((tmp_path / LOCK_FILE).read_text(encoding="utf-8"))
    assert locked == {NAME: {"revision": COMMIT, "sha256": {"model.safetensors": SUM}}}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["maker--tiny-zh", LOCK_FILE]


def test_other_bytes_than_asked_for_are_thrown_away(files: dict[str, bytes], tmp_path: Path) -> None:
    with hub(NAME, files) as address, pytest.raises(ModelFetchError, match=f"要的是 {'0' * 64}，取到的是 {SUM}"):
        fetch(NAME, tmp_path, endpoint=address, sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_other_bytes_than_the_first_time_are_thrown_away(files: dict[str, bytes], tmp_path: Path) -> None:
    with hub(NAME, files) as address:
        place = fetch(NAME, tmp_path, endpoint=address)
        files["model.safetensors"] = b"something else"
        with pytest.raises(ModelFetchError, match="和第一次取到的不一样"):
            fetch(NAME, tmp_path, endpoint=address)
        assert (place / "model.safetensors").read_bytes() == WEIGHTS
        fetch(NAME, tmp_path, endpoint=address, revision="v2")
        assert (place / "model.safetensors").read_bytes() == b"something else"


def test_nothing_to_fetch(files: dict[str, bytes], tmp_path: Path) -> None:
    with hub(NAME, files) as address:
        with pytest.raises(ModelFetchError, match="答复 404"):
            fetch("maker/unknown", tmp_path, endpoint=address)
        with pytest.raises(ModelFetchError, match="发布者/名称"):
            fetch("tiny-zh", tmp_path, endpoint=address)
        del files["model.safetensors"], files["onnx/model.safetensors"]
        with pytest.raises(ModelFetchError, match="没有 safetensors"):
            fetch(NAME, tmp_path, endpoint=address)
        files |= {"model.safetensors": WEIGHTS, "../evil.json": b""}
        with pytest.raises(ModelFetchError, match="越出"):
            fetch(NAME, tmp_path, endpoint=address)
    with pytest.raises(ModelFetchError, match="连不上模型站 http://127.0.0.1:9"):
        fetch(NAME, tmp_path, endpoint="http://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []


def test_the_command(files: dict[str, bytes], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "Settings", lambda: settings)
    place = settings.data_dir / "models" / "maker--tiny-zh"

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli.app, ["fetch-model", *words])

    with hub(NAME, files) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)
        done = run(NAME)
        wrong = run(NAME, "--sha256", "0" * 64)
    assert (done.exit_code, wrong.exit_code) == (0, 1)
    assert f"sha256 {SUM}  model.safetensors" in done.output
    assert f"QIFU_EMBEDDING_MODEL={place}" in done.output
    assert wrong.output.splitlines()[-1].startswith("✗ maker/tiny-zh 的校验和不符")
    assert model_fetch.HUB == "https://huggingface.co"
