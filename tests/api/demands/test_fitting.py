"""What of a match is shown."""

from __future__ import annotations

from typing import Any

from api.demands import fitting
from api.matches.models import Match


def candidate(item_id: str, types: float, fused: float, filtered_by: str | None = None, **more: Any) -> dict[str, Any]:
    kind = more.pop("kind", "service")
    scores = {"types": types, "fused": fused, **more}
    return {"item_id": item_id, "kind": kind, "scores": scores, "filtered_by": filtered_by}


def match(*candidates: dict[str, Any]) -> Match:
    shown = [c for c in candidates if c["filtered_by"] is None]
    results = [{"item_id": c["item_id"], "kind": c["kind"], "name": c["item_id"]} for c in shown]
    return Match(
        channel="web", text="想办许可", answerable=True, candidates=list(candidates), results=results, shown=[],
        model_version="m", index_version="i", took_ms=1.0,
    )  # fmt: skip


def test_what_has_the_types_or_nearly_the_best_score_fits() -> None:
    judge = fitting.fits(
        match(candidate("best", 0.9, 0.2), candidate("type", 0.27, 0.03), candidate("score", 0.0, 0.14),
              candidate("beside", 0.26, 0.13))
    )  # fmt: skip
    assert [judge(name) for name in ("best", "type", "score", "beside", "unknown")] == [True, True, True, False, False]


def test_the_best_may_lie_beyond_the_place_but_not_beyond_its_validity() -> None:
    near = candidate("near", 0.0, 0.05)
    assert not fitting.fits(match(near, candidate("away", 0.9, 0.2, "region")))("near")
    assert fitting.fits(match(near, candidate("over", 0.9, 0.2, "validity")))("near")


def test_without_a_service_of_the_place_that_fits_those_of_other_places_are_shown(monkeypatch: Any) -> None:
    away = candidate("away", 0.9, 0.2, "region")
    one = match(candidate("beside", 0.0, 0.04), candidate("rule", 0.8, 0.15, kind="policy"), away)
    found = [{"item_id": "away", "kind": "service", "name": "away"}]
    monkeypatch.setattr(fitting, "explained", lambda *_: found)
    fitting.show(one, None, None)  # type: ignore[arg-type]
    assert (one.shown, one.relaxed) == (["away", "rule"], ["region"])


def test_the_home_of_the_best_service_is_shown_with_it() -> None:
    home = candidate("home", 0.0, 0.05, kind="institution", linked=1.0)
    other = candidate("other", 0.0, 0.05, kind="institution", linked=0.5)
    one = match(candidate("best", 0.9, 0.2), home, other)
    fitting.show(one, None, None)  # type: ignore[arg-type]
    assert one.shown == ["best", "home"]


def test_nothing_is_shown_of_what_answers_nothing() -> None:
    one = match(candidate("best", 0.9, 0.2))
    one.answerable = False
    fitting.show(one, None, None)  # type: ignore[arg-type]
    assert one.shown == []
