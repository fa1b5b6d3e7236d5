"""Phones are read, all other long numbers are kept away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.identifiers import mask_identity_numbers, mask_phones, read_identifiers, without_identity

PHONES = [
    ("电话13812345678", "13812345678"),
    ("138 1234 5678", "13812345678"),
    ("138-1234-5678", "13812345678"),
    ("+86 13812345678", "13812345678"),
    ("8613812345678", "13812345678"),
    ("幺三八一二三四五六七八", "13812345678"),
    ("一三八一二三四五六七八", "13812345678"),
    ("0731-88881234转801", "073188881234"),
    ("(0731)88881234", "073188881234"),
    ("座机0731 8888 1234", "073188881234"),
    ("010-62345678", "01062345678"),
    ("400-123-4567", "4001234567"),
    ("4001234567", "4001234567"),
    ("电话88881234", "88881234"),
    ("不是13812345678，是13987654321", "13987654321"),
    ("13812345678打不通了，打13987654321", "13987654321"),
    ("13812345678改成13987654321", "13987654321"),
    ("13812345678或者13987654321", "13812345678"),
    ("QQ123456789，电话13812345678", "13812345678"),
    ("13812345678 30人", "13812345678"),
    ("手机13812345678微信同号", "13812345678"),
    ("身份证430104199001011234，电话13812345678", "13812345678"),
]
NO_PHONES = [
    "身份证430104199001011234",
    "430104 19900101 123X",
    "银行卡6222021001116245702",
    "6222 0210 0111 6245 702",
    "订单号20261123456789012345",
    "订单号13812345678",
    "QQ 13812345678",
    "91430100MA4L12345X",
    "湘A12345",
    "1381234567",
    "138123456789",
    "案号XQ20261123001",
    "发票号码12345678",
    "23812345678",
    "贷款5000000元",
    "打12345投诉过",
    "96871是什么电话",
]


def _phone(text: str, asked: bool = False) -> object:
    return next((s.value for s in read_identifiers(text, (), asked) if s.slot == "phone"), None)


@pytest.mark.parametrize(("text", "phone"), PHONES)
def test_phone(text: str, phone: str) -> None:
    assert _phone(text) == phone


@pytest.mark.parametrize("text", NO_PHONES)
def test_no_phone(text: str) -> None:
    assert _phone(text) is None


def test_bare_local_number_only_when_asked() -> None:
    assert _phone("88881234") is None
    assert _phone("88881234", asked=True) == "88881234"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("430104199001011234", "id_card"),
        ("430104900101123", "id_card"),
        ("91430100MA4L12345X", "credit_code"),
        ("6222021001116245702", "bank_card"),
        ("湘A12345", "plate"),
        ("138123456789", "long_number"),
    ],
)
def test_kind_of_blocked_number(text: str, kind: str) -> None:
    assert [(s.slot, s.value) for s in read_identifiers(text)] == [("blocked", kind)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我是430104199001011234。", "我是430***********1234。"),
        ("430104 19900101 567X", "430*** ******** 567X"),
        ("430104900101123", "430********1123"),
        ("电话13812345678", "电话13812345678"),
        ("订单2026112345678901234", "订单2026112345678901234"),
    ],
)
def test_mask_identity_numbers(text: str, masked: str) -> None:
    assert mask_identity_numbers(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678找我", "138 **** 5678找我"),
        ("0731-88881234", "0731-****1234"),
        ("贷款5000000", "贷款5000000"),
    ],
)
def test_mask_phones(text: str, masked: str) -> None:
    assert mask_phones(text) == masked


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["{}", "电话{}，急", "我的号码是{} 谢谢", "王总{}"]),
)
def test_every_mobile_is_read(number: str, frame: str) -> None:
    assert _phone(frame.format(number)) == number


@given(st.text(alphabet="0123456789-+ Xx转A幺一二三电话是不，", max_size=60))
def test_never_raises_and_masks_keep_length(text: str) -> None:
    for span in read_identifiers(text):
        assert 0 <= span.start < span.end <= len(text)
    assert len(mask_phones(mask_identity_numbers(text))) == len(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("身份证430102199001011234，我要贷款", "我要贷款"),
        ("想贷款五十万，我的身份证号码是430***********123X", "想贷款五十万，"),
        ("身份证丢了怎么补", "身份证丢了怎么补"),
        ("电话13812345678", "电话13812345678"),
        ("订单202611280001234567890", "订单202611280001234567890"),
    ],
)
def test_without_identity(text: str, rest: str) -> None:
    assert without_identity(text) == rest
