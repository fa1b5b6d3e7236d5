"""Content hashes, so that an index knows with which model it was built."""

from __future__ import annotations

import hashlib
from pathlib import Path

_WEIGHT_SUFFIXES = (".safetensors", ".bin", ".onnx", ".json", ".txt", ".model")


def folder_version(folder: Path) -> str:
    """Return ``<folder name>@<12 hex digits>`` over all model files; texts such as the model card do not count."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _WEIGHT_SUFFIXES and path.name not in ("version.json", "calibration.json"):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return f"{folder.name}@{digest.hexdigest()[:12]}"
