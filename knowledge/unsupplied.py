"""Needs of enterprises that no platform for small and medium enterprises supplies; the matcher calibrates on them."""

from __future__ import annotations

from functools import lru_cache

from knowledge.lines import read_lines
from knowledge.taxonomy import DATA_DIR


@lru_cache(maxsize=1)
def load_unsupplied() -> tuple[str, ...]:
    """Return the needs in file order.

    :raises KnowledgeError: If the file is not a list of texts or says a line twice.
    """
    return read_lines(DATA_DIR / "matching" / "unsupplied.yml")
