"""``rasa data validate`` finds nothing, not even what it would only warn of."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from rasa.cli.utils import validate_files
from rasa.shared.importers.importer import TrainingDataImporter

ROOT = Path(__file__).resolve().parents[2]


def complaints(domain: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the validator says about a domain beside the project's rules, lines and configuration."""
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), domain_path=str(domain), training_data_paths=[str(ROOT / "bot" / "data")]
    )
    with warnings.catch_warnings(record=True) as raised, caplog.at_level(logging.WARNING):
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", message="Slot auto-fill has been removed")  # Rasa says so of every domain
        validate_files(fail_on_warnings=True, max_history=None, importer=importer)
    said = [str(one.message) for one in raised if not issubclass(one.category, DeprecationWarning)]
    return said + [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "false")


def test_the_bots_data_is_clean(caplog: pytest.LogCaptureFixture) -> None:
    assert complaints(ROOT / "bot" / "domain", caplog) == []


def test_what_nothing_uses_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for file in (ROOT / "bot" / "domain").glob("*.yml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    unused = 'version: "3.1"\nresponses:\n  utter_forgotten:\n    - text: 没人会说\n'
    (tmp_path / "forgotten.yml").write_text(unused, encoding="utf-8")
    assert ["utter_forgotten" in told for told in complaints(tmp_path, caplog)] == [True]
