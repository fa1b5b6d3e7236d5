"""Slots of own whole messages, read as the service has them read: ``python -m tests.measure.slots [FILE…] [--faults]``.

The matcher's view of the categories is worked out here, in the service's environment; the bot's own environment reads
the messages with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from api.settings import ROOT
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import load_service_types
from matcher.encoders.load import load_encoder
from matcher.index.service_types import ServiceTypeIndex
from matcher.search.understand import by_category
from tests.bot.slot_scores import OWN_SETS, load

MODEL = ROOT / "build" / "models" / "encoder"
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"


def measure(arguments: list[str]) -> str:
    """Return what ``tests.bot.measure_slots`` prints for the files named, or for our own sets."""
    files = [Path(given) for given in arguments if not given.startswith("--")] or list(OWN_SETS)
    texts = [str(row["text"]) for path in files for row in load(path)]
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "shares.json"
        seen.write_text(json.dumps(shares(texts), ensure_ascii=False), encoding="utf-8")
        command = [str(BOT_PYTHON), "-m", "tests.bot.measure_slots", *map(str, files), "--shares", str(seen)]
        command += [given for given in arguments if given.startswith("--")]
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def shares(texts: list[str]) -> dict[str, dict[str, float]]:
    """Return the matcher's shares of the categories by text, as the service sends them along with a message."""
    types = ServiceTypeIndex(load_service_types().values(), load_encoder(str(MODEL)), load_out_of_domain())
    return {text: by_category(text, types) for text in texts}


if __name__ == "__main__":
    sys.stdout.write(measure(sys.argv[1:]))
