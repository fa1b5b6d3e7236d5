"""Trains a small transformer over single characters from nothing, to compare the static table with."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import NFKC, Lowercase
from tokenizers.normalizers import Sequence as InOrder
from tokenizers.pre_tokenizers import Split
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from matcher.ngrams import units
from matcher.training.recipe import Recipe
from matcher.training.texts import Corpus, all_texts

PADDING, UNKNOWN = "[PAD]", "[UNK]"
LONGEST = 24  # characters seen of a text while training; asks have 15 on average and each more costs time
LONGEST_TEXT = 512
HEAD_SIZE = 32


class TransformerLearner:
    """BERT's layers over characters, mean of the last layer, scaled to length 1; no pretrained weights."""

    def __init__(self, corpus: Corpus, recipe: Recipe) -> None:
        """Build the tokenizer and random layers."""
        tokenizer = _tokenizer(all_texts(corpus))
        config = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=recipe.dimension,
            num_hidden_layers=recipe.layers,
            num_attention_heads=max(1, recipe.dimension // HEAD_SIZE),
            intermediate_size=4 * recipe.dimension,
            max_position_embeddings=LONGEST_TEXT,
        )
        with tempfile.TemporaryDirectory() as place:  # its modules are only made from folders
            BertModel(config).save_pretrained(place)
            tokenizer.save_pretrained(place)
            part = Transformer(str(Path(place)))
        self._dropout, self._unknown = recipe.dropout, tokenizer.unk_token_id
        self.model = SentenceTransformer(modules=[part, Pooling(recipe.dimension), Normalize()], device="cpu")

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors of the texts' beginnings, some characters made unknown by chance."""
        features = self.model.preprocess([text[:LONGEST] for text in texts])
        tokens = features["input_ids"]
        hidden = (torch.rand(tokens.shape) < self._dropout) & features["attention_mask"].bool()
        features["input_ids"] = tokens.masked_fill(hidden, self._unknown)
        vectors: torch.Tensor = self.model(features)["sentence_embedding"]
        return vectors

    def after_step(self) -> None:
        """Nothing to put right."""


def _tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Return a tokenizer of single characters, numbers and Latin words."""
    known = sorted({unit for text in texts for unit in units(text) if unit})
    vocabulary = {word: place for place, word in enumerate((PADDING, UNKNOWN, *known))}
    core = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    core.normalizer = InOrder([NFKC(), Lowercase()])
    core.pre_tokenizer = Split(Regex(r"[a-z]+|\d+(?:\.\d+)?|[^\s]"), "removed", invert=True)
    make: Any = PreTrainedTokenizerFast  # its constructor is not typed
    whole: PreTrainedTokenizerFast = make(
        tokenizer_object=core, pad_token=PADDING, unk_token=UNKNOWN, model_max_length=LONGEST_TEXT
    )
    return whole
