"""The routes of the service, by the modules that hold them."""

from __future__ import annotations

from api import health
from api.accounts import audit_endpoints as audit
from api.accounts import endpoints as accounts
from api.accounts import session_endpoints as entries
from api.appeals import endpoints as appeals
from api.appeals import transfer_endpoints as appeal_transfers
from api.callbacks import endpoints as callbacks
from api.catalogue import endpoints as catalogue
from api.catalogue import import_endpoints as catalogue_imports
from api.channels import binding_pages
from api.channels.wechat import endpoints as wechat
from api.channels.wecom import endpoints as wecom
from api.console import appeal_filing, beside, board, calls, filing, identity, page, speaking, suggestions
from api.console import events as console_events
from api.conversations import endpoints as conversations
from api.conversations import (
    handovers,
    identity_routes,
    live_routes,
    nearest_window,
    on_behalf,
    own_cases,
    remarks,
    restoring,
    shown,
    steps,
    takeover_routes,
)
from api.demands import dispatch_endpoints as dispatch
from api.demands import duplicate_endpoints as duplicates
from api.demands import endpoints as demands
from api.demands import help_endpoints as helping
from api.followups import endpoints as followups
from api.followups.sms import endpoints as sms
from api.gaps import endpoints as gaps
from api.ledger import endpoints as ledger
from api.maintenance import endpoints as maintenance
from api.maintenance import page as maintenance_page
from api.matches import endpoints as matches
from api.outbox import endpoints as outbox
from api.privacy import endpoints as privacy
from api.privacy import steps as privacy_steps
from api.public import catalogue_pages, progress_pages, rating_pages
from api.ratings import endpoints as ratings
from api.reports import endpoints as figures
from api.reports.bulletin import endpoints as bulletins
from api.reports.institution import endpoints as institutions
from api.web import embed_key, figure_pages, pages, privacy_page
from api.windows import user_endpoints as users

# Each request is compared with one route after another: what is asked most comes first.
ROUTERS = (
    matches,
    conversations,
    steps,
    entries,
    accounts,
    users,
    audit,
    appeals,
    appeal_transfers,
    catalogue,
    catalogue_imports,
    own_cases,
    identity_routes,
    nearest_window,
    remarks,
    restoring,
    shown,
    live_routes,
    handovers,
    takeover_routes,
    speaking,
    board,
    page,
    console_events,
    suggestions,
    filing,
    appeal_filing,
    beside,
    calls,
    identity,
    callbacks,
    followups,
    sms,
    gaps,
    demands,
    helping,
    on_behalf,
    dispatch,
    duplicates,
    ledger,
    outbox,
    privacy,
    binding_pages,
    privacy_steps,
    wechat,
    wecom,
    ratings,
    figures,
    bulletins,
    institutions,
    health,
    privacy_page,
    pages,
    embed_key,
    catalogue_pages,
    progress_pages,
    rating_pages,
    figure_pages,
    maintenance,
    maintenance_page,
)
