"""The pages of the catalogue: leafing with filters and pages, searching with the matcher, one offer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.catalogue import service as catalogue
from api.matches.models import Match, MatchFailure
from api.public import browse
from api.public.wanted import Place, Wish, read_place
from knowledge.catalogue import parse_offer
from matcher import message
from tests.api.conftest import BACKENDS, TODAY, Service

NAMES = re.compile(r'<h3><a href="/catalogue/\w+/([^"]+)">')


def keys(page: str) -> list[str]:
    """Return the keys of the entries that a page shows, in order."""
    return NAMES.findall(page)


def leaf_of(service: Service, region: str = "", kind: str = "service", today: date = TODAY) -> list[str]:
    place = Place(region, region) if region else None
    with service.session() as session:
        return [offer.id for offer in browse.leaf(session, Wish("", kind, "", place, 1), today).offers]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_leafing_by_kind_category_and_region(visitor: TestClient) -> None:
    page = visitor.get("/catalogue")
    assert page.status_code == 200
    assert keys(page.text) == ["F-guarantee", "F-lease", "F-loan", "H-recruit", "H-train", "L-contract"]
    assert "共 6 项服务" in page.text
    assert keys(visitor.get("/catalogue?kind=expert").text) == ["E-finance", "E-law"]
    assert keys(visitor.get("/catalogue?category=hr").text) == ["H-recruit", "H-train"]
    assert keys(visitor.get("/catalogue", params={"region": "望城"}).text) == [
        "F-guarantee",
        "F-lease",
        "F-loan",
        "H-recruit",
        "L-contract",
    ]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.parametrize(
    ("region", "reached"),
    [
        ("430112", ["F-guarantee", "F-lease", "F-loan", "H-recruit", "L-contract"]),  # a county: itself and above
        ("430300", ["F-lease", "H-recruit", "H-train", "L-contract"]),  # another city
        ("430000", ["F-guarantee", "F-lease", "F-loan", "H-recruit", "H-train", "L-contract"]),  # what lies inside
        ("110000", ["F-lease", "L-contract"]),  # what serves the nation or says nothing
        ("100000", ["F-lease", "L-contract"]),
    ],
)
def test_a_region_reaches_up_and_down(service: Service, region: str, reached: list[str]) -> None:
    """As the matcher's filter does."""
    assert leaf_of(service, region) == reached


def test_only_what_holds_today_and_has_a_body(service: Service) -> None:
    """P-old has run out; institutions that items merely name are not listed."""
    assert leaf_of(service, kind="policy") == ["P-interest"]
    assert leaf_of(service, kind="policy", today=date(2020, 12, 31)) == ["P-interest", "P-old"]
    assert leaf_of(service, kind="institution") == ["O-bank", "O-school"]


def test_an_entry_before_and_after_its_time_says_so(alone: Service) -> None:
    entry = {"kind": "policy", "name": "贴息", "text": "贴一半利息"}
    with alone.session(write=True) as session:
        soon = parse_offer({**entry, "id": "P-soon", "valid_from": "2099-03-01"})
        gone = parse_offer({**entry, "id": "P-gone", "valid_until": "2020-03-01"})
        catalogue.upsert(session, [soon, gone])
    assert "2099年3月1日起可以办，现在还没开始。" in alone.client.get("/catalogue/policy/P-soon").text
    assert "已于2020年3月1日到期" in alone.client.get("/catalogue/policy/P-gone").text
    assert "现在还没开始" not in alone.client.get("/catalogue/policy/P-interest").text


def test_pages_of_twenty(alone: Service) -> None:
    with alone.session(write=True) as session:
        more = [{"id": f"Z-{n:03}", "kind": "service", "name": f"服务{n}", "text": "正文"} for n in range(35)]
        catalogue.upsert(session, [parse_offer(one) for one in more])
    first = alone.client.get("/catalogue").text
    assert len(keys(first)) == 20
    assert "第 1 页，共 3 页" in first
    assert 'rel="prev"' not in first
    last = alone.client.get("/catalogue?page=3").text
    assert keys(last) == ["Z-034"]
    assert 'href="/catalogue?kind=service&amp;page=2"' in last
    assert "一共只有 3 页" in alone.client.get("/catalogue?page=4").text


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_searching_runs_the_matcher_and_is_kept(visitor: TestClient, service: Service) -> None:
    """The ledger holds it apart from needs; the words are readable nowhere but in the answer."""
    page = visitor.get("/catalogue", params={"q": "小微企业贷款，没有抵押物", "region": "长沙"})
    assert page.status_code == 200
    assert keys(page.text)[0] == "F-guarantee"
    assert "最合适的在前" in page.text
    with service.session() as session:
        match = session.exec(
            select(Match).where(Match.channel == "catalogue").order_by(Match.created_at.desc())
        ).first()  # type: ignore[attr-defined]
        assert match
        assert (match.text, match.region, match.demand_id) == ("小微企业贷款，没有抵押物", "430100", None)
    only = visitor.get("/catalogue", params={"q": "小微企业贷款", "kind": "expert"})
    assert {key[0] for key in keys(only.text)} == {"E"}


