"""The training loop: multiple-negatives ranking over service types, hard negatives from the same category."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding

from knowledge.taxonomy import ServiceType
from matcher.errors import EmptyTraining
from matcher.ngrams import grams
from matcher.trade import mistaken, said
from matcher.training.texts import Corpus, all_texts, anchors, by_type, positives, with_outside
from matcher.training.vocabulary import build_vocabulary

Batch = tuple[list[str], list[str], list[str]]


@dataclass(frozen=True)
class Recipe:
    """The knobs of a training run; the defaults were chosen on held-out asks (docs/decisions/0004-encoder.md)."""

    dimension: int = 256
    longest_gram: int = 2
    least_texts: int = 2
    epochs: int = 10
    batch_size: int = 64
    learning_rate: float = 0.01
    scale: float = 10.0
    dropout: float = 0.3  # share of runs left out of each text at each step, so that no single run is relied on
    short_share: float = 0.5  # of the lexicon's wordings, drawn anew each epoch; all of them double the time
    seed: int = 20261123

    def as_dict(self) -> dict[str, float]:
        """Return the knobs as plain values."""
        return asdict(self)


def train(corpus: Corpus, recipe: Recipe, report: Callable[[str], None] = lambda _line: None) -> SentenceTransformer:
    """Train and return the model.

    :param report: Receives one line of progress an epoch.
    :raises EmptyTraining: If fewer than two service types have wordings.
    """
    if len(corpus.types) < 2:
        raise EmptyTraining(f"at least 2 service types are needed, found {len(corpus.types)}")
    torch.manual_seed(recipe.seed)
    model, embedding = _fresh_model(corpus, recipe)
    loss = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    optimiser = torch.optim.SparseAdam(list(embedding.parameters()), lr=recipe.learning_rate)
    dice = random.Random(recipe.seed)  # noqa: S311 - shuffling, not secrets
    for epoch in range(recipe.epochs):
        _cool(optimiser, recipe.learning_rate * (1 - epoch / recipe.epochs))
        losses = [_step(model, loss, optimiser, embedding, batch) for batch in _batches(corpus, recipe, dice)]
        report(f"epoch {epoch + 1}/{recipe.epochs} loss {np.mean(losses):.4f}")
    embedding.sparse = False
    return model


def _fresh_model(corpus: Corpus, recipe: Recipe) -> tuple[SentenceTransformer, torch.nn.EmbeddingBag]:
    """Start from random directions as long as the token is rare: close to TF-IDF before the first step."""
    tokenizer, idf = build_vocabulary(all_texts(corpus), recipe.longest_gram, recipe.least_texts)
    directions = np.random.default_rng(recipe.seed).standard_normal((len(idf), recipe.dimension)).astype(np.float32)
    weights = directions * idf[:, None] / np.sqrt(recipe.dimension, dtype=np.float32)
    static = StaticEmbedding(tokenizer, embedding_weights=weights)
    embedding = static.embedding
    embedding.sparse = True
    return SentenceTransformer(modules=[static], device="cpu"), embedding


def _cool(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate


def _step(
    model: SentenceTransformer,
    loss: MultipleNegativesRankingLoss,
    optimiser: torch.optim.Optimizer,
    embedding: torch.nn.EmbeddingBag,
    batch: Batch,
) -> float:
    optimiser.zero_grad()
    value = loss([model.preprocess(texts) for texts in batch if texts], torch.empty(0))
    value.backward()
    optimiser.step()
    with torch.no_grad():
        embedding.weight[0] = 0.0  # the unknown token stays without meaning
    return float(value.detach())


def _batches(corpus: Corpus, recipe: Recipe, dice: random.Random) -> Iterator[Batch]:
    """Yield (wording, answer, wrong answer of the category); a type twice in a batch would be its own negative."""
    types, offers = with_outside(corpus), by_type(corpus.offers)
    answers = {kind.code: positives(kind, offers) for kind in types}
    queues = {kind.code: _shuffled(kind, recipe, dice) for kind in types}
    while queues:
        codes = dice.sample(sorted(queues), len(queues))
        for start in range(0, len(codes), recipe.batch_size):
            chosen = codes[start : start + recipe.batch_size]
            if len(chosen) >= 2:
                yield _triples(chosen, queues, answers, types, recipe, dice)
        for code in codes:
            queues[code].pop()
        queues = {code: left for code, left in queues.items() if left}


def _shuffled(kind: ServiceType, recipe: Recipe, dice: random.Random) -> list[str]:
    """Return all sentences and a share of the lexicon's short wordings, in a new order."""
    short = said(kind.code)
    lines = [*anchors(kind), *dice.sample(short, int(len(short) * recipe.short_share))]
    return dice.sample(lines, len(lines))


def _triples(
    codes: list[str],
    queues: dict[str, list[str]],
    answers: dict[str, list[str]],
    types: tuple[ServiceType, ...],
    recipe: Recipe,
    dice: random.Random,
) -> Batch:
    asked, right, wrong = [], [], []
    for code in codes:
        wording = queues[code][-1]
        neighbours = [k.code for k in types if k.category == code.split(".")[0] and k.code not in codes] or [
            k.code for k in types if k.code not in codes
        ]
        asked.append(wording)
        right.append(dice.choice([text for text in answers[code] if text != wording] or [wording]))
        taken_for = mistaken().get(wording)
        if taken_for in answers:
            wrong.append(dice.choice(answers[taken_for]))
        elif neighbours:
            wrong.append(dice.choice(answers[dice.choice(neighbours)]))
    prepared = [[_thinned(text, recipe, dice) for text in texts] for texts in (asked, right, wrong)]
    return prepared[0], prepared[1], prepared[2]


def _thinned(text: str, recipe: Recipe, dice: random.Random) -> str:
    """Cut a text into its runs and leave some out by chance, never all."""
    runs = grams(text, recipe.longest_gram)
    kept = [run for run in runs if dice.random() >= recipe.dropout]
    return " ".join(kept or runs)
