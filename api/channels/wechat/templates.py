"""Template messages: which template an account has for what, and words cut to what its fields take.

The file is written by whoever runs the account; see ``templates_sample.yml`` beside this module.

Source: docs/decisions/0029-template-messages.md
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.errors import ConfigurationError

DEFAULT = "默认"
SAMPLE = Path(__file__).parent / "templates_sample.yml"
LITERAL = "="  # begins a word that is put in as it stands
CONTENTS = ("编号", "事项", "进度", "时间", "说明", "热线")
PLACE = re.compile(r"\{\{\s*([A-Za-z_0-9]+)\.DATA\s*\}\}")
NAME = re.compile(r"[A-Za-z][A-Za-z_0-9]{0,39}")
MOST = {"thing": 20, "character_string": 32, "phrase": 5, "phone_number": 17, "number": 32, "name": 10, "const": 20}
MOST_OF_OTHERS = 200
ELLIPSIS = "…"


@dataclass(frozen=True)
class Template:
    """One template of the account.

    :param fields: What goes into each of its fields: one of ``CONTENTS``, or a fixed word after ``=``.
    """

    number: str
    fields: Mapping[str, str]


def read_templates(path: Path, kinds: Collection[str]) -> dict[str, Template]:
    """Return the templates of a file, by what they are for.

    :param kinds: What there may be templates for, besides the default.
    :raises ConfigurationError: If the file cannot be read; the sentence says where it is wrong.
    """
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"QIFU_WECHAT_TEMPLATES 指的文件 {path} 打不开：{error.strerror}。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} 不是能读的 YAML：{str(error).splitlines()[0]}。") from error
    _check(isinstance(loaded, dict) and bool(loaded), path, f"应当写“{DEFAULT}”和（或）各种回访用的模板")
    known = (DEFAULT, *kinds)
    for kind in loaded:
        _check(kind in known, path, f"没有“{kind}”这种回访，可以写的是{'、'.join(known)}")
    return {str(kind): _template(path, str(kind), given) for kind, given in loaded.items()}


def of_kind(templates: Mapping[str, Template], kind: str) -> Template | None:
    """Return the template for one kind, else the one for all."""
    return templates.get(kind) or templates.get(DEFAULT)


def filled(template: Template, contents: Mapping[str, str]) -> dict[str, str]:
    """Return what goes into each field, cut to what the platform takes there."""
    return {name: _fitting(name, _content(source, contents)) for name, source in template.fields.items()}


def fields_of(content: str) -> frozenset[str]:
    """Return the names of the fields in a template's text as the platform shows it."""
    return frozenset(PLACE.findall(content))


def _template(path: Path, kind: str, given: Any) -> Template:
    _check(isinstance(given, dict), path, f"“{kind}”下面应当有“模板”和“字段”")
    number, fields = given.get("模板"), given.get("字段")
    _check(isinstance(number, str) and bool(number.strip()), path, f"“{kind}”没有写“模板”（后台“模板消息”里的模板ID）")
    _check(isinstance(fields, dict) and bool(fields), path, f"“{kind}”没有写“字段”")
    for name, source in fields.items():
        _check(isinstance(name, str) and bool(NAME.fullmatch(name)), path, f"“{kind}”的字段名“{name}”不对，例如 thing1")
        is_known = isinstance(source, str) and (source in CONTENTS or source.startswith(LITERAL))
        hint = f"可以填{'、'.join(CONTENTS)}，或者等号开头的固定文字"
        _check(is_known, path, f"“{kind}”的字段 {name} 填“{source}”看不懂，{hint}")
    return Template(number.strip(), dict(fields))


def _check(holds: bool, path: Path, sentence: str) -> None:
    if not holds:
        raise ConfigurationError(f"{path.name}：{sentence}。")


def _content(source: str, contents: Mapping[str, str]) -> str:
    return source.removeprefix(LITERAL) if source.startswith(LITERAL) else contents[source]


def _fitting(name: str, text: str) -> str:
    """Return a text in one line and no longer than its field; the platform refuses what is (47003)."""
    most = MOST.get(name.rstrip("0123456789"), MOST_OF_OTHERS)
    line = " ".join(text.split()) or "-"
    return line if len(line) <= most else line[: most - 1] + ELLIPSIS
