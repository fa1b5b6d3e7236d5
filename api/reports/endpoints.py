"""Routes for figures: who manages, and agents within their own windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlmodel import Session

from api.accounts.models import Role, User
from api.deps import ReadSessionDep, StateDep, allow
from api.reports import counts, funnel, matching, offices, satisfaction, standing, suppliers, timeliness, unmet
from api.reports.asked import Asked, Question, question

router = APIRouter(prefix="/api/v1/figures", tags=["统计"])
FigureUser = Annotated[User, Depends(allow(Role.VIEWER, Role.AGENT))]
AskedQuery = Annotated[Asked, Query()]
NOTE = "只含自己范围内的需求；每格的 cases 就是 GET /api/v1/demands 的筛选条件"


class Counted(Asked):
    """Which dimension demands are counted by."""

    by: counts.By = counts.By.CATEGORY


def _answer(work: Callable[[Session, Question], dict[str, Any]], session: Session, asked: Question) -> dict[str, Any]:
    period = {"since": asked.since.isoformat(), "until": asked.until.isoformat()}
    return {"period": period, "filters": asked.filters, **work(session, asked)}


@router.get("/demands", summary="需求按类别、省市县、行业、渠道、窗口、时间分布", description=NOTE)
def get_demands(
    user: FigureUser, session: ReadSessionDep, state: StateDep, asked: Annotated[Counted, Query()]
) -> dict[str, Any]:
    """Return demands counted by one dimension."""
    put = question(session, user, asked, state.clock.today())
    return _answer(lambda session, put: counts.counted(session, put, asked.by), session, put)


def _add(path: str, summary: str, work: Callable[[Session, Question], dict[str, Any]]) -> None:
    """Add the route of one figure; all of them are asked alike."""

    def get(user: FigureUser, session: ReadSessionDep, state: StateDep, asked: AskedQuery) -> dict[str, Any]:
        return _answer(work, session, question(session, user, asked, state.clock.today()))

    get.__name__ = f"get_{path}"
    get.__doc__ = work.__doc__
    router.get(f"/{path}", summary=summary, description=NOTE)(get)


_add("funnel", "从对话到评价的漏斗", funnel.funnel)
_add("timeliness", "派单、受理、办结用时（工作时间）与按时率", timeliness.timeliness)
_add("matching", "匹配质量：按模型版本的前几条采纳率和 MRR", matching.matching)
_add("satisfaction", "满意度，连同评价率", satisfaction.satisfaction)
_add("windows", "各窗口对照：量、时效、满意度，样本少的标出", offices.compared)
_add("institutions", "各机构对照：承接、退单、时效、满意度、得分，样本少的标出", suppliers.compared)
_add("awards", "双十佳候选机构和服务产品，附可查的编号", standing.awards)
_add("warnings", "退出预警：超时、退单、低分、活跃度低，附可查的编号", standing.warnings)
_add("unmet", "未满足的需求：地区 × 行业", unmet.unmet)
