"""The public comment pages: published drafts, comments on them, the queue, what became of each."""

from bpforum.web.comments import became, draft, form, queue, reading, sheet

ROUTERS = (reading.router, draft.router, form.router, queue.router, sheet.router, became.router)
"""What `app.py` puts in."""
