"""Write jieba's user dictionary from the knowledge base: ``python -m bot.dictionary FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from knowledge import sectors, taxonomy
from knowledge.regions import table

FREQUENCY = 20000  # above jieba's own counts for the parts of such words, so that the whole word wins


def words() -> list[str]:
    """Return every name the trade uses and jieba would cut: service types, regions, sectors; sorted, no doubles."""
    found: set[str] = set()
    for service_type in taxonomy.load_service_types().values():
        found.update((service_type.name, *service_type.aliases))
    for region in table.load().values():
        found.update((region.name, region.short))
    for sector in sectors.load().values():
        found.update(sector.words)
    return sorted(word for word in found if 2 <= len(word) <= 12 and " " not in word)


def write(folder: Path) -> int:
    """Write ``qifu.txt`` into ``folder`` and return the number of words."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{word} {FREQUENCY} n" for word in words()]
    (folder / "qifu.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))} words\n")
