"""What the encoder learns from: service types with their wordings, and the offers that carry them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.catalogue import Offer
from knowledge.taxonomy import ServiceType
from matcher.trade import said, sentences

HELD_OUT_EVERY = 6
OUTSIDE_HELD_OUT_EVERY = 3
OUTSIDE = "与企业经营和企业服务无关的个人生活、闲聊、常识问答"
BODY_CHARACTERS = 120


@dataclass(frozen=True)
class Corpus:
    """The training material.

    :param types: Service types with the asks to learn from.
    :param held_out: ``(ask, service type code)`` pairs never shown in training.
    :param outside: Lines that no service answers, learned as one more type; ``outside_held_out`` are never shown.
    :param unsupplied: Needs of enterprises that nobody supplies; only the judge of wording learns them.
    :param offers: Catalogue items; those with service types give further positives, all give vocabulary.
    """

    types: tuple[ServiceType, ...]
    held_out: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    outside: tuple[str, ...] = ()
    outside_held_out: tuple[str, ...] = ()
    unsupplied: tuple[str, ...] = ()
    unsupplied_held_out: tuple[str, ...] = ()


def split(
    types: Iterable[ServiceType],
    offers: Sequence[Offer] = (),
    outside: Sequence[str] = (),
    unsupplied: Sequence[str] = (),
) -> Corpus:
    """Set one ask in ``HELD_OUT_EVERY`` aside, chosen by its hash, so that edits elsewhere do not move it."""
    learned: list[ServiceType] = []
    held_out: list[tuple[str, str]] = []
    for kind in types:
        aside = [ask for ask in kind.asks if is_held_out(ask)]
        held_out += [(ask, kind.code) for ask in aside]
        learned.append(replace(kind, asks=tuple(ask for ask in kind.asks if ask not in aside)))
    return Corpus(tuple(learned), tuple(held_out), tuple(offers), *_parted(outside), *_parted(unsupplied))


def _parted(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines to learn and those set aside."""
    aside = tuple(line for line in lines if is_held_out(line, OUTSIDE_HELD_OUT_EVERY))
    return tuple(line for line in lines if line not in aside), aside


def is_held_out(ask: str, every: int = HELD_OUT_EVERY) -> bool:
    """Tell whether an ask is kept out of training."""
    return int.from_bytes(hashlib.sha256(ask.encode()).digest()[:4], "big") % every == 0


def with_outside(corpus: Corpus) -> tuple[ServiceType, ...]:
    """Return the types to learn, lines from outside as one more; it has no answers but its own description."""
    if not corpus.outside:
        return corpus.types
    return (*corpus.types, ServiceType("outside.any", "outside", "个人生活", OUTSIDE, asks=corpus.outside))


def anchors(kind: ServiceType) -> list[str]:
    """Return the wordings of a need, the lexicon's short ones apart (:func:`matcher.trade.said`)."""
    return [*kind.asks, *sentences(kind.code), *kind.aliases, kind.name]


def positives(kind: ServiceType, offers: Mapping[str, Sequence[Offer]]) -> list[str]:
    """Return the texts that answer the need: definitions, names, other asks, offers of the type."""
    described = f"{kind.name}。{kind.definition}"
    listed = f"{kind.name}，{'，'.join(kind.aliases)}"
    texts = [described, listed, described, listed, kind.name, *kind.aliases, *kind.asks]
    for offer in offers.get(kind.code, ()):
        texts.append(f"{offer.name}。{offer.text[:BODY_CHARACTERS]}")
    return texts


def by_type(offers: Iterable[Offer]) -> dict[str, list[Offer]]:
    """Group offers by the service types they carry."""
    found: dict[str, list[Offer]] = {}
    for offer in offers:
        for code in offer.service_types:
            found.setdefault(code, []).append(offer)
    return found


def all_texts(corpus: Corpus) -> list[str]:
    """Return every text the vocabulary may be taken from, held-out asks excluded."""
    texts = [line for kind in with_outside(corpus) for line in (*anchors(kind), *said(kind.code), kind.definition)]
    return texts + [f"{offer.name}。{offer.text}" for offer in corpus.offers]
