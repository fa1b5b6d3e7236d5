"""axe-core in every frame of a page: what it calls serious or critical fails the test."""

from __future__ import annotations

import fcntl
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


# A button on its way from pale to full colour has neither: contrast is judged when what moves has come to rest.
AT_REST = """async () => {
  const passing = (motion) => Number.isFinite(motion.effect?.getComputedTiming().endTime);
  const rest = Promise.allSettled(document.getAnimations().filter(passing).map((motion) => motion.finished));
  await Promise.race([rest, new Promise((done) => setTimeout(done, 2000))]);
}"""


def source(folder: Path) -> str:
    """Return axe-core, fetched by the lock file once, by one of the processes that run tests; the others wait."""
    path = folder / "node_modules" / "axe-core" / "axe.min.js"
    mark, stamp = folder / ".stamp", vendor.stamp_of(vendor.LOCK)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
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
            frame.evaluate(AT_REST)
            frame.evaluate(script)
            found += [one for one in frame.evaluate(RUN) if one["impact"] in ("serious", "critical")]
        page.wait_for_timeout(100)  # let its last complaint arrive
        CHECKING.discard(page)
        assert found == [], found

    return check
