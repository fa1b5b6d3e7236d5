"""axe-core in every frame of a page: what it calls serious or critical fails the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from api.web import vendor

CheckAccess = Callable[[Page], None]
CHECKING: set[Page] = set()  # pages in which the tool itself does what the content policy forbids
RUN = """async () => {
  const found = await window.axe.run(document, {
    iframes: false,
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return found.violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) }));
}"""


def source(folder: Path) -> str:
    """Return axe-core, fetched by the lock file once."""
    path = folder / "node_modules" / "axe-core" / "axe.min.js"
    mark, stamp = folder / ".stamp", vendor.stamp_of(vendor.LOCK)
    if not path.is_file() or not mark.is_file() or mark.read_text() != stamp:
        vendor.fetch(folder, ("--include=dev",))
        mark.write_text(stamp)
    return path.read_text("utf-8")


def checker(folder: Path) -> CheckAccess:
    """Return the check; the script enters through the debugger, which no content policy hinders."""
    script = source(folder)

    def check(page: Page) -> None:
        found: list[dict[str, Any]] = []
        CHECKING.add(page)
        for frame in page.frames:
            frame.evaluate(script)
            found += [one for one in frame.evaluate(RUN) if one["impact"] in ("serious", "critical")]
        page.wait_for_timeout(100)  # let its last complaint arrive
        CHECKING.discard(page)
        assert found == []

    return check
