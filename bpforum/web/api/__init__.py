"""Owns the API: what the pages do, as JSON under `/api/v1`; decides nothing that pages do not."""

from bpforum.web.api import (
    decisions,
    description,
    drafts,
    filings,
    forum,
    hooks,
    received,
    runs,
    uploads,
)

ROUTERS = (
    description.router,
    forum.router,
    uploads.router,
    filings.router,
    received.router,
    runs.router,
    decisions.router,
    drafts.router,
    hooks.router,
)
