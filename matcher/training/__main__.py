"""Train the project's encoder: ``python -m matcher.training --out build/models/encoder``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from knowledge.catalogue import load_sample
from knowledge.out_of_domain import load_out_of_domain
from knowledge.taxonomy import load_service_types
from knowledge.unsupplied import load_unsupplied
from matcher.encoders.load import load_encoder
from matcher.training.calibrate import calibrate
from matcher.training.measure import type_figures
from matcher.training.recipe import RECIPES, Recipe
from matcher.training.save import fresh_folder, save_model, save_version
from matcher.training.texts import Corpus, split
from matcher.training.train import train
from matcher.trials import Trial, load_trials

# Fixed, because sums split over threads differ in the last digit. One, because the steps are small: on two cores busy
# with other work two threads took four times the wall time of one (40 s an epoch instead of 9) and six times the work.
THREADS = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the project's texts, train, calibrate and write the folder."""
    parser = argparse.ArgumentParser(prog="python -m matcher.training", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the model; replaced as a whole")
    parser.add_argument("--architecture", choices=sorted(RECIPES), default="static", help="what is shipped, or a peer")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    options = parser.parse_args(arguments)
    torch.set_num_threads(THREADS)
    corpus = split(load_service_types().values(), load_sample(), load_out_of_domain(), load_unsupplied())
    recipe = RECIPES[options.architecture]
    recipe = replace(recipe, epochs=options.epochs or recipe.epochs)
    run(corpus, recipe, options.out, _print, load_trials())
    return 0


def run(
    corpus: Corpus, recipe: Recipe, folder: Path, report: Callable[[str], None], trials: Sequence[Trial] = ()
) -> dict[str, float]:
    """Train, calibrate, measure and save; returns the figures."""
    started = time.perf_counter()
    counts = _counts(corpus)
    report(" ".join(f"{name}={value}" for name, value in counts.items()))
    model = train(corpus, recipe, report)
    with fresh_folder(folder) as fresh:
        save_model(model, recipe, fresh)
        encoder = load_encoder(str(fresh))
        calibration = calibrate(corpus, encoder, report, trials)
        calibration.save(fresh)
        figures = type_figures(corpus, encoder) | calibration.figures
        save_version(fresh, encoder.version, recipe, figures, counts)
    report(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))
    report(f"{encoder.version} in {time.perf_counter() - started:.0f} s: {folder}")
    return figures


def _counts(corpus: Corpus) -> dict[str, int]:
    return {
        "service_types": len(corpus.types),
        "asks_learned": sum(len(kind.asks) for kind in corpus.types),
        "asks_held_out": len(corpus.held_out),
        "offers": len(corpus.offers),
        "outside_learned": len(corpus.outside),
        "outside_held_out": len(corpus.outside_held_out),
        "unsupplied_learned": len(corpus.unsupplied),
        "unsupplied_held_out": len(corpus.unsupplied_held_out),
    }


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
