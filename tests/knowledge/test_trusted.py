"""A line of our own is read without checks as it is read with them."""

import json

from knowledge.catalogue import load_sample, parse_line, parse_offer, to_dict
from knowledge.trusted import read_trusted

EVERYTHING = parse_offer(
    {
        "id": "P",
        "kind": "policy",
        "name": "补贴",
        "requirements": [{"field": "sector", "op": "in", "value": ["C", "39"]}],
    }
    | {"fee": {"model": "range", "min_cny": 0, "max_cny": 9.5}, "time_limit": {"working_days": 3}, "welfare": False}
    | {"valid_from": "2026-01-01", "region_served": ["430100"], "note": {"deep": [1, None]}, "capacity_per_month": 0}
)


def test_the_same_as_with_checks() -> None:
    for offer in (*load_sample(), EVERYTHING):
        line = json.dumps(to_dict(offer), ensure_ascii=False)
        assert read_trusted(line) == parse_line(line) == offer
        assert json.dumps(to_dict(read_trusted(line)), ensure_ascii=False) == line
