"""The routes for maintainers: upload, dry run, template, list, taking back; who may, what is refused and how."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.catalogue.sheets import vocabulary
from api.settings import Settings
from tests.api.catalogue.sheet_parts import book
from tests.api.catalogue.test_importing import CORPUS, lines
from tests.api.conftest import BACKENDS, Service, StartService
from tests.api.test_app import shape

FILES = "/api/v1/imports/files"
GOOD = "编号,姓名,职称\nE-law,罗律师,律师\nE9,李某,教授\n"


def upload(
    service: Service, content: str | bytes, name: str = "专家.csv", role: str = "maintainer", **fields: str
) -> Any:
    """Send a file."""
    file = {"file": (name, content.encode() if isinstance(content, str) else content)}
    return service.client.post(FILES, files=file, data=fields, headers=service.user(role))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_dry_run_import_list_and_undo(alone: Service) -> None:
    tried = upload(alone, GOOD, dry_run="true").json()
    assert (tried["created"], tried["updated"], tried["import_id"], tried["dry_run"]) == (1, 1, None, True)
    changed, new = tried["changes"]
    assert (changed["id"], changed["is_new"], changed["columns"]) == ("E-law", False, ["姓名", "职称"])
    assert (new["id"], new["is_new"], new["columns"]) == ("E9", True, [])
    assert alone.client.get("/api/v1/imports", headers=alone.user("maintainer")).json() == []
    done = upload(alone, GOOD).json()
    assert {**done, "import_id": None, "dry_run": True} == tried
    (entry,) = alone.client.get("/api/v1/imports", headers=alone.user("admin")).json()
    assert (entry["id"], entry["file"], entry["actor"]) == (done["import_id"], "专家.csv", "the-maintainer")
    assert entry["at"].endswith("+08:00")
    path = f"/api/v1/imports/{done['import_id']}/undo"
    undone = alone.client.post(path, headers=alone.user("maintainer")).json()
    assert undone["undone_by"] == "the-maintainer"
    shape(alone.client.get("/api/v1/items/E9"), 404, "NotFoundError")
    body = shape(alone.client.post(path, headers=alone.user("maintainer")), 409, "ConflictError")
    assert body["detail"].endswith("已经撤销过了。")


def test_faults_by_place_and_a_dry_run_that_lists_them(alone: Service) -> None:
    bad = GOOD + "E10,,\nE11,王某,讲师,多\n"
    body = shape(upload(alone, bad), 422, "FaultySheetError")
    assert "专家 第 4 行“姓名”列：不能空着" in body["detail"]
    tried = upload(alone, bad, dry_run="1").json()
    assert (tried["created"], tried["updated"], tried["fault_count"]) == (1, 1, 2)
    assert {"sheet": "专家", "row": 4, "column": "姓名", "message": "不能空着"} in tried["faults"]
    assert {"sheet": "专家", "row": 5, "column": "", "message": "第 4 列有内容，但没有表头"} in tried["faults"]
    shape(alone.client.get("/api/v1/items/E9"), 404, "NotFoundError")


@pytest.mark.parametrize(
    "name", ["长" * 300 + "专家.csv", "专家\0.csv", "../../专家.csv", "👍" * 100 + "专家.csv", "a/../专家.CSV"]
)
def test_names_that_no_file_may_bear(service: Service, name: str) -> None:
    assert upload(service, GOOD, name, dry_run="true").json()["created"] == 1


def test_a_name_that_is_an_ending_alone(service: Service) -> None:
    assert upload(service, GOOD, ".csv", kind="专家", dry_run="true").json()["created"] == 1


def test_other_formats_and_a_kind_for_all_rows(alone: Service, tmp_path: Path) -> None:
    assert upload(alone, lines(*CORPUS), "目录.jsonl").json()["created"] == 5
    assert upload(alone, "编号,名称\nO9,甲\n", "名单.csv", kind="服务机构").json()["created"] == 1
    path = book(tmp_path / "a.xlsx", 专家=[["编号", "姓名"], ["E8", "王某"]])
    assert upload(alone, path.read_bytes(), "C:\\我的文档\\名单.XLSX").json()["created"] == 1
    assert alone.client.get("/api/v1/imports", headers=alone.user("admin")).json()[0]["file"] == "名单.XLSX"


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("专家.doc", {}, "只导入 .xlsx、.csv、.jsonl 文件"),
        ("专家.csv", {"dry_run": "perhaps"}, "dry_run 只能是 true 或 false"),
        ("专家.csv", {"kind": "飞船"}, "种类只能是 服务产品"),
        ("专家.xlsx", {}, "打不开，不是完好的 .xlsx"),
    ],
)
def test_bad_payloads(service: Service, name: str, fields: dict[str, str], told: str) -> None:
    answer = upload(service, GOOD, name, **fields)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nno end", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x"),
    ],
)
def test_bodies_that_are_no_upload(service: Service, content: bytes, kind: str) -> None:
    headers = {**service.user("maintainer"), "Content-Type": kind}
    shape(service.client.post(FILES, content=content, headers=headers), 422, "InvalidInputError")


@pytest.mark.parametrize("role", ["agent", "reviewer", "viewer", "institution"])
def test_maintainers_only(service: Service, role: str) -> None:
    shape(upload(service, GOOD, role=role), 403, "NotAllowedError")
    for method, path in (
        ("GET", "/api/v1/imports"),
        ("GET", "/api/v1/imports/template"),
        ("POST", "/api/v1/imports/1/undo"),
    ):
        shape(service.client.request(method, path, headers=service.user(role)), 403, "NotAllowedError")
        shape(service.client.request(method, path), 401, "UnauthenticatedError")
    shape(service.client.post(FILES, files={"file": ("专家.csv", b"x")}), 401, "UnauthenticatedError")


def test_missing_and_malformed_numbers(service: Service) -> None:
    headers = service.user("maintainer")
    shape(service.client.post("/api/v1/imports/987654/undo", headers=headers), 404, "NotFoundError")
    shape(service.client.post("/api/v1/imports/x/undo", headers=headers), 422, "ValidationError")
    shape(service.client.get("/api/v1/imports?limit=0", headers=headers), 422, "ValidationError")


def test_an_upload_may_be_longer_than_other_bodies_and_has_a_bound_of_its_own(
    start: StartService, settings: Settings
) -> None:
    service = start(settings.model_copy(update={"max_body_bytes": 2_000, "max_import_bytes": 9_000}))
    long = "编号,姓名\n" + "".join(f"E-long-{n},李某\n" for n in range(200))
    assert 2_000 < len(long.encode()) < 8_000
    assert upload(service, long, dry_run="true").json()["created"] == 200
    assert "最多 9 KB" in shape(upload(service, long * 3), 413, "TooLargeError")["detail"]
    headers = {**service.user("maintainer"), "Content-Type": "application/x-ndjson"}
    answer = service.client.post("/api/v1/imports", content=long.encode(), headers=headers)
    assert "最多 2 KB" in shape(answer, 413, "TooLargeError")["detail"]


def test_the_template_comes_as_a_workbook(service: Service) -> None:
    answer = service.client.get("/api/v1/imports/template", headers=service.user("maintainer"))
    assert "attachment" in answer.headers["content-disposition"]
    assert set(vocabulary.load().titles.values()) < set(load_workbook(io.BytesIO(answer.content)).sheetnames)
    assert upload(service, answer.content, "模板.xlsx").json()["examples_skipped"] == 6
