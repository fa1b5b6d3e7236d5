"""Check the knowledge base as a whole: ``python -m knowledge.checks`` prints every fault, exit status 1 if any."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from knowledge import lexicon_checks, sectors, slots, taxonomy
from knowledge.catalogue import ANSWERING, Offer, load_jsonl
from knowledge.errors import KnowledgeError
from knowledge.regions import table

CATALOGUE = Path(__file__).parent / "data" / "catalogue"
LEAST_ASKS = 15
LEAST_ALIASES = 2
LONGEST_ASK = 60
PHONE = re.compile(r"1[3-9]\d{9}")
FIVE_FACTS = ("functions", "process", "standard", "fee", "time_limit")  # 五公开
SAMPLE_MARK = "（样例）"


def faults() -> Iterator[str]:
    """Yield every fault, one sentence each."""
    try:
        types = taxonomy.load_service_types()
        offers = [offer for path in _files() for offer in load_jsonl(path)]
        sectors.load(), table.load(), slots.slots()
    except KnowledgeError as error:
        yield str(error)
        return
    yield from _service_type_faults(list(types.values()))
    yield from _catalogue_faults(offers)
    yield from lexicon_checks.faults(set(types))


def _files() -> list[Path]:
    return sorted(path for path in CATALOGUE.glob("*.jsonl") if path.name != "windows.jsonl")


def _service_type_faults(types: list[taxonomy.ServiceType]) -> Iterator[str]:
    for kind in types:
        if len(kind.asks) < LEAST_ASKS or len(kind.aliases) < LEAST_ALIASES:
            given = f"{len(kind.asks)} asks and {len(kind.aliases)} aliases"
            yield f"{kind.code}: {given}, at least {LEAST_ASKS} and {LEAST_ALIASES} are needed"
        for ask in kind.asks:
            if len(ask) > LONGEST_ASK or PHONE.search(ask):
                yield f"{kind.code}: an ask is too long or holds a phone number: {ask[:30]}"
    seen = Counter(_bare(ask) for kind in types for ask in kind.asks)
    yield from (f"this ask stands more than once: {ask}" for ask, count in seen.items() if count > 1)
    names = Counter(kind.name for kind in types)
    yield from (f"two service types are called {name}" for name, count in names.items() if count > 1)


def _catalogue_faults(offers: list[Offer]) -> Iterator[str]:
    ids = Counter(offer.id for offer in offers)
    yield from (f"the id {key} is given {count} times" for key, count in ids.items() if count > 1)
    texts = Counter(offer.text for offer in offers if offer.text)
    yield from (f"{count} items have the text {text[:30]}" for text, count in texts.items() if count > 1)
    asks = Counter(_bare(line) for offer in offers for line in {*offer.asks, offer.name} if offer.kind in ANSWERING)
    yield from (f"{count} answers are asked for with {ask}" for ask, count in asks.items() if count > 1)
    windows = _windows()
    for offer in offers:
        yield from _offer_faults(offer, ids, windows)


def _offer_faults(offer: Offer, ids: Counter[str], windows: set[str]) -> Iterator[str]:
    if not offer.sample:
        yield f"{offer.id}: the sample catalogue holds samples only"
    if offer.institution and offer.institution not in ids:
        yield f"{offer.id}: there is no institution {offer.institution}"
    if offer.window and offer.window not in windows:
        yield f"{offer.id}: there is no window {offer.window}"
    if any(len(ask) > LONGEST_ASK or PHONE.search(ask) for ask in offer.asks):
        yield f"{offer.id}: an ask is too long or holds a phone number"
    if offer.kind == "service":
        missing = [name for name in FIVE_FACTS if not getattr(offer, name)]
        if missing:
            yield f"{offer.id}: of the five public facts {', '.join(missing)} are missing"
    if offer.kind in ("institution", "expert") and SAMPLE_MARK not in offer.name:
        yield f"{offer.id}: the name does not end with {SAMPLE_MARK}"


def _windows() -> set[str]:
    lines = (CATALOGUE / "windows.jsonl").read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["id"] for line in lines if line.strip()}


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def main() -> int:
    """Print the faults and return the exit status."""
    found = list(faults())
    for fault in found:
        sys.stderr.write(f"knowledge: {fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
