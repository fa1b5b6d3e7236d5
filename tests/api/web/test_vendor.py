"""The browser files: clean style sheets, a stamp that works, one clear sentence without npm."""

import json
from pathlib import Path

import pytest

from api.web import vendor

OWN_FONT = '@font-face{font-family:A;src:url("/vendor/a.woff")}'
FOREIGN_FONT = "@font-face{font-family:B;src:url(https://fonts.example/b.woff) format('woff')}"
DATA_IMAGE = ".x{background:url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\")}"


def test_fonts_of_foreign_hosts_are_stripped_and_nothing_else() -> None:
    """Own fonts and data images stay, in order."""
    css = OWN_FONT + FOREIGN_FONT + DATA_IMAGE
    assert vendor.strip_foreign_fonts(css) == OWN_FONT + DATA_IMAGE


@pytest.mark.parametrize("address", ["https://cdn.example/x.png", "//cdn.example/x.png", "'HTTP://cdn.example/x.png'"])
def test_other_foreign_references_are_refused(address: str) -> None:
    """Something new in a later release must not slip through."""
    with pytest.raises(vendor.VendorError, match=r"cdn\.example"):
        vendor.strip_foreign_fonts(f".x{{background:url({address})}}")


def test_lock_file_pins_exact_versions_and_names_no_host() -> None:
    """Any registry the user's npm is set to may serve the packages; their hashes are fixed."""
    lock = json.loads(vendor.LOCK.read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/react"]["version"] == "18.3.1"
    assert packages["node_modules/react-dom"]["version"] == "18.3.1"
    assert packages["node_modules/@chatui/core"]["version"] == "3.8.0"
    assert all("resolved" not in entry and entry["integrity"].startswith("sha512-") for entry in packages.values())


def lay_out_fake_modules(modules: Path) -> None:
    """Write every expected file with its own path as content."""
    for source in vendor.FILES:
        path = modules / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* {source} */")


def test_second_install_is_instant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run fetches, the second sees the stamp; a lost file makes it fetch again."""
    fetched: list[Path] = []

    def fetch(work: Path) -> None:
        fetched.append(work)
        lay_out_fake_modules(work / "node_modules")

    monkeypatch.setattr(vendor, "fetch", fetch)
    target = vendor.install(tmp_path)
    assert target == tmp_path / "web" / "vendor"
    assert (target / "chatui.js").read_text() == "/* @chatui/core/dist/index.js */"
    vendor.install(tmp_path)
    assert fetched == [tmp_path / "web"]
    (target / "react.js").unlink()
    vendor.install(tmp_path)
    assert len(fetched) == 2


def test_without_any_npm_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and the way out is named."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(vendor, "is_current", lambda target, stamp: False)
    assert vendor.main() == 1
    assert capsys.readouterr().err == f"[vendor] {vendor.NO_NPM}\n"
