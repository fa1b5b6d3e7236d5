"""The errors of the matcher room."""

from __future__ import annotations

from pathlib import Path


class MatcherError(Exception):
    """Base of everything the matcher raises on purpose."""


class DimensionMismatch(MatcherError):
    """Vectors of different size met; the message states both."""

    def __init__(self, expected: int, found: int) -> None:
        """State both sizes."""
        super().__init__(f"the index holds vectors of {expected} dimensions, the given ones have {found}")


class LengthMismatch(MatcherError):
    """Two lists that belong together differ in length; the message states both."""

    def __init__(self, what: str, expected: int, found: int) -> None:
        """State both lengths."""
        super().__init__(f"{what}: expected {expected} entries, found {found}")


class ModelMismatch(MatcherError):
    """An index was built with another model than the one at hand."""

    def __init__(self, expected: str, found: str) -> None:
        """State both versions."""
        super().__init__(f"the index was built with model {expected}, the encoder at hand is {found}")


class BrokenFolder(MatcherError):
    """A saved index or model is incomplete or of another format."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Name the folder and the reason."""
        super().__init__(f"{folder.name}: {reason}")


class EmptyTraining(MatcherError):
    """There is nothing to train on."""
