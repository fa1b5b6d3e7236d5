"""Choose the encoder that fits a model."""

from __future__ import annotations

from pathlib import Path

from matcher.encoders.base import Encoder
from matcher.encoders.static import StaticEncoder, static_part


def load_encoder(name_or_folder: str, threads: int | None = None) -> Encoder:
    """Return the fast static encoder for a static folder, else Sentence Transformers by name or folder.

    :raises BrokenFolder: If a static folder lacks its files.
    """
    folder = Path(name_or_folder)
    if folder.is_dir() and static_part(folder) is not None:
        return StaticEncoder.load(folder)
    from matcher.encoders.sentence import SentenceEncoder  # torch takes seconds to import; static models need none

    return SentenceEncoder.load(name_or_folder, threads)
