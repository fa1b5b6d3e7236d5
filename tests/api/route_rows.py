"""A row of the table behind ``test_scope``: what calling a route needs, and the status that each role gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.conftest import Service

AGENTS = ("admin", "hub", "city", "county", "other")
INSTITUTIONS = ("inst", "other-inst")  # of the case, and another
OFFICE = ("viewer", "maintainer", "reviewer")
SIGNED_IN = (*AGENTS, *INSTITUTIONS, *OFFICE)
EVERYBODY = (*SIGNED_IN, "nobody")
Params = dict[str, Any]
Prepare = Callable[[Service], Params]


def rights(
    ok: tuple[str, ...], unseen: tuple[str, ...] = (), refused: tuple[str, ...] = SIGNED_IN, nobody: int = 401
) -> Mapping[str, int]:
    """Return the status that each of everybody gets; 200 stands for what the route answers when all is well."""
    found = dict.fromkeys(refused, 403) | {"nobody": nobody}
    return found | dict.fromkeys(unseen, 404) | dict.fromkeys(ok, 200)


PUBLIC = rights(EVERYBODY, nobody=200)
USER = rights(SIGNED_IN)
ADMIN = rights(("admin",))
AGENT = rights(AGENTS)
KEEPER = rights(("admin", "maintainer"))
CARERS = rights(("admin", "maintainer", "reviewer"))  # of the catalogue
COUNTY = rights(AGENTS[:4], ("other",))  # the case lies in a county, and its windows above see it
TOP = rights(("admin", "hub"), ("city", "county", "other"))
OWN = rights(("admin", "hub", "city", "county", "inst"), ("other", "other-inst"))  # handed to an institution
LISTED = rights((*AGENTS, *INSTITUTIONS, "viewer"))  # figures open to their cases
ABOVE = rights(AGENTS[:3], ("other",))  # only who stands over the county
OF_TALK = rights((), refused=(), nobody=401) | dict.fromkeys(SIGNED_IN, 401)  # opened by the conversation's token alone
OF_BOT = rights((), nobody=403)  # the action server's


@dataclass(frozen=True)
class Route:
    """One row of the table.

    :param who: The status for each. ``prepare``: makes what the path names. ``body``: what is sent.
    :param ok: The status when all is well. ``bad``: a body that is refused with 422.
    :param missing: What of the path's names can be replaced by something that does not exist.
    :param conflict: Makes what the same body contradicts.
    :param shows: In a list: the key of what was made and by whom it is seen there.
    :param gone: The status for a name that does not exist. ``plain``: takes no ``?limit=``.
    :param page: Takes forms and answers for people to read, refusals included.
    :param endless: A stream that never ends: only its refusals are looked at.
    """

    who: Mapping[str, int]
    prepare: Prepare = field(default=lambda service: {})
    body: Any = None
    ok: int = 200
    bad: Any = None
    missing: bool = False
    conflict: Prepare | None = None
    conflicting: Any = None
    shows: tuple[str, str, tuple[str, ...]] | None = None
    gone: int = 404
    plain: bool = False
    page: bool = False
    endless: bool = False


@dataclass(frozen=True)
class Upload:
    """A file that is sent as the field ``file`` of a form."""

    name: str
    content: str
