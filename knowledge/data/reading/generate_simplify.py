"""Write ``simplify.tsv``: traditional characters that become one simplified character, from OpenCC's tables.

Run with PyPI ``OpenCC`` installed: ``python knowledge/data/reading/generate_simplify.py``. The product itself never
needs OpenCC. Only single characters are taken, because readers rely on offsets staying the same.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

TARGET = Path(__file__).with_name("simplify.tsv")
RANGES = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))


def pairs() -> list[tuple[str, str]]:
    """Return every (traditional, simplified) pair of single characters that differ."""
    import opencc

    converter = opencc.OpenCC("t2s")
    found = []
    for first, last in RANGES:
        for code in range(first, last + 1):
            simple = converter.convert(chr(code))
            if len(simple) == 1 and simple != chr(code) and ord(simple) <= 0xFFFF:
                found.append((chr(code), simple))
    return found


def main() -> None:
    """Write the table with its source and version in the header."""
    rows = pairs()
    header = (
        f"# Traditional to simplified, one character to one character: {len(rows)} rows.\n"
        f"# Source: OpenCC {version('OpenCC')} (Apache-2.0, github.com/BYVoid/OpenCC), configuration t2s, "
        "written by generate_simplify.py.\n"
    )
    TARGET.write_text(header + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
