"""Lines that no enterprise service answers; the matcher calibrates its floor on them."""

from __future__ import annotations

from functools import lru_cache

from knowledge.lexicon import load_lookalikes
from knowledge.lines import read_lines
from knowledge.taxonomy import DATA_DIR


@lru_cache(maxsize=1)
def load_out_of_domain() -> tuple[str, ...]:
    """Return the lines in file order, those of a hotline's notes, then the look-alikes that no service answers.

    :raises KnowledgeError: If a file is not a list of texts or says a line twice.
    """
    return _with_lookalikes((*_spoken(), *read_lines(DATA_DIR / "matching" / "out_of_domain_notes.yml")))


@lru_cache(maxsize=1)
def load_spoken_out_of_domain() -> tuple[str, ...]:
    """Return what of it people say themselves, for whoever never reads notes of others.

    :raises KnowledgeError: If the file is not a list of texts or says a line twice.
    """
    return _with_lookalikes(_spoken())


def _spoken() -> tuple[str, ...]:
    return read_lines(DATA_DIR / "matching" / "out_of_domain.yml")


def _with_lookalikes(lines: tuple[str, ...]) -> tuple[str, ...]:
    lookalikes = (one.text for one in load_lookalikes() if one.type is None)
    return tuple(dict.fromkeys((*lines, *lookalikes)))
