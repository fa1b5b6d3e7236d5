"""The vector models of this process, each loaded once together with its judges of when to decline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from api.errors import UnavailableError
from knowledge import taxonomy
from knowledge.catalogue import load_sample
from knowledge.out_of_domain import load_out_of_domain
from knowledge.unsupplied import load_unsupplied
from matcher.encoders.base import Encoder
from matcher.errors import MatcherError
from matcher.models import calibration_folder, load_model
from matcher.search.answer import Calibration
from matcher.trials import load_trials


class Encoders:
    """Loads models by name.

    :param configured: Name or folder of the model that the settings name; it stands for the empty name.
    :param calibrations: Where the judges of models that are not the project's own are kept.
    """

    def __init__(self, configured: str, calibrations: Path) -> None:
        self._configured, self._calibrations = configured, calibrations
        self._loaded: dict[str, tuple[Encoder, Calibration | None]] = {}

    def require(self, model: str = "") -> tuple[Encoder, Calibration | None]:
        """Return a model and its judges, None if it was never calibrated; the configured one unless another is named.

        :raises UnavailableError: If the model cannot be loaded.
        """
        model = model or self._configured
        if model not in self._loaded:
            try:
                self._loaded[model] = load_model(model, self._calibrations)
            except (MatcherError, OSError, ValueError) as error:
                raise UnavailableError(f"向量模型 {model} 装不上：{error}。先运行 make train。") from error
        return self._loaded[model]

    def calibrate(self, report: Callable[[str], None]) -> None:
        """Measure when to decline with a model that is not the project's own; the next start finds the result.

        :param report: Told what is being done; a transformer takes minutes.
        :raises UnavailableError: If the configured model cannot be loaded.
        """
        from matcher.training import calibrate, texts  # training brings torch, which serving does without

        encoder = self.require()[0]
        types = taxonomy.load_service_types().values()
        corpus = texts.split(types, load_sample(), load_out_of_domain(), load_unsupplied())
        calibration = calibrate.calibrate(corpus, encoder, report, load_trials())
        folder = calibration_folder(self._calibrations, encoder)
        folder.mkdir(parents=True, exist_ok=True)
        calibration.save(folder)
        self._loaded[self._configured] = encoder, calibration
