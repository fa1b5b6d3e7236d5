"""Five hundred people on WeChat at once, six sentences each, over real HTTP and the whole stack.

Each says the next sentence when he has seen the answer to the last. The platform hangs up after five seconds and asks
three times, as the real one does. ``BENCH_WECHAT`` sets how many people there are.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from api.channels.fake_wechat.people import By
from tests.api.channels.crowd import Outcome, crowd
from tests.conversations.fake_wechat import FakeWeChat, running
from tests.conversations.stack import Stack
from tests.measure.bench.bare_http import BareHttp
from tests.measure.bench.chat_load import PROCESSES
from tests.measure.bench.processes import cpu_seconds

PATIENCE_SECONDS = 900.0
SENTENCES = (
    ("想给十个人做叉车培训", "株洲芦淞的", "姓李，13812340052", "对，提交", "第一个", "进度怎么样了"),
    ("你好", "注册公司怎么弄，在长沙岳麓区", "不方便留电话", "没问题", "头两个都要", "办到哪一步了"),
    ("贷款两百万周转一下", "你们收费吗", "衡阳雁峰区", "王先生 13912340053", "对", "换一批"),
    ("商标被人抢注了，在常德武陵区，电话13712340054", "对，提交", "1", "我的事情办得怎么样了", "5分", "谢谢"),
)


def main() -> int:
    """Start everything and measure; 1 if a sentence was lost, not taken in time or answered twice."""
    users = int(os.environ.get("BENCH_WECHAT", "500"))
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place))
        try:
            stack.start()
            with running(stack.wechat_port, stack.url) as wechat:
                wechat.delivery._http = BareHttp("127.0.0.1", stack.port)  # type: ignore[assignment]
                drive(wechat, 8)
                own = time.process_time()
                before = {name: cpu_seconds(stack.pid(name)) for name in PROCESSES}
                outcome = drive(wechat, users)
                doubled = outcome.doubled(list(wechat.platform.people.values()))
            spent = {"people": time.process_time() - own}
            spent |= {name: cpu_seconds(stack.pid(name)) - before[name] for name in PROCESSES}
        finally:
            stack.stop()
    sys.stdout.write(outcome.line(f"WeChat, {users} people at once") + f"   answered twice {doubled}\n")
    sys.stdout.write("processor s: " + "  ".join(f"{name} {seconds:.0f}" for name, seconds in spent.items()) + "\n")
    return 1 if outcome.lost or doubled or outcome.ways[By.FAULT] else 0


def drive(wechat: FakeWeChat, users: int) -> Outcome:
    """Let so many people talk, none of whom has been here before."""
    wechat.platform.people.clear()
    return wechat.run(lambda: crowd(wechat.delivery, users, SENTENCES, PATIENCE_SECONDS, f"o-{users}"))
