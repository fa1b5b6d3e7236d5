"""Phones, and the long numbers that are no phones: identity cards, credit codes, bank cards, orders, plates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.reading import negation
from knowledge.reading.spans import Span, is_free

_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_ID_CARD_OLD = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){14}(?![0-9A-Za-z])")
_BIRTH = re.compile(r"[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BIRTH_OLD = re.compile(r"[1-8][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_CUED = (
    r"(?:订单|单号|运单|快递|物流|发票|税票|扣扣|QQ群?|qq群?|Qq|证件|身份证|信用代码|机构代码|税号"
    r"|识别号|账[号户]|帐[号户]|卡号|银行卡|编号|工单|案号"
    r"|合同号|文号|许可证|备案号|注册号|专利号|申请号|邮编|车牌|型号|货号|工号|尾号|验证码|密码|流水号|受理号)"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])(?P<number>[3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9A-Za-z])")
_OTHERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "cued_number",
        re.compile(
            _CUED
            + (
                r"(?:[^0-9A-Za-z，。,;；！？\n]{0,5}|[^0-9A-Za-z，。！？\n]{0,3}[:：] ?)"
                r"(?P<number>[0-9A-Za-z][0-9A-Za-z-]{3,40}"
                r"(?: [0-9]{3,}){0,5})"
            )
        ),
    ),
    ("credit_code", re.compile(r"(?<![0-9A-Za-z])(?P<number>(?=[0-9]{0,17}[A-Za-z])[0-9A-Za-z]{18})(?![0-9A-Za-z])")),
    ("bank_card", _CARD),
    (
        "plate",
        re.compile(
            r"(?P<number>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z0-9]{5,6}"
            r"(?![0-9A-Za-z]))"
        ),
    ),
    (
        "lettered_number",
        re.compile(
            r"(?<![0-9A-Za-z])(?P<number>(?!(?:tel|TEL|Tel|phone|vx|VX|wx|WX|mob))[A-Za-z]{1,6}-?[0-9]{6,40})(?![0-9])"
        ),
    ),
)
_CARD_CUE = re.compile(r"(?:卡号?|账[户号]|帐[户号])[^0-9，。,;；]{0,6}$")
_LONG = re.compile(r"(?<![0-9])[0-9]{10,}(?![0-9])")
_MOBILE = re.compile(
    r"(?<![0-9])(?<![0-9][.])(?:\+?(?:00)?86[ -]?)?(?P<digits>1[ -]?[3-9](?:[ -]{0,2}[0-9]){9})(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9])[(（]?(?P<area>0(?:10|2[0-9]|[3-9][0-9]{2}))[)）]?[ -]{0,3}(?P<local>[2-8][0-9]{2,3}[ -]?[0-9]{4})"
    r"(?![0-9])"
)
_AREA_86 = re.compile(r"(?<![0-9])\+?86[ -](?P<area>10|2[0-9]|[3-9][0-9]{2})[ -](?P<local>[2-8][0-9]{6,7})(?![0-9])")
_SERVICE = re.compile(r"(?<![0-9])(?P<digits>[48]00(?:[ -]?[0-9]){7})(?![0-9])")
_LOCAL = re.compile(
    r"(?:电话|座机|固话|固定电话|号码|打|拨打?|致电|热线)[^0-9，。,;；]{0,4}"
    r"(?P<digits>(?!20[1-4][0-9])[2-8][0-9]{2,3}[ -]?[0-9]{4})"
    r"(?![0-9])"
)
_IDENTITY = re.compile(
    r"(?:我的?|法人的?)?(?:身份证|证件)?(?:号码?)?(?:是|[:：])?\s*(?<!\d)\d{3}(?:[*]{8,12}|\d{11})\d{3}[\dXx](?!\d)[，,、。]?"
)
_SPOKEN_DIGITS = dict(zip("幺一二两三四五六七八九零〇洞拐勾", "1122345678900079", strict=True))
_SPOKEN = re.compile(
    r"(?<![零〇一二三四五六七八九幺洞拐勾0-9])(?:[幺一1](?:[ ,，、-]?[幺一二两三四五六七八九零〇洞拐勾0-9]){10}"
    r"|[零〇洞](?:[ ,，、-]?[幺一二两三四五六七八九零〇洞拐勾]){10,11})"
    r"(?![零〇一二三四五六七八九幺洞拐勾0-9十百千万])"
)


def _only_digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def identity_numbers(text: str) -> list[Span]:
    """Return blocked spans of identity card numbers with 18 or 15 digits, blanks and hyphens allowed."""
    found: list[Span] = []
    for pattern, birth in ((_ID_CARD, _BIRTH), (_ID_CARD_OLD, _BIRTH_OLD)):
        for match in pattern.finditer(text):
            if birth.match(_only_digits(match.group())) and is_free(match.start(), match.end(), found):
                found.append(Span("blocked", "id_card", match.start(), match.end()))
    return found


def read_blocked(text: str) -> list[Span]:
    """Return the numbers that no other reader may use, each with its kind as value."""
    found = identity_numbers(text)
    for kind, pattern in _OTHERS:
        for match in pattern.finditer(text):
            start, end = match.span("number")
            if re.search("[0-9]{4}", match["number"].replace(" ", "")) and is_free(start, end, found):
                found.append(Span("blocked", kind, start, end))
    return found


def _spoken(text: str) -> str:
    return _only_digits("".join(_SPOKEN_DIGITS.get(c, c) for c in text))


def _phones(text: str, asked: bool) -> list[Span]:
    """Return every phone-shaped stretch."""
    found = [Span("phone", _only_digits(m["digits"]), *m.span()) for m in _MOBILE.finditer(text)]
    found += [Span("phone", m["area"] + _only_digits(m["local"]), *m.span()) for m in _LANDLINE.finditer(text)]
    found += [Span("phone", "0" + m["area"] + m["local"], *m.span()) for m in _AREA_86.finditer(text)]
    found += [Span("phone", _only_digits(m["digits"]), *m.span()) for m in _SERVICE.finditer(text)]
    found += [Span("phone", _only_digits(m["digits"]), *m.span("digits")) for m in _LOCAL.finditer(text)]
    for match in _SPOKEN.finditer(text):
        digits = _spoken(match.group())
        if re.fullmatch("1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}", digits):
            found.append(Span("phone", digits, *match.span()))
    if asked and (match_bare := re.fullmatch(r"\s*([2-8][0-9]{2,3}[ -]?[0-9]{4})\s*", text)):
        found.append(Span("phone", _only_digits(match_bare[1]), *match_bare.span(1)))
    return found


def _without_overlap(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.start - s.end)):
        if is_free(span.start, span.end, taken) and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


def read_identifiers(text: str, taken: Sequence[Span] = (), asked: bool = False) -> list[Span]:
    """Return the phone to call (slot ``phone``, digits only) and blocked spans for all other long numbers.

    :param text: Normalised text.
    :param taken: Spans read before.
    :param asked: The phone was the question, so a bare local number counts.
    :return: At most one ``phone``; further phones and identity, bank, order or plate numbers as ``blocked``.
    """
    blocked = [s for s in read_blocked(text) if is_free(s.start, s.end, taken)]
    phones = _without_overlap(_phones(text, asked), [*taken, *blocked])
    chosen = negation.valid_one(text, phones)
    for span in phones:
        blocked.append(span if span is chosen else Span("blocked", "phone", span.start, span.end))
    for match in _LONG.finditer(text):
        if is_free(match.start(), match.end(), [*taken, *blocked]):
            blocked.append(Span("blocked", "long_number", *match.span()))
    return sorted(blocked, key=lambda s: s.start)


def _starred(text: str, spans: Sequence[Span], tail: int) -> str:
    """Return ``text`` with the middle of each span starred: first 3 (an area code: 4) and last ``tail`` stay."""
    characters = list(text)
    for span in spans:
        places = [i for i in range(span.start, span.end) if text[i].isalnum()]
        head = 4 if text[places[0]] == "0" else 3
        for i in places[head : len(places) - tail]:
            characters[i] = "*"
    return "".join(characters)


def _bank_cards(text: str) -> list[Span]:
    """Return bank card numbers: announced as one, or with the check digit of one."""
    found = [Span("blocked", "bank_card", *match.span("number")) for match in _CARD.finditer(text)]
    return [card for card in found if _CARD_CUE.search(text[: card.start]) or _is_card(text[card.start : card.end])]


def _is_card(number: str) -> bool:
    """Return whether the last digit is the check digit of a card (Luhn)."""
    digits = [int(digit) for digit in reversed(_only_digits(number))]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def mask_identity_numbers(text: str) -> str:
    """Return ``text`` with numbers of identity and bank cards as ``430***********567X``; everything else untouched."""
    identity = identity_numbers(text)
    return _starred(text, _without_overlap([*identity, *_bank_cards(text)], []), 4)


def without_identity(text: str) -> str:
    """Return ``text`` without identity card numbers, plain or starred, and the words that announce them."""
    return _IDENTITY.sub("", text)


def mask_phones(text: str) -> str:
    """Return ``text`` with phones as ``138****5678``; everything else untouched."""
    phones = _without_overlap(_phones(text, asked=False), read_blocked(text))
    return _starred(text, phones, 4)
