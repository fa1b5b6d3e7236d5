"""Trains a table of runs of characters: a text is the mean of its runs' vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from torch.nn.functional import normalize

from matcher.ngrams import grams
from matcher.training.recipe import Recipe
from matcher.training.texts import Corpus, all_texts
from matcher.training.vocabulary import build_vocabulary

Tokens = NDArray[np.int64]


class StaticLearner:
    """Starts from random directions as long as the run is rare: close to TF-IDF before the first step."""

    def __init__(self, corpus: Corpus, recipe: Recipe) -> None:
        """Build the vocabulary and the random table."""
        tokenizer, idf = build_vocabulary(all_texts(corpus), recipe.longest_gram, recipe.least_texts)
        self._recipe, self._vocabulary = recipe, tokenizer.get_vocab()
        self._random = np.random.default_rng(recipe.seed)
        directions = self._random.standard_normal((len(idf), recipe.dimension)).astype(np.float32)
        weights = directions * idf[:, None] / np.sqrt(recipe.dimension, dtype=np.float32)
        self._static = StaticEmbedding(tokenizer, embedding_weights=weights)
        self.model = SentenceTransformer(modules=[self._static], device="cpu")
        self._cut: dict[str, Tokens] = {}  # each text is used many times; cutting costs more than embedding

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors of the texts, thinned by chance."""
        bags = [self._thinned(text) for text in texts]
        offsets = np.cumsum([0, *(len(bag) for bag in bags[:-1])])
        features = {"input_ids": torch.from_numpy(np.concatenate(bags)), "offsets": torch.from_numpy(offsets)}
        return normalize(self.model(features)["sentence_embedding"], dim=1)

    def after_step(self) -> None:
        """Keep the unknown token without meaning."""
        with torch.no_grad():
            self._static.embedding.weight[0] = 0.0

    def _thinned(self, text: str) -> Tokens:
        """Return the text's known runs, some left out by chance, never all."""
        if text not in self._cut:
            known = [self._vocabulary[run] for run in grams(text, self._recipe.longest_gram) if run in self._vocabulary]
            self._cut[text] = np.array(known or [0], dtype=np.int64)
        tokens = self._cut[text]
        kept = tokens[self._random.random(len(tokens)) >= self._recipe.dropout]
        return kept if len(kept) else tokens
