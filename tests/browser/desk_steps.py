"""What an agent does at the console, as steps that tests share."""

from __future__ import annotations

import httpx
from playwright.sync_api import Page, expect

from tests.conversations.stack import Stack

PASSWORD = "password-of-the-desk"
TURN_MS = 20_000
LIVE_MS = 4_000  # an event is looked for every 0.4 s


def make_agents(stack: Stack, *names: str) -> None:
    """Have agents with these names."""
    for name in names:
        body = {"username": name, "password": PASSWORD, "role": "agent"}
        answer = stack.http.post("/api/v1/users", json=body, headers=stack.agent_headers())
        assert answer.status_code in (httpx.codes.CREATED, httpx.codes.CONFLICT), answer.text


def agent_headers(stack: Stack, name: str) -> dict[str, str]:
    """Return the headers of an agent, signed in."""
    answer = stack.http.post("/api/v1/login", json={"username": name, "password": PASSWORD})
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def sign_in(page: Page, name: str) -> None:
    """Go through the door."""
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="待办")).to_be_visible()


def open_talk(page: Page, conversation_id: str) -> None:
    """Open one conversation of the list."""
    row = page.locator(f'.c-row[data-id="{conversation_id}"]')
    expect(row).to_be_visible(timeout=LIVE_MS)
    row.click()
    expect(page.get_by_role("region", name="对话内容")).to_be_visible()


def press_at(page: Page, act: str, moment_ms: float) -> None:
    """Have a button pressed at a moment of the wall clock."""
    script = '([act, at]) => setTimeout(() => document.querySelector(`[data-act="${act}"]`).click(), at - Date.now())'
    page.evaluate(script, [act, moment_ms])


def leave_field(page: Page) -> None:
    """Let the keys be those of the desk again."""
    page.keyboard.press("Escape")


def toast(page: Page) -> str:
    """Return what the desk says."""
    expect(page.locator(".c-toast")).to_be_visible(timeout=LIVE_MS)
    return page.locator(".c-toast").inner_text()
