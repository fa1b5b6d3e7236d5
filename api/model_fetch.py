"""Fetches a public embedding model from a model hub into the data directory, and checks what came.

The checksums of a model's weights are written down at its first fetch (``models/models.lock.json``), together with the
revision; every later fetch must give the same bytes or is thrown away. Whoever knows the sum beforehand passes it. Only
safetensors weights are taken: the older ``.bin`` files are pickles, which can run code when they are read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.errors import QifuError

HUB = "https://huggingface.co"
LOCK_FILE = "models.lock.json"
WEIGHTS = ".safetensors"
WANTED = (WEIGHTS, ".json", ".txt", ".model", "LICENSE", "README.md")
UNWANTED = ("onnx/", "openvino/", "coreml/", ".eval_results/")
NAME = re.compile(r"[\w.-]+/[\w.-]+")
CHUNK_BYTES = 1 << 20
TIMEOUT = httpx.Timeout(30.0)


class ModelFetchError(QifuError):
    """The model could not be fetched, or is not what it should be; nothing was left behind."""


def fetch(
    name: str,
    folder: Path,
    *,
    endpoint: str = "",
    sha256: str = "",
    revision: str = "",
    report: Callable[[str], None] = lambda _line: None,
) -> Path:
    """Fetch a model into ``folder/<owner>--<name>`` and return that place; only a whole model replaces an older copy.

    :param name: ``owner/name`` on the hub.
    :param endpoint: Address of the hub or a mirror of it.
    :param sha256: What the weights must sum to; empty means what the first fetch wrote down, if there was one.
    :param revision: Branch or commit; empty means the one written down, else the newest.
    :raises ModelFetchError: If the hub cannot be reached, has no such model, or the checksum differs.
    """
    if not NAME.fullmatch(name):
        raise ModelFetchError(f"模型名应是“发布者/名称”，如 BAAI/bge-small-zh-v1.5，收到的是 {name}。")
    known = _locked(folder).get(name, {})
    place = folder / name.replace("/", "--")
    base = (endpoint or HUB).rstrip("/")
    with _client(base) as client, _beside(place) as fresh:
        commit, paths = _listing(client, name, revision or known.get("revision") or "main")
        sums = {}
        for path in paths:
            report(path)
            sums[path] = _download(client, f"/{name}/resolve/{commit}/{path}", fresh / path)
        weights = {path: digest for path, digest in sums.items() if path.endswith(WEIGHTS)}
        _check(name, weights, sha256, {} if revision else known.get("sha256", {}))
        _swap(fresh, place)
    _write_lock(folder, name, {"revision": commit, "sha256": weights})
    for path, digest in weights.items():
        report(f"sha256 {digest}  {path}")
    return place


@contextmanager
def _client(base: str) -> Iterator[httpx.Client]:
    """Give a client of the hub; what goes wrong on the way becomes one sentence."""
    try:
        with httpx.Client(base_url=base, timeout=TIMEOUT, follow_redirects=True) as client:
            yield client
    except httpx.HTTPStatusError as error:
        raise ModelFetchError(f"{error.request.url} 答复 {error.response.status_code}：核对模型名和版本。") from error
    except httpx.HTTPError as error:
        raise ModelFetchError(
            f"连不上模型站 {base}（{error}）。用 HF_ENDPOINT 指定镜像，"
            "或在别处下好文件夹，用 QIFU_EMBEDDING_MODEL 指过去。"
        ) from error


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """Give an empty folder beside the place, gone at the end unless it was moved there."""
    fresh = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}")
    fresh.mkdir(parents=True)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _listing(client: httpx.Client, name: str, revision: str) -> tuple[str, list[str]]:
    """Return the commit and the files to fetch."""
    answer = client.get(f"/api/models/{name}/revision/{revision}").raise_for_status()
    try:
        found: dict[str, Any] = answer.json()
        commit, paths = str(found["sha"]), [str(one["rfilename"]) for one in found["siblings"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFetchError(f"{answer.url} 的答复不是模型清单。") from error
    wanted = [path for path in paths if path.endswith(WANTED) and not path.startswith(UNWANTED)]
    if any(Path(path).is_absolute() or ".." in Path(path).parts for path in wanted):
        raise ModelFetchError(f"{name} 的清单里有越出文件夹的路径。")
    if not any(path.endswith(WEIGHTS) for path in wanted):
        raise ModelFetchError(f"{name} 没有 safetensors 格式的权重；.bin 是可执行的 pickle，不取。")
    return commit, sorted(wanted)


def _download(client: httpx.Client, url: str, target: Path) -> str:
    """Write one file and return its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with client.stream("GET", url) as answer, target.open("wb") as file:
        answer.raise_for_status()
        for chunk in answer.iter_bytes(CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _check(name: str, weights: Mapping[str, str], wanted: str, written_down: Mapping[str, str]) -> None:
    if wanted and wanted.lower() not in weights.values():
        raise ModelFetchError(f"{name} 的校验和不符：要的是 {wanted}，取到的是 {'、'.join(weights.values())}。已丢弃。")
    if written_down and dict(written_down) != dict(weights):
        raise ModelFetchError(
            f"{name} 的权重和第一次取到的不一样（{LOCK_FILE} 记着 {'、'.join(written_down.values())}，"
            f"取到的是 {'、'.join(weights.values())}）。已丢弃；确要换版本，用 --revision 指明。"
        )


def _swap(fresh: Path, place: Path) -> None:
    old = fresh.with_name(fresh.name + ".old")
    if place.exists():
        os.replace(place, old)
    os.replace(fresh, place)
    shutil.rmtree(old, ignore_errors=True)


def _locked(folder: Path) -> dict[str, Any]:
    path = folder / LOCK_FILE
    if not path.is_file():
        return {}
    locked: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return locked


def _write_lock(folder: Path, name: str, entry: Mapping[str, Any]) -> None:
    path = folder / LOCK_FILE
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    text = json.dumps({**_locked(folder), name: entry}, ensure_ascii=False, indent=1, sort_keys=True)
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
