"""Measure the slots of own whole messages: ``python -m tests.bot.measure_slots [FILE…] [--shares FILE] [--faults]``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.understanding import Understanding
from tests.bot.slot_scores import OWN_SETS, load, score


def main(arguments: list[str] | None = None) -> int:
    """Fit the pipeline on all training data and print the score of every file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=list(OWN_SETS))
    parser.add_argument("--shares", type=Path, help="JSON: shares of the categories by text, as the matcher sees them")
    parser.add_argument("--faults", action="store_true", help="list the messages with a fault")
    given = parser.parse_args(arguments)
    shares = json.loads(given.shares.read_text(encoding="utf-8")) if given.shares else {}
    understanding = Understanding.fit()
    for path in given.files:
        found = score(load(path), lambda text, asked: understanding.read(text, asked, categories=shares.get(text)))
        if given.faults:
            sys.stdout.writelines(f"{text}\n    {faults}\n" for text, faults in found.faults)
        sys.stdout.write("\n".join(found.lines(path.stem)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
