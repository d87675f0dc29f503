"""The forms that people file by: contribution, practice, rapporteur's note, registration."""

from bpforum.web.forms import (
    checking,
    contribution,
    drafts,
    filed,
    note,
    practice,
    registration,
    registrations,
)

ROUTERS = (
    contribution.router, practice.router, note.router, drafts.router, filed.router,
    checking.router, registration.router, registrations.router,
)  # fmt: skip
"""What `app.py` puts in."""
