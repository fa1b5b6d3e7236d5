"""What lies of appeals in the files of the embedded database: nothing that names a person or tells the story."""

from __future__ import annotations

from tests.api.appeals_parts import PERSONAL, STORY, submit
from tests.api.conftest import Service


def test_names_numbers_and_story_are_unreadable_on_disk(alone: Service) -> None:
    case_no = submit(alone, alone.open()[0], **PERSONAL)
    for to, note in (("assigned", "天元区税务局"), ("answered", "已联系周小姐退款")):
        body = {"to": to, "note": note}
        path = f"/api/v1/appeals/{case_no}/steps"
        assert alone.client.post(path, json=body, headers=alone.user("agent")).status_code == 200
    written = b"".join(path.read_bytes() for path in alone.state.settings.data_dir.glob("qifu.db*"))
    assert case_no.encode() in written  # the file does hold the appeal
    for secret in (STORY, "周小姐", "13812345678", "天元区税务所", "尽快办了"):
        assert secret.encode() not in written, secret
        assert secret.encode("unicode_escape") not in written, secret
