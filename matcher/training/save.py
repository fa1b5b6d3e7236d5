"""Writes the trained model as a Sentence Transformers folder with its recipe, and swaps it in as one."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sentence_transformers import SentenceTransformer

from matcher.training.recipe import Recipe

RECIPE_FILE = "qifu.json"
VERSION_FILE = "version.json"
CARD_FILE = "README.md"


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of ``folder`` only when the block ends well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    holder = folder.parent / f".training.{uuid.uuid4().hex[:8]}"
    fresh = holder / folder.name  # the same name, because it is part of the model's version
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if folder.exists():
            os.replace(folder, holder / "old")
        os.replace(fresh, folder)
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def save_model(model: SentenceTransformer, recipe: Recipe, folder: Path) -> None:
    """Write the model and the recipe that its texts must be prepared by."""
    model.save_pretrained(str(folder), create_model_card=False)
    (folder / RECIPE_FILE).write_text(json.dumps(recipe.as_dict(), indent=1), encoding="utf-8")


def save_version(folder: Path, version: str, recipe: Recipe, figures: dict[str, float], counts: dict[str, int]) -> None:
    """Write version, figures and counts for programs, and the model card for people."""
    record = {"version": version, "figures": figures, "counts": counts}
    (folder / VERSION_FILE).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / CARD_FILE).write_text(_card(version, recipe, figures, counts), encoding="utf-8")


def _card(version: str, recipe: Recipe, figures: dict[str, float], counts: dict[str, int]) -> str:
    what = (_STATIC if recipe.architecture == "static" else _TRANSFORMER).format(**recipe.as_dict())
    knobs = ", ".join(f"{name} {value}" for name, value in recipe.as_dict().items())
    rows = [f"| {name} | {value:.4g} |" for name, value in (*counts.items(), *figures.items())]
    table = ["| figure | value |", "|---|---|", *rows]
    return "\n".join([_HEAD.format(version=version), what, _DATA.format(knobs=knobs), *table, "", _LIMITS])


_HEAD = """---
license: apache-2.0
language: zh
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# {version}

Embeds Chinese needs of small enterprises and the texts of services, institutions, experts and policies, so that a need
lies near what answers it."""

_STATIC = """Static embedding: runs of one to {longest_gram} characters, {dimension} dimensions, averaged and scaled to
length 1. Texts must be cut into blank-separated runs first (`matcher.ngrams.grams`), as `matcher.encoders.static` does.
"""

_TRANSFORMER = """Transformer over single characters: {layers} layers, {dimension} dimensions, mean of the last layer
scaled to length 1.
"""

_DATA = """**Data.** Trained from random weights on the project's own texts alone (Apache-2.0): service types with
definitions, aliases and asks, the lexicon's wordings, look-alikes, the sample catalogue, lines from private life as one
more type. Nothing was downloaded; no text of users is in it. One ask in six was never shown and gives the figures.

**Recipe.** `python -m matcher.training`: {knobs}. The same texts, libraries and processor give the same bytes.
"""

_LIMITS = """`type_top1`, `type_top5`, `category_top1`: share of held-out asks whose service type (category) comes
first (among the first five). `kept`: share of the answerable needs of trial catalogues that the floor lets pass, each
catalogue judged by weights fitted on the others. `in_refused_trials`, `unsupplied_refused_trials`, ...: share refused
so, on the trial catalogues and on the own one. `reason_right`: declined needs told rightly from private matters.

**Limits.** It knows only words of its training texts; rarer wording is left to the lexical index beside it. Hardly any
word order, so it does not see negation. Neighbouring service types are told apart less well than the figures of
categories suggest. Not for texts outside enterprise services, and not for judging people or firms.
"""
