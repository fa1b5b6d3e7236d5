"""What goes into the matcher and what comes out: frozen, comparable, free of engine types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

ALL_KINDS: Final = ("service", "institution", "expert", "policy", "scheme", "faq")


class Verdict(StrEnum):
    """Whether a criterion holds, by what the catalogue says and nothing else."""

    MET = "符合"
    UNMET = "不符合"
    UNKNOWN = "待核实"


@dataclass(frozen=True)
class Query:
    """One demand to be matched.

    :param text: The need in the enterprise's own words.
    :param slots: What was understood: ``category``, ``region``, ``amount_cny``, ``headcount``, ``industry`` ...
    :param kinds: Kinds wanted; empty means every kind.
    :param filters: Hard wishes: ``free``, ``welfare`` (true), ``region`` (a code), ``category``, ``provider``.
    :param today: The day by which validity is judged; without it nothing expires.
    :param top_k: Matches wanted.
    :param per_kind: Matches wanted of each kind instead of one common list, e.g. ``{"service": 5, "expert": 3}``.
    """

    text: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    today: date | None = None
    top_k: int = 10
    per_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """One offer that was considered, for the ledger and the hit test.

    :param scores: By stage: ``lexical``, ``dense``, ``types``, ``fused``, then each ranking feature and ``final``.
    :param filtered_by: The filter that removed it, or None.
    """

    item_id: str
    kind: str
    scores: Mapping[str, float]
    filtered_by: str | None = None


@dataclass(frozen=True)
class Criterion:
    """One condition of a match, judged from one catalogue field.

    :param evidence: What the field says, in words; for ``待核实`` what is missing.
    :param field: The catalogue field cited.
    :param question: The question that would settle ``待核实``, or None.
    :param asks: What the enterprise would have to say: a slot, or a slot and what exactly; empty if others know it.
    :param said: What the enterprise said about it, in its own words; empty if nothing.
    """

    name: str
    verdict: Verdict
    evidence: str
    field: str = ""
    question: str | None = None
    asks: str = ""
    said: str = ""


@dataclass(frozen=True)
class Question:
    """The question to the enterprise that would settle most open criteria.

    :param slot: The slot or figure that the answer fills; ``conditions`` for a condition in words.
    :param item_ids: The offers among the first results that it concerns.
    """

    text: str
    slot: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """One offer shown, with why it fits. ``score`` in [0, 1]; higher is better.

    :param line: One sentence for an agent to read out.
    """

    item_id: str
    kind: str
    name: str
    provider: str
    score: float
    reasons: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    line: str = ""


@dataclass(frozen=True)
class Linked:
    """An institution's id and those of its services and experts; the shown list leads from one to the others."""

    institution: str | None = None
    services: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TypeGuess:
    """A service type the need may belong to. ``score`` in [0, 1]; the scores of one query sum to at most 1."""

    code: str
    name: str
    score: float


@dataclass(frozen=True)
class MatchOutcome:
    """Everything about one matching, enough to show it and to audit it.

    :param answerable: False when nothing in the catalogue fits well enough; results are then the nearest ones.
    :param confidence: Probability that the first results answer the need, calibrated on held-out questions.
    :param reason: ``ok``, ``out_of_domain`` (no enterprise service is asked for) or ``unsupplied``
        (understood, but nothing in the catalogue serves it).
    :param question: What to ask next, from the open criteria of the first results.
    :param relaxed: Filters that had to be dropped to find anything, in the order they were dropped.
    """

    results: tuple[Match, ...]
    answerable: bool
    relaxed: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    model_version: str
    index_version: str
    took_ms: float
    confidence: float = 0.0
    reason: str = "ok"
    types: tuple[TypeGuess, ...] = ()
    question: Question | None = None
