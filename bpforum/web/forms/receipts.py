"""Sends a filing's receipt by mail, to whoever asked for one; the page itself is the receipt."""

from datetime import datetime

from fastapi import Request

from bpforum.web.address import address_here
from bpforum.web.show import language_of
from bpforum.web.words import shown_time, speaking
from models.notice import Notice
from models.receipt import Receipt


def send(
    request: Request, receipt: Receipt, email: str, title: str, until: datetime | None, path: str
) -> None:
    """Puts it into the outbox, once for each version. `path`: where it can be read and changed."""
    if not email:
        return
    site, language = request.app.state.site, language_of(request)
    say = speaking(language)
    notice = Notice(
        kind="receipt", to=email, language=language,
        values={
            "reference": receipt.reference,
            "title": title,
            "at": shown_time(say, receipt.received_at, site.zone),
            "until": shown_time(say, until, site.zone) if until else say("forms.without_end"),
            "link": address_here(request, path),
        },
    )  # fmt: skip
    site.store.outbox.add([(f"receipt {receipt.reference}", notice)], at=site.now())
