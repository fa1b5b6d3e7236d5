"""Speed: a chat turn, a match over HTTP, and the matcher in process beside plain peers in the same run.

Prints medians and 95th percentiles in milliseconds. Machines are noisy: compare the
ratios to the peers, not the figures of two days.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from knowledge import taxonomy
from knowledge.catalogue import load_jsonl
from matcher.encoders.load import load_encoder
from matcher.engine import Matcher
from matcher.index.build import build
from matcher.types import Query
from tests.conversations.stack import Stack, Talk

TURNS = ("想给十个人做叉车培训", "株洲芦淞的", "姓李，13812340052", "对，提交", "第一个", "你们收费吗")
TALKS = 12
MATCHES = 100
CATALOGUE = Path(taxonomy.__file__).parent / "data" / "catalogue"
MODEL = Path(taxonomy.__file__).parents[1] / "build" / "models" / "encoder"


def main() -> int:
    """Run all benches."""
    matcher_bench()
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place))
        try:
            stack.start()
            chat_bench(stack)
            match_bench(stack)
        finally:
            stack.stop()
    return 0


def matcher_bench() -> None:
    """Time the whole match, and as its peer the bare dense scan with numpy that any vector search must at least do."""
    offers = [o for p in sorted(CATALOGUE.glob("*.jsonl")) if p.name != "windows.jsonl" for o in load_jsonl(p)]
    encoder = load_encoder(str(MODEL))
    began = time.perf_counter()
    matcher = Matcher(build(offers, encoder, taxonomy.load_service_types().values()), encoder)
    say("index build", [(time.perf_counter() - began) * 1000], f"{len(offers)} offers")
    asks = [kind.asks[0] for kind in taxonomy.load_service_types().values()][:MATCHES]
    vectors = matcher.index.dense.vectors()
    whole = times(lambda text: matcher.match(Query(text)), asks)
    peer = times(lambda text: np.argsort(-(vectors @ encoder.encode_query([text])[0]))[:10], asks)
    say("match, in process", whole)
    say(
        "peer: encode and numpy scan",
        peer,
        f"the whole match costs {statistics.median(whole) / statistics.median(peer):.1f} x",
    )


def chat_bench(stack: Stack) -> None:
    """Time the turns of whole conversations, one user at a time; peer: the same service answering ``/healthz``."""
    Talk(stack).say("你好")
    taken: list[float] = []
    for _ in range(TALKS):
        talk = Talk(stack)
        taken += times(talk.say, TURNS)
    health = times(lambda _: stack.http.get("/healthz"), [""] * 50)
    say("chat turn, over HTTP", taken)
    say("peer: /healthz", health, f"a turn costs {statistics.median(taken) / statistics.median(health):.0f} x")


def match_bench(stack: Stack) -> None:
    """Time ``/api/v1/match`` with the sample catalogue, ledger row included."""
    headers = stack.agent_headers()
    asks = [kind.asks[1] for kind in taxonomy.load_service_types().values()][:MATCHES]

    def call(text: str) -> None:
        stack.http.post("/api/v1/match", json={"text": text}, headers=headers).raise_for_status()

    say("/api/v1/match", times(call, asks))


def times(work: Callable[[str], object], inputs: list[str] | tuple[str, ...]) -> list[float]:
    """Return how long each call took, in milliseconds."""
    taken = []
    for text in inputs:
        began = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def say(name: str, taken: list[float], note: str = "") -> None:
    """Print one line."""
    ordered = sorted(taken)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    sys.stdout.write(
        f"{name:<30} p50 {statistics.median(ordered):8.2f} ms   p95 {late:8.2f} ms   n={len(taken)}  {note}\n"
    )
