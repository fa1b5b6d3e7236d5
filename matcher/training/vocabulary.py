"""The tokenizer of the project's encoder: runs of characters, separated by blanks beforehand, looked up whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from matcher.ngrams import grams

UNKNOWN = "[UNK]"
MAX_TOKENS = 60_000


def build_vocabulary(texts: Sequence[str], longest: int, least: int) -> tuple[Tokenizer, NDArray[np.float32]]:
    """Return the tokenizer and each token's inverse document frequency; row 0 is the unknown token, with 0.

    :param longest: Longest run in units.
    :param least: Texts a run must occur in; single units need only one.
    """
    frequency: Counter[str] = Counter()
    for text in texts:
        frequency.update(set(grams(text, longest)))
    singles = {gram for text in texts for gram in grams(text, 1)}
    kept = [(gram, count) for gram, count in frequency.items() if count >= least or gram in singles]
    kept.sort(key=lambda pair: (-pair[1], pair[0]))
    kept = kept[:MAX_TOKENS]
    vocabulary = {UNKNOWN: 0} | {gram: place for place, (gram, _) in enumerate(kept, 1)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    counts = np.array([count for _, count in kept], dtype=np.float32)
    idf = np.log((1 + len(texts)) / (1 + counts)) + 0.3
    return tokenizer, np.concatenate([[0.0], idf]).astype(np.float32)
