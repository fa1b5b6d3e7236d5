"""Columns in two files of a saved index: the numbers, and the texts that they stand for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from matcher.index.coded import Coded
from matcher.index.columns import NAMES, Columns

NUMBERS, TEXTS = "columns.npz", "texts.json"


def save_columns(columns: Columns, folder: Path) -> None:
    """Write the columns."""
    numbers: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    for name in NAMES:
        column = getattr(columns, name)
        if isinstance(column, Coded):
            numbers[name], texts[name] = column.codes, column.values
        elif isinstance(column, tuple):
            texts[name] = column
        else:
            numbers[name] = column
    np.savez(folder / NUMBERS, **numbers)
    (folder / TEXTS).write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def load_columns(folder: Path) -> Columns:
    """Read what :func:`save_columns` wrote."""
    texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
    with np.load(folder / NUMBERS) as numbers:
        return Columns(*(_column(numbers, texts, name) for name in NAMES))


def _column(numbers: Any, texts: dict[str, list[Any]], name: str) -> Any:
    if name not in texts:
        return numbers[name]
    values = tuple(tuple(value) if isinstance(value, list) else value for value in texts[name])
    return Coded(numbers[name], values) if name in numbers else values
