"""How long a made-up example may take: what hangs is found, how busy the machine is does not matter."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings

LONGEST = timedelta(seconds=10)  # by default 0.2 s, which the first example alone may take, when it loads what it needs


def unhurried() -> None:
    """Give each made-up example of the tests that come its time; all else stays as it is."""
    settings.register_profile("unhurried", deadline=LONGEST, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")
