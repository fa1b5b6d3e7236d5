"""Words that must be written: blanks alone are none."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

# A purpose, a reason, a note: what is around it is cut before its length is looked at.
Written = Annotated[str, StringConstraints(strip_whitespace=True)]
