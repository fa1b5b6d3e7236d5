"""Many conversations at once: whole talks from need to progress, by twenty people, over the public routes.

The senders are threads of one process that use bare ``http.client``; the processor time of every process is printed, the
senders' own included, so that it can be seen what the machine was busy with.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conversations.stack import Stack
from tests.measure.bench.processes import cpu_seconds

SENDERS = 20
TALKS_EACH = 4
SCRIPTS = (
    ("想给十个人做叉车培训", "株洲芦淞的", "姓李，13812340052", "对，提交", "第一个", "进度怎么样了"),
    ("你好", "注册公司怎么弄，在长沙岳麓区", "不方便留电话", "没问题", "头两个都要", "办到哪一步了"),
    ("贷款两百万周转一下", "你们收费吗", "衡阳雁峰区", "王先生 13912340053", "对", "换一批", "第二个", "查一下进度"),
    ("商标被人抢注了，在常德武陵区，电话13712340054", "对，提交", "1", "我的事情办得怎么样了", "谢谢"),
)
PROCESSES = ("service", "rasa", "actions")


@dataclass
class Outcome:
    """What the senders saw."""

    taken_seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wall_seconds: float = 0.0
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    def line(self) -> str:
        """Return the figures as one line."""
        ordered = sorted(self.taken_seconds)
        late = ordered[int(len(ordered) * 0.95)]
        rate = len(ordered) / self.wall_seconds
        spent = "  ".join(f"{name} {seconds:.1f}" for name, seconds in self.cpu_seconds.items())
        return (
            f"{SENDERS} talks at once            {rate:5.1f} turns/s   p50 {statistics.median(ordered) * 1000:5.0f} ms   "
            f"p95 {late * 1000:5.0f} ms   n={len(ordered)}  failed {len(self.failed)}   "
            f"processor s of {self.wall_seconds:.1f}: {spent}"
        )


def main() -> int:
    """Start the three processes and measure; 1 if a turn failed."""
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place))
        try:
            stack.start()
            drive(stack, talks_each=1)
            outcome = drive(stack)
        finally:
            stack.stop()
    sys.stdout.write(outcome.line() + "\n")
    return 1 if outcome.failed else 0


def drive(stack: Stack, talks_each: int = TALKS_EACH) -> Outcome:
    """Let all senders talk at once and return what they saw."""
    outcome = Outcome()
    before = {name: cpu_seconds(stack.pid(name)) for name in PROCESSES}
    own, began = time.process_time(), time.perf_counter()
    threads = [
        threading.Thread(target=_talk, args=(stack.port, place, talks_each, outcome)) for place in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.wall_seconds = time.perf_counter() - began
    outcome.cpu_seconds = {name: cpu_seconds(stack.pid(name)) - before[name] for name in PROCESSES}
    outcome.cpu_seconds["senders"] = time.process_time() - own
    return outcome


def _talk(port: int, place: int, talks: int, outcome: Outcome) -> None:
    """Hold some conversations one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(talks):
        opened = _post(connection, "/api/v1/conversations", {"channel": "web"}, {})[1]
        headers = {"Authorization": f"Bearer {opened['token']}"}
        path = f"/api/v1/conversations/{opened['conversation_id']}/messages"
        for text in SCRIPTS[(place + number) % len(SCRIPTS)]:
            began = time.perf_counter()
            status, answer = _post(connection, path, {"text": text}, headers)
            outcome.taken_seconds.append(time.perf_counter() - began)
            if status != http.client.OK or not answer["replies"]:
                outcome.failed.append(f"{status} {text} {answer}")
    connection.close()


def _post(
    connection: http.client.HTTPConnection, path: str, body: dict[str, Any], headers: dict[str, str]
) -> tuple[int, dict[str, Any]]:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    answer: dict[str, Any] = json.loads(response.read())
    return response.status, answer