def test_nothing_that_fits_is_said(visitor: TestClient) -> None:
    assert "目录里还没有这样的条目" in visitor.get("/catalogue?kind=faq&category=it").text
    page = visitor.get("/catalogue", params={"q": "小微企业贷款", "kind": "faq", "category": "it"}).text
    assert "目录里还没有这样的条目" in page
    assert 'href="/#say=%E5%B0%8F' in page


def test_a_search_that_fails_is_a_page_and_is_kept(
    visitor: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr(message, "serve", fail)
    page = visitor.get("/catalogue", params={"q": "一件没有搜过的事"})
    assert page.status_code == 500
    assert "系统出了点问题" in page.text
    assert "no index" not in page.text
    with service.session() as session:
        kept = session.exec(select(MatchFailure).where(MatchFailure.channel == "catalogue")).all()
        assert kept[-1].text == "一件没有搜过的事"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("望城", "430112"),
        ("湖南省长沙市", "430100"),
        ("430100", "430100"),
        ("全国", "100000"),
        ("鼓楼区", None),
        ("abc", None),
    ],
)
def test_places_are_read_as_people_type_them(typed: str, code: str | None) -> None:
    assert read_place(typed).code == code


def test_a_place_that_is_none_is_told(visitor: TestClient) -> None:
    page = visitor.get("/catalogue?region=abc")
    assert page.status_code == 200
    assert "没认出“abc”是哪个地区" in page.text
    assert keys(page.text) == []


@pytest.mark.parametrize(
    "address",
    [
        "/catalogue?kind=nothing",
        "/catalogue?category=nothing",
        "/catalogue?page=0",
        "/catalogue?page=x",
        "/catalogue?q=" + "长" * 301,
    ],
)
def test_addresses_that_make_no_sense_are_told_on_a_page(visitor: TestClient, address: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 422
    assert "这个地址读不懂" in page.text
    assert page.headers["content-type"].startswith("text/html")


def test_what_is_typed_cannot_become_markup(visitor: TestClient) -> None:
    for name in ("q", "region"):
        page = visitor.get("/catalogue", params={name: '"><script>alert(1)</script>'})
        assert "<script>alert" not in page.text


def test_a_service_shows_its_five_public_facts(visitor: TestClient) -> None:
    """All five, and where the institution tells nothing, that."""
    page = visitor.get("/catalogue/service/H-train").text
    assert re.findall(r"<dt>(服务功能|服务流程|服务标准|收费标准|办理时限)</dt>", page) == [
        "服务功能",
        "服务流程",
        "服务标准",
        "收费标准",
        "办理时限",
    ]
    assert "十五个工作日" in page
    assert page.count("机构没有公开这一项") == 4
    assert 'href="/catalogue/institution/O-school"' in page
    assert 'href="/catalogue/service/H-recruit"' in page


def test_offers_of_every_kind_have_a_page(visitor: TestClient) -> None:
    for kind, key, words in (
        ("institution", "O-bank", "湘江农商银行"),
        ("expert", "E-finance", "二十年信贷审批经验"),
        ("policy", "P-interest", "长财〔2026〕8号"),
        ("scheme", "X-special", "专精特新企业认定"),
        ("faq", "Q-license", "向登记机关申请补领"),
    ):
        page = visitor.get(f"/catalogue/{kind}/{key}")
        assert page.status_code == 200, key
        assert words in page.text
    assert "已于2020年12月31日到期" in visitor.get("/catalogue/policy/P-old").text


def test_under_a_wrong_kind_it_leads_on_and_what_is_not_there_is_a_page(visitor: TestClient) -> None:
    moved = visitor.get("/catalogue/expert/F-loan", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/catalogue/service/F-loan")
    for address in ("/catalogue/service/NONE", "/catalogue/nothing/F-loan"):
        page = visitor.get(address)
        assert page.status_code == 404
        assert "没有找到这一页" in page.text


def test_pages_keep_to_this_host_and_cannot_be_framed(visitor: TestClient) -> None:
    for address in ("/", "/catalogue", "/catalogue/service/F-loan", "/catalogue/service/NONE", "/progress"):
        page = visitor.get(address)
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text) == []
        for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
            assert visitor.get(name).status_code == 200, name


def test_searches_are_counted(visitor: TestClient) -> None:
    """Thirty a minute; leafing goes on, and what is too much is a page that says when."""
    for number in range(30):
        assert visitor.get("/catalogue", params={"q": "贷款"}).status_code == 200, number
    page = visitor.get("/catalogue", params={"q": "贷款"})
    assert page.status_code == 429
    assert 1 <= int(page.headers["retry-after"]) <= 60
    assert "请稍等一会儿" in page.text
    assert visitor.get("/catalogue").status_code == 200
