"""The knobs of a training run."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Recipe:
    """The defaults are the shipped model's, chosen on held-out asks and trials (docs/decisions/0004-encoder.md).

    :param architecture: ``static`` (a table of runs of characters, averaged) or ``transformer``.
    :param longest_gram: Static: longest run of characters.
    :param least_texts: Static: texts a longer run must occur in.
    :param layers: Transformer: layers.
    :param dropout: Share of runs or characters left out of each text at each step, so that none is relied on.
    :param short_share: Of the lexicon's wordings, drawn anew each epoch.
    :param all_answers: Compare each wording with an answer of every type; else with those of the types in its batch.
    :param warm_up: Share of the run in which the learning rate rises.
    :param starts: Static: trainings from different random starts that are joined into one table.
    """

    architecture: str = "static"
    dimension: int = 256
    longest_gram: int = 2
    least_texts: int = 2
    layers: int = 0
    epochs: int = 12
    batch_size: int = 256
    learning_rate: float = 0.02
    scale: float = 10.0
    dropout: float = 0.3
    short_share: float = 0.5
    all_answers: bool = True
    warm_up: float = 0.0
    starts: int = 4
    seed: int = 20261127

    def as_dict(self) -> dict[str, object]:
        """Return the knobs as plain values."""
        return asdict(self)


RECIPES = {
    "static": Recipe(),
    "transformer": Recipe(
        architecture="transformer",
        dimension=128,
        longest_gram=0,
        layers=2,
        batch_size=128,
        learning_rate=0.001,
        scale=15.0,
        dropout=0.1,
        all_answers=False,
        warm_up=0.1,
        starts=1,
    ),
}
