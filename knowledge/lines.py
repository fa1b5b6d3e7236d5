"""Reading of files that are a plain list of lines."""

from __future__ import annotations

from pathlib import Path

import yaml

from knowledge.errors import KnowledgeError


def read_lines(path: Path) -> tuple[str, ...]:
    """Return the lines in file order.

    :raises KnowledgeError: If the file is not a list of texts or says a line twice.
    """
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise KnowledgeError(f"{path.name}: a list of texts is expected")
    if len(set(lines)) < len(lines):
        raise KnowledgeError(f"{path.name}: a line is given twice")
    return tuple(lines)
