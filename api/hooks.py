"""What watches the writes of a process: news for open consoles, columns kept for the figures, whose a demand is.

Every process that writes demands puts all of them in place, the service, the worker and each command alike.
"""

from __future__ import annotations

from api.console import noticing
from api.demands import apart, served, taken
from api.followups import kept
from api.identity import cases as whose


def install() -> None:
    """Begin to watch; once is enough for the process."""
    for one in (noticing, taken, kept, apart, served, whose):
        one.install()
