"""The one question after the confirmation, where its answer would change the first three."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlmodel import Session

from api.catalogue.index import MatcherHolder
from api.demands import choose, submit
from api.demands.models import Demand
from api.matches.models import Match
from matcher.engine import Matcher

# Asked where few words and no figure leave it open what is meant, no service type has a lead and a service shown
# carries a rival: 2 of 88 own needs with an earlier model; today's knows more wordings and is seldom so open. With 0.6,
# 0.4 and any length 7 of 77; most of them said enough.
CLEAR, RIVAL = 0.3, 0.5  # share of the likeliest type; share of that which a rival has
VAGUE = 8  # characters; 想找律师看看采购合同 has said what is wanted
FIGURES = ("amount_cny", "amount", "headcount")
FIRST, MOST = 3, 3
LONGEST = 30  # characters of an answer in other words
ANY = re.compile(r"随便|都|不知道|不晓得|不清楚|不确定|拿不准|无所谓|说不好|你看|您看|没有|就这|^\W*[\d对好行嗯是]\W*$")


def options(match: Match, matcher: Matcher) -> list[str]:
    """Return the names of the service types between which the enterprise should decide; empty if nothing hangs on it.

    Figures that conditions ask for (turnover, years) are not asked here: they change no order among the first three.
    """
    if len(match.text) > VAGUE or any(match.slots.get(name) for name in FIGURES):
        return []
    shares = {guess["code"]: float(guess["score"]) for guess in match.types}
    names = {guess["code"]: str(guess["name"]) for guess in match.types}
    services = [r["item_id"] for r in choose.shown_results(match) if r["kind"] == "service"]
    carried = {item_id: _likeliest(item_id, shares, matcher) for item_id in services}
    rivals = sorted({code for code in carried.values() if code}, key=lambda code: -shares[code])
    if not rivals or shares[rivals[0]] >= CLEAR:
        return []
    rivals = [code for code in rivals if shares[code] >= RIVAL * shares[rivals[0]]][:MOST]
    is_open = any(_first(services, carried, code) != services[:FIRST] for code in rivals)
    return [names[code] for code in rivals] if len(rivals) > 1 and is_open else []


def settle(session: Session, matcher: MatcherHolder, today: date, demand: Demand, channel: str, text: str) -> Match:
    """Match again with what the answer names, an option or something else; who does not care keeps the match."""
    match = submit.newest_match(session, demand)
    named = next((name for name in options(match, matcher.current()) if name in text), None)
    if named is None and (len(text) > LONGEST or ANY.search(text)):
        return match
    demand.need = f"{demand.need}，{named or text.strip()}"
    session.add(demand)
    return submit.run_match(session, matcher, today, demand, channel)


def _likeliest(item_id: str, shares: dict[str, float], matcher: Matcher) -> str | None:
    """Return the type of an offer that is likeliest meant, of those the need may belong to."""
    row = matcher.index.rows.get(item_id)
    known = [] if row is None else [code for code in matcher.index.offers[row].service_types if code in shares]
    return max(known, key=lambda code: shares[code], default=None)


def _first(services: list[str], carried: dict[str, Any], code: str) -> list[str]:
    """Return the first three if the answer were this type."""
    return sorted(services, key=lambda item_id: carried[item_id] != code)[:FIRST]
