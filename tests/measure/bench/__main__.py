"""All benches of ``make bench``, or those named: ``python -m tests.measure.bench [turns] [wecom] [http] [cases] …``.

``BENCH_SIZES`` names the sizes of the synthetic catalogues (default ``10000,100000``; add ``1000000`` where there is
time and memory), ``BENCH_HTTP`` the size served over HTTP (default 100000),
``BENCH_CASES`` the demands in the store (default 100000), ``BENCH_CROWD`` the people on WeChat and at WeCom (default 500).
"""

from __future__ import annotations

import os
import sys

from tests.measure.bench import cases, chat_load, crowd_load, http_load, sizes, turns

PARTS = ("turns", "chat", "wechat", "wecom", "sizes", "http", "cases")


def main(names: list[str]) -> int:
    """Run the named parts, or all."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.stderr.write(f"✗ {', '.join(sorted(unknown))}: known are {', '.join(PARTS)}\n")
        return 2
    wanted = names or PARTS
    if "turns" in wanted:
        turns.main()
    if "chat" in wanted and chat_load.main():
        return 1
    if any(crowd_load.main(name) for name in crowd_load.PLATFORMS if name in wanted):
        return 1
    if "sizes" in wanted:
        sizes.run([int(size) for size in os.environ.get("BENCH_SIZES", "10000,100000").split(",")])
    if "http" in wanted:
        http_load.run(int(os.environ.get("BENCH_HTTP", "100000")))
    if "cases" in wanted and cases.run(int(os.environ.get("BENCH_CASES", "100000"))):
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
