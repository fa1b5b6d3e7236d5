"""How long what is kept, as data."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from api.errors import ConfigurationError

PATH = Path(__file__).parent / "retention.yml"


@dataclass(frozen=True)
class Periods:
    """Days by what is kept."""

    finished_cases: int
    unattended_cases: int
    talks_without_case: int
    agents_texts: int
    match_failures: int
    knowledge_gaps: int
    audit: int
    calls: int
    identity_codes: int
    unbound_identities: int
    login_guards: int
    channel_messages: int
    channel_sendings: int
    outbox_failed: int
    log_files: int

    def before(self, name: str, now: datetime) -> datetime:
        """Return the moment before which something of this name is kept no longer."""
        return now - timedelta(days=getattr(self, name))


def load(path: Path | None = None) -> Periods:
    """Read the periods.

    :raises ConfigurationError: If the file is missing, or gives a period that is none, too few or unknown ones.
    """
    place = path or PATH
    try:
        given = yaml.safe_load(place.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"保存期限文件 {place} 读不了：{error}") from error
    names = {one.name for one in fields(Periods)}
    if not isinstance(given, dict) or set(given) != names:
        raise ConfigurationError(f"保存期限文件 {place} 要正好有这些项：{'、'.join(sorted(names))}。")
    wrong = sorted(name for name, days in given.items() if type(days) is not int or days < 1)
    if wrong:
        raise ConfigurationError(f"保存期限文件 {place} 里 {'、'.join(wrong)} 要写成不小于1的整数天数。")
    return Periods(**given)
