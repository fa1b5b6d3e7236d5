"""Lines that no enterprise service answers; the matcher calibrates its floor on them."""

from __future__ import annotations

from functools import lru_cache

from knowledge.lexicon import load_lookalikes
from knowledge.lines import read_lines
from knowledge.taxonomy import DATA_DIR


@lru_cache(maxsize=1)
def load_out_of_domain() -> tuple[str, ...]:
    """Return the lines in file order, then the look-alikes that no service of the platform answers.

    :raises KnowledgeError: If the file is not a list of texts or says a line twice.
    """
    lines = read_lines(DATA_DIR / "matching" / "out_of_domain.yml")
    lookalikes = (one.text for one in load_lookalikes() if one.type is None)
    return tuple(dict.fromkeys((*lines, *lookalikes)))
