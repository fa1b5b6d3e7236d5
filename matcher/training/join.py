"""Makes one static table out of several that were trained from different random starts.

The likeness by the joined table is about the mean of their likenesses, which is right more often than any of them;
turning to the principal directions of the texts keeps that at the size of one table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch.nn.functional import normalize

from matcher.ngrams import grams
from matcher.training.recipe import Recipe
from matcher.training.texts import Corpus, all_texts


def join(models: Sequence[SentenceTransformer], corpus: Corpus, recipe: Recipe) -> SentenceTransformer:
    """Return one model of ``recipe.dimension`` dimensions; all must share one vocabulary."""
    cut = [" ".join(grams(text, recipe.longest_gram)) for text in all_texts(corpus)]
    parts = [_scaled(model, cut) for model in models]
    wide = torch.cat([table for table, _ in parts], dim=1)
    texts = normalize(torch.cat([vectors for _, vectors in parts], dim=1), dim=1)
    joined = wide @ principal(texts, recipe.dimension)
    static = StaticEmbedding(_static(models[0]).tokenizer, embedding_weights=joined.float().numpy())
    return SentenceTransformer(modules=[static], device="cpu")


def principal(vectors: torch.Tensor, dimension: int) -> torch.Tensor:
    """Return the directions, as columns, in which the vectors reach farthest from zero.

    By torch, whose threads the training fixes: numpy's would make the last digits depend on the machine's cores.
    """
    _, directions = torch.linalg.eigh(vectors.T @ vectors)
    found: torch.Tensor = directions.flip(1)[:, :dimension]
    return found


def _scaled(model: SentenceTransformer, cut: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a model's table and the vectors of the texts, scaled so that these are 1 long on average."""
    table = _static(model).embedding.weight.detach().double()
    vectors = torch.as_tensor(model.encode(cut, show_progress_bar=False)).double()
    length = vectors.norm(dim=1).mean()
    return table / length, vectors / length


def _static(model: SentenceTransformer) -> StaticEmbedding:
    return cast(StaticEmbedding, model[0])
