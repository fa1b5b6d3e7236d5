"""Lines that no enterprise service answers; the matcher calibrates its floor on them."""

from __future__ import annotations

from functools import lru_cache

import yaml

from knowledge.errors import KnowledgeError
from knowledge.taxonomy import DATA_DIR


@lru_cache(maxsize=1)
def load_out_of_domain() -> tuple[str, ...]:
    """Return the lines in file order.

    :raises KnowledgeError: If the file is not a list of texts or says a line twice.
    """
    path = DATA_DIR / "matching" / "out_of_domain.yml"
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise KnowledgeError(f"{path.name}: a list of texts is expected")
    if len(set(lines)) < len(lines):
        raise KnowledgeError(f"{path.name}: a line is given twice")
    return tuple(lines)
