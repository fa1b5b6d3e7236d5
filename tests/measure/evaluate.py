"""Quality in one go: ``python -m tests.measure.evaluate [FOLDER] [--record]``.

Matching stage by stage and on the trial catalogues, cross-validation of the bot's models, and, where a folder with
labelled sets is named, what its ``score.py`` says of the running product: understanding and dialogues on the sample
catalogue, matching on the folder's own ``corpus.jsonl`` imported into an empty one. At the end the differences to the
figures recorded last (``docs/figures.json``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from api.settings import ROOT
from tests.conversations.stack import Stack
from tests.measure import figures, matching
from tests.measure.figures import Figures

ON_SAMPLE = ("slots", "intents", "dialogues")
LABELLED = "{}_dev.jsonl"
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"


def main(folder: Path | None, record: bool) -> int:
    """Measure everything, print the differences and return 0."""
    if folder and not (folder / "score.py").exists():
        sys.stderr.write(f"✗ {folder} holds no score.py: name the folder of labelled sets, make evaluate EVAL=…\n")
        return 1
    found = matching.measure() | understanding()
    if folder:
        found |= labelled(folder)
    else:
        sys.stdout.write("\nNo labelled sets named: make evaluate EVAL=folder scores those in it.\n")
    sys.stdout.write("\n" + "\n".join(figures.compare(found, figures.load())) + "\n")
    if record:
        figures.record(found)
        sys.stdout.write(f"recorded in {figures.RECORDED.relative_to(ROOT)}\n")
    return 0


def understanding() -> Figures:
    """Print and return what cross-validation says of the bot's models, and the slots of our own whole messages."""
    found = figures.read(run("understanding", [str(BOT_PYTHON), "-m", "bot.evaluate_nlu"]), "cross-validation")
    return found | figures.read(run("slots of own messages", [sys.executable, "-m", "tests.measure.slots"]), "own")


def labelled(folder: Path) -> Figures:
    """Score every set that the folder holds."""
    found: Figures = {}
    with tempfile.TemporaryDirectory() as place:
        found |= _score(folder, Stack(Path(place)), ON_SAMPLE)
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place), QIFU_CATALOGUE="none")
        found |= _score(folder, stack, ("match",), folder / "corpus.jsonl")
    return found


def _score(folder: Path, stack: Stack, sets: tuple[str, ...], corpus: Path | None = None) -> Figures:
    """Start the product, import the corpus if there is one, and score."""
    found: Figures = {}
    try:
        stack.start()
        if corpus:
            token = stack.agent_headers()
            body = corpus.read_bytes()
            headers = {**token, "Content-Type": "application/x-ndjson"}
            stack.http.post("/api/v1/imports", content=body, headers=headers).raise_for_status()
        bearer = stack.agent_headers()["Authorization"].removeprefix("Bearer ")
        for name in sets:
            path = folder / LABELLED.format(name)
            if path.exists():
                command = [sys.executable, str(folder / "score.py"), name, str(path), "--base", stack.url]
                found |= figures.read(run(name, [*command, "--token", bearer]), "labelled")
    finally:
        stack.stop()
    return found


def run(title: str, command: list[str]) -> str:
    """Run a measurement, print what it says and return it."""
    sys.stdout.write(f"\n== {title}\n")
    sys.stdout.flush()
    output = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True).stdout
    sys.stdout.write(output)
    return output


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="", help="a folder with score.py and labelled sets")
    parser.add_argument("--record", action="store_true", help="make these the recorded figures")
    given = parser.parse_args()
    sys.exit(main(Path(given.folder) if given.folder else None, given.record))
