"""Matching: each stage alone and together, and the whole on every trial catalogue, with refusals and by style."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from api.settings import ROOT
from knowledge.reading.facts import read_facts
from knowledge.reading.need import read_need
from knowledge.reading.normalise import normalise
from matcher.engine import Matcher
from matcher.evaluate import Judged, by_group, judge, summarise
from matcher.models import load_model
from matcher.stages import TODAY, as_text, tables
from matcher.trials import Trial, load_matchers
from tests.measure.figures import Figures

MODEL = ROOT / "build" / "models" / "encoder"
KEPT = (
    "hit_1", "hit_5", "hit_10", "mrr", "ndcg_10", "false_refusal", "true_refusal_unsupplied", "true_refusal_out",
)  # fmt: skip


def measure() -> Figures:
    """Print the tables and return their figures."""
    found: Figures = {}
    encoder, calibration = load_model(str(MODEL))
    matchers = load_matchers(encoder, calibration)
    for title, rows in tables(encoder, calibration, matchers).items():
        sys.stdout.write(as_text(title, rows))
        found |= {f"{title}.{stage}.{name}": v for stage, row in rows.items() for name, v in asdict(row).items()}
    return found | trials(matchers)


def trials(matchers: Sequence[tuple[Trial, Matcher]]) -> Figures:
    """Print and return what the whole matcher does on each trial catalogue, and on all together by style."""
    everything: list[Judged] = []
    taken_down: list[Judged] = []
    found: Figures = {}
    sys.stdout.write("\nwhole matches on trial catalogues\n\n")
    for trial, matcher in matchers:
        judged = judge(matcher, trial.needs, TODAY)
        everything += judged
        taken_down += judge(matcher, [replace(need, text=as_taken_down(need.text)) for need in trial.needs], TODAY)
        found |= _line(f"trial {trial.name}", judged)
    for style in by_group(everything, "style"):
        found |= _line(f"style {style}", [one for one in everything if one.need.groups.get("style") == style])
    return found | _line("all trials", everything) | _line("all trials, in a talk", taken_down)


def as_taken_down(text: str) -> str:
    """Return what a talk keeps of a message as its need, by which it searches; the message where it keeps nothing."""
    plain = normalise(text)
    return read_need(plain, read_facts(plain, TODAY).spans) or text


def _line(name: str, judged: Iterable[Judged]) -> Figures:
    figures = {key: value for key, value in asdict(summarise(list(judged))).items() if key in KEPT and value == value}
    sys.stdout.write(f"{name:<22} " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()) + "\n")
    return {f"{name}.{key}": value for key, value in figures.items()}
