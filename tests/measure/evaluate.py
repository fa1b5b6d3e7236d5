"""Quality on labelled sets: ``python -m tests.measure.evaluate FOLDER``.

The folder holds ``score.py`` and the sets it scores. Understanding and dialogues are scored on the sample catalogue,
matching on the folder's own ``corpus.jsonl`` imported into an empty one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from api.settings import ROOT
from tests.conversations.stack import Stack

ON_SAMPLE = ("slots", "intents", "dialogues")
LABELLED = "{}_dev.jsonl"


def main(folder: Path) -> int:
    """Score every set that the folder holds and return 0."""
    if folder == Path("."):
        sys.stdout.write("No labelled sets named: make evaluate EVAL=folder scores those in it.\n")
        return 0
    if not (folder / "score.py").exists():
        sys.stderr.write(f"✗ {folder} holds no score.py: name the folder of labelled sets, make evaluate EVAL=…\n")
        return 1
    with tempfile.TemporaryDirectory() as place:
        _score(folder, Stack(Path(place)), ON_SAMPLE)
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place), QIFU_CATALOGUE="none")
        _score(folder, stack, ("match",), folder / "corpus.jsonl")
    return 0


def _score(folder: Path, stack: Stack, sets: tuple[str, ...], corpus: Path | None = None) -> None:
    """Start the product, import the corpus if there is one, and score."""
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
                sys.stdout.write(f"\n== {name}\n")
                sys.stdout.flush()
                command = [sys.executable, str(folder / "score.py"), name, str(path), "--base", stack.url]
                subprocess.run([*command, "--token", bearer], cwd=ROOT, check=False)
    finally:
        stack.stop()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
