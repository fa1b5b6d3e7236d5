"""Open a model together with its calibration."""

from __future__ import annotations

from pathlib import Path

from matcher.encoders.base import Encoder
from matcher.encoders.load import load_encoder
from matcher.engine import Matcher
from matcher.errors import ModelMismatch
from matcher.index.build import build
from matcher.search.answer import FILE_NAME, Calibration
from matcher.setting import Setting


def load_model(name_or_folder: str, calibrations: Path | None = None) -> tuple[Encoder, Calibration | None]:
    """Return the encoder and its calibration, or None where it was never calibrated.

    :param name_or_folder: A folder written by :mod:`matcher.training`, or any Sentence Transformers name or folder.
    :param calibrations: Where calibrations of foreign models are kept, see :func:`calibration_folder`.
    :raises ModelMismatch: If the calibration was measured with another model.
    """
    encoder = load_encoder(name_or_folder)
    places = [Path(name_or_folder)]
    if calibrations is not None:
        places.append(calibration_folder(calibrations, encoder))
    for place in places:
        if (place / FILE_NAME).is_file():
            calibration = Calibration.load(place)
            if calibration.model_version != encoder.version:
                raise ModelMismatch(calibration.model_version, encoder.version)
            return encoder, calibration
    return encoder, None


def calibration_folder(calibrations: Path, encoder: Encoder) -> Path:
    """Return where the calibration of a model that has no folder of ours belongs."""
    return calibrations / encoder.version.replace("/", "_")


def with_model(matcher: Matcher, name_or_folder: str, calibrations: Path | None = None) -> Matcher:
    """Return a matcher over the same catalogue with another model, built beside the first."""
    encoder, calibration = load_model(name_or_folder, calibrations)
    index = build(matcher.index.offers, encoder, matcher.index.types.types, outside=matcher.index.types.outside)
    return Matcher(index, encoder, calibration, matcher.setting, matcher.feedback)


def with_setting(matcher: Matcher, setting: Setting) -> Matcher:
    """Return a matcher over the same index and model with another setting."""
    return Matcher(matcher.index, matcher.encoder, matcher.calibration, setting, matcher.feedback)
