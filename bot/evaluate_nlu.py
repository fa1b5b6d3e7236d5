"""Measure the bot's intent model by cross-validation: ``python -m bot.evaluate_nlu [--confusions N]``.

Five stratified folds; lines alike but for a number or a sign stay in one fold. The last lines say, for several
thresholds of confidence, how many messages are answered and how many of those wrongly.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter

from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from bot.components.category_model import CategoryModel, foreign_lines, knowledge_lines, lexicon_lines, need_lines
from bot.components.intent_model import IntentModel
from bot.understanding import training_lines

FOLDS = 5
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
Judged = tuple[str, str, float, str]  # truth, found, confidence, text


def near_duplicates(texts: list[str]) -> list[int]:
    """Return a group number per text; texts that differ only in numbers and signs share one."""
    groups: dict[str, int] = {}
    keys = [re.sub("[0-9一二两三四五六七八九十百千万]+", "0", re.sub(r"[\W_]+", "", text)) or text for text in texts]
    return [groups.setdefault(key, len(groups)) for key in keys]


def judge_intents() -> tuple[list[Judged], float]:
    """Return every line with what a model that never saw it says, and the seconds one fit takes."""
    texts, intents = training_lines()
    judged: list[Judged] = []
    spent = 0.0
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1).split(texts, intents, near_duplicates(texts))
    for seen, unseen in folds:
        start = time.perf_counter()
        model = IntentModel().fit([texts[i] for i in seen], [intents[i] for i in seen])
        spent += time.perf_counter() - start
        for i, chances in zip(unseen, model.probabilities([texts[i] for i in unseen]), strict=True):
            name, confidence = max(chances.items(), key=lambda pair: pair[1])
            judged.append((intents[i], name, confidence, texts[i]))
    return judged, spent / FOLDS


def judge_categories() -> float:
    """Return the share of labelled needs whose category a model gets right that has not seen them."""
    needs = need_lines()
    others = knowledge_lines() + lexicon_lines() + foreign_lines()
    right = 0
    labels = [name for _, name in needs]
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(labels, labels):
        model = CategoryModel().fit(others, [needs[i] for i in seen])
        right += sum(model.ranking(needs[i][0])[0][0] == needs[i][1] for i in unseen)
    return right / len(needs)


def report(confusions: int) -> list[str]:
    """Return the lines to print."""
    judged, seconds = judge_intents()
    truth, found = [j[0] for j in judged], [j[1] for j in judged]
    accuracy = sum(t == f for t, f in zip(truth, found, strict=True)) / len(judged)
    macro = f1_score(truth, found, average="macro")
    lines = [f"intents n={len(judged)} accuracy={accuracy:.3f} macro_F1={macro:.3f} fit_seconds={seconds:.1f}"]
    for threshold in THRESHOLDS:
        kept = [j for j in judged if j[2] >= threshold]
        wrong = sum(j[0] != j[1] for j in kept) / len(kept)
        below = [j[0] == j[1] for j in judged if j[2] < threshold]
        lost = sum(below) / max(1, len(below))
        lines.append(f"  confidence >= {threshold}: answered {len(kept) / len(judged):.3f}, wrong {wrong:.3f}, "
                     f"right below {lost:.3f}")  # fmt: skip
    pairs = Counter((j[0], j[1]) for j in judged if j[0] != j[1])
    lines += [f"  {count} {true} taken for {taken}" for (true, taken), count in pairs.most_common(confusions)]
    lines += [f"  {j[0]} taken for {j[1]} {j[2]:.2f} {j[3]}" for j in sorted(judged, key=lambda j: -j[2])
              if j[0] != j[1]][: confusions * 4]  # fmt: skip
    return [*lines, f"categories n={len(need_lines())} accuracy={judge_categories():.3f}"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--confusions", type=int, default=0, help="how many kinds of confusion to list")
    sys.stdout.write("\n".join(report(parser.parse_args().confusions)) + "\n")
