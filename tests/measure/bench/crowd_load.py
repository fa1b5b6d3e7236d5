"""Five hundred people at once on WeChat, or at WeCom's customer service, six sentences each, over real HTTP and the stack.

Each says the next sentence when he has seen the answer to the last. The platforms hang up after five seconds and ask
three times, as the real ones do. ``BENCH_CROWD`` sets how many people there are.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from anyio.from_thread import BlockingPortal

from api.channels.fake_wechat.people import By
from tests.api.channels.crowd import AtWeCom, OnWeChat, Outcome, Platform, crowd
from tests.conversations import fake_wechat, fake_wecom
from tests.conversations.stack import Stack
from tests.measure.bench.bare_http import BareHttp
from tests.measure.bench.chat_load import PROCESSES
from tests.measure.bench.processes import cpu_seconds

PATIENCE_SECONDS = 900.0
WARMING_UP = 8
SENTENCES = (
    ("想给十个人做叉车培训", "株洲芦淞的", "姓李，13812340052", "对，提交", "第一个", "进度怎么样了"),
    ("你好", "注册公司怎么弄，在长沙岳麓区", "不方便留电话", "没问题", "头两个都要", "办到哪一步了"),
    ("贷款两百万周转一下", "你们收费吗", "衡阳雁峰区", "王先生 13912340053", "对", "换一批"),
    ("商标被人抢注了，在常德武陵区，电话13712340054", "对，提交", "1", "我的事情办得怎么样了", "5分", "谢谢"),
)
Around = Callable[[Stack], AbstractContextManager[tuple[Platform, BlockingPortal]]]


def main(name: str) -> int:
    """Start everything and measure; 1 if a sentence was lost, not taken in time or answered twice."""
    label, around = PLATFORMS[name]
    users = int(os.environ.get("BENCH_CROWD", "500"))
    with tempfile.TemporaryDirectory() as place:
        stack = Stack(Path(place))
        try:
            stack.start()
            with around(stack) as (platform, portal):
                _drive(platform, portal, WARMING_UP)
                own = time.process_time()
                before = {name: cpu_seconds(stack.pid(name)) for name in PROCESSES}
                outcome = _drive(platform, portal, users)
                doubled = outcome.doubled(platform)
            spent = {"people": time.process_time() - own}
            spent |= {name: cpu_seconds(stack.pid(name)) - before[name] for name in PROCESSES}
        finally:
            stack.stop()
    sys.stdout.write(outcome.line(f"{label}, {users} people at once") + f"   answered twice {doubled}\n")
    sys.stdout.write("processor s: " + "  ".join(f"{name} {seconds:.0f}" for name, seconds in spent.items()) + "\n")
    return 1 if outcome.lost or doubled or outcome.ways[By.FAULT] else 0


def _drive(platform: Platform, portal: BlockingPortal, users: int) -> Outcome:
    """Let so many people talk, none of whom has been here before."""
    return portal.call(lambda: crowd(platform, users, SENTENCES, PATIENCE_SECONDS, f"o-{users}"))


@contextmanager
def _wechat(stack: Stack) -> Iterator[tuple[Platform, BlockingPortal]]:
    with fake_wechat.running(stack.wechat_port, stack.url) as running:
        running.delivery._http = BareHttp("127.0.0.1", stack.port)  # type: ignore[assignment]
        yield OnWeChat(running.delivery), running.portal


@contextmanager
def _wecom(stack: Stack) -> Iterator[tuple[Platform, BlockingPortal]]:
    with fake_wecom.running(stack.wecom_port, stack.url) as running:
        running.caller._http = BareHttp("127.0.0.1", stack.port)  # type: ignore[assignment]
        yield AtWeCom(running.caller), running.portal


PLATFORMS: dict[str, tuple[str, Around]] = {"wechat": ("WeChat", _wechat), "wecom": ("WeCom", _wecom)}
