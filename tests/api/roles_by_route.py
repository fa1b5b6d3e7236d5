"""Who is let into the routes beside cases; what they show of which row is tested where they are made."""

from __future__ import annotations

from collections.abc import Mapping

from tests.api.routes_by_role import ADMIN, AGENT, AGENTS, OF_TALK, PUBLIC, USER, rights

TALK, HANDOVER = "/api/v1/conversations/{conversation_id}", "/api/v1/handovers/{conversation_id}"
READERS = rights((*AGENTS, "viewer"))
FIGURES = ("demands", "funnel", "timeliness", "matching", "satisfaction", "windows", "institutions", "awards")
FIGURES += ("warnings", "unmet")

ROLES: dict[tuple[str, str], Mapping[str, int]] = {
    **dict.fromkeys(
        [
            ("GET", "/api/v1/lockouts"),
            ("DELETE", "/api/v1/lockouts/{guard_id}"),
            ("POST", "/api/v1/users/{username}/unlock"),
            ("GET", "/api/v1/audit"),
            ("GET", "/api/v1/privacy/erasures"),
            ("POST", "/api/v1/privacy/erasures"),
            ("POST", "/api/v1/privacy/exports"),
        ],
        ADMIN,
    ),
    **dict.fromkeys(
        [
            ("POST", f"{HANDOVER}/reveal"),
            ("POST", f"{HANDOVER}/take"),
            ("POST", f"{HANDOVER}/seen"),
            ("POST", f"{HANDOVER}/messages"),
            ("POST", f"{HANDOVER}/notes"),
            ("POST", f"{HANDOVER}/return"),
            ("POST", f"{HANDOVER}/transfer"),
            ("GET", "/api/v1/console"),
            ("POST", "/api/v1/console/cases"),
            ("POST", "/api/v1/console/talks/{conversation_id}/cases"),
            ("GET", "/api/v1/events"),
            ("GET", "/api/v1/presence"),
            ("PUT", "/api/v1/presence"),
            ("POST", "/api/v1/suggestions"),
            ("POST", "/api/v1/suggestions/{match_id}/verdicts"),
            ("POST", "/api/v1/calls"),
            ("GET", "/api/v1/calls"),
            ("GET", "/api/v1/calls/{call_id}"),
        ],
        AGENT,
    ),
    **dict.fromkeys(
        [
            *(("GET", f"/api/v1/figures/{what}") for what in FIGURES),
            ("GET", "/api/v1/bulletins/{quarter}.{file}"),
        ],
        READERS,
    ),
    **dict.fromkeys(
        [
            ("GET", "/api/v1/sessions"),
            ("DELETE", "/api/v1/sessions/current"),
            ("DELETE", "/api/v1/sessions/{session_id}"),
            ("POST", "/api/v1/me/password"),
        ],
        USER,
    ),
    **dict.fromkeys([("GET", f"{TALK}/events"), ("GET", f"{TALK}/export"), ("DELETE", TALK)], OF_TALK),
    **dict.fromkeys(
        [
            ("POST", "/api/v1/sessions"),
            ("GET", "/account"),  # leads whoever is not signed in to the login page
            ("GET", "/login"),
            ("GET", "/console"),
            ("GET", "/figures"),
            ("GET", "/privacy"),
            ("GET", "/catalogue"),
            ("GET", "/catalogue/{kind}/{key}"),
            ("GET", "/embed"),
            ("GET", "/embed/key"),
            ("PUT", "/embed/key"),
            ("DELETE", "/embed/key"),
            ("GET", "/widget.js"),
            ("GET", "/m/{token}"),
            ("GET", "/progress"),
            ("POST", "/progress"),
            ("POST", "/progress/rating"),
            ("POST", "/progress/low"),
            ("POST", "/progress/leave"),
            ("GET", "/wechat/callback"),
            ("POST", "/wechat/callback"),
            ("GET", "/wecom/callback"),
            ("POST", "/wecom/callback"),
            ("GET", "/m/kf/{token}"),
        ],
        PUBLIC,
    ),
}
STREAMS = {("GET", "/api/v1/events")}  # whoever is let in would wait for what happens
