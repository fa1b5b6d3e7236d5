from pathlib import Path

from tests.measure.figures import compare, load, read, record

OUTPUT = """  phone F1 0.990  tp 50 fp 1 fn 0
slots n=90 micro_F1=0.951 whole_messages_right=0.822
match n=110 hit@1=0.736 hit@5=0.909 nDCG@10=0.763 false_refusal=0.082
  confidence >= 0.25: answered 0.991, wrong 0.231
intents n=4911 accuracy=0.763 macro_F1=0.771 fit_seconds=12.0
"""


def test_figures_are_read_from_what_is_printed() -> None:
    assert read(OUTPUT, "labelled") == {
        "labelled.slots.micro_F1": 0.951,
        "labelled.slots.whole_messages_right": 0.822,
        "labelled.match.hit@1": 0.736,
        "labelled.match.hit@5": 0.909,
        "labelled.match.nDCG@10": 0.763,
        "labelled.match.false_refusal": 0.082,
        "labelled.intents.accuracy": 0.763,
        "labelled.intents.macro_F1": 0.771,
    }


def test_recording_keeps_what_was_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert load(path) == {}
    record({"a.hit_5": 0.91111, "b.hit_5": 0.5}, path)
    record({"a.hit_5": 0.92}, path)
    assert load(path) == {"a.hit_5": 0.92, "b.hit_5": 0.5}


def test_differences() -> None:
    recorded = {"a.hit_5": 0.90, "b.hit_5": 0.90, "c.hit_5": 0.90, "d.false_refusal": 0.03}
    now = {"a.hit_5": 0.904, "b.hit_5": 0.88, "c.hit_5": 0.92, "d.false_refusal": 0.05, "e.mrr": 0.7}
    lines = list(compare(now, recorded))
    assert [line.split()[0] for line in lines] == ["b.hit_5", "c.hit_5", "d.false_refusal", "e.mrr", "5"]
    assert [line.split()[-1] for line in lines[:3]] == ["worse", "better", "worse"]
    assert lines[3].endswith("(not recorded yet)")
    assert lines[4] == "5 figures against the last recorded ones, 2 worse by 0.005 or more"
