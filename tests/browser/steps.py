"""What a person does on the public page, as steps that tests share."""

from playwright.sync_api import Page, expect

from tests.browser.fake_answers import CASE_NO

NEED = "想贷150万周转，没有抵押物"
INPUT = "输入您的需求"


def send(page: Page, text: str) -> None:
    """Type and press Enter."""
    page.get_by_label(INPUT).fill(text)
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def reach_matches(page: Page) -> None:
    """Talk up to the match cards."""
    send(page, NEED)
    press(page, "长沙市岳麓区")
    press(page, "对，帮我找")
    expect(page.locator(".match")).to_have_count(5)


def reach_case(page: Page) -> None:
    """Talk up to the case number."""
    reach_matches(page)
    press(page, "选这个：中小微企业信用担保贷款")
    expect(page.get_by_role("button", name="不方便留", exact=True)).to_be_visible()
    send(page, "13800001234")
    expect(page.locator(".case-number")).to_have_text(CASE_NO)
