"""Any Sentence Transformers model, by name or folder; uses the model's own prompts for queries and documents."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.encoders.base import Vectors, unit
from matcher.encoders.fingerprint import folder_version

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceEncoder:
    """A Sentence Transformers model on the CPU or whatever device it was loaded on.

    :param model: The loaded model.
    :param version: Name and content hash; computed from the weights when empty.
    """

    def __init__(self, model: SentenceTransformer, version: str = "") -> None:
        """Keep the model; one text at a time enters it, because its tokenizer is not thread-safe."""
        self._model = model
        self._version = version or f"model@{_weights_hash(model)}"
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Name and content hash."""
        return self._version

    @property
    def dimension(self) -> int:
        """Size of a vector."""
        size = self._model.get_embedding_dimension()
        return int(size) if size else int(self.encode_query(["尺寸"]).shape[1])

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, with the model's query prompt."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode_query(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return unit(np.asarray(vectors))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, with the model's document prompt."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode_document(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return unit(np.asarray(vectors))

    @classmethod
    def load(cls, name_or_folder: str, threads: int | None = None) -> SentenceEncoder:
        """Load by name or folder.

        :param threads: Threads for one forward pass; None leaves torch's choice.
        """
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        model = SentenceTransformer(name_or_folder)
        folder = Path(name_or_folder)
        version = folder_version(folder) if folder.is_dir() else f"{name_or_folder}@{_weights_hash(model)}"
        return cls(model, version)


def _weights_hash(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).tobytes())
    return digest.hexdigest()[:12]
