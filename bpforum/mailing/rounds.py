"""Sends what waits in the outbox, and tells chat rooms; what fails is tried again later."""

from pathlib import Path

from bpforum.mailing.delivery import Delivery, MailRefused, ToFolder, ToServer
from bpforum.mailing.message import body_of, message_of, subject_of
from bpforum.settings import Settings
from bpforum.store import Store
from models.base import Instant, Model
from models.forum import Forum
from models.notice import ROOMS, Waiting


class Round(Model):
    """What one round came to."""

    sent: int = 0
    failed: int = 0


def delivery_of(settings: Settings, folder: Path) -> Delivery:
    """Where mails of the forum in `folder` go."""
    if settings.smtp_url:
        return ToServer(settings.smtp_url.get_secret_value())
    return ToFolder(settings.mail_folder or folder / ".bpforum" / "mail")


def deliver(
    store: Store, forum: Forum, settings: Settings, delivery: Delivery, *, at: Instant
) -> Round:
    """Sends what is due. One that fails keeps no other back."""
    sent = failed = 0
    for together in store.outbox.due(at=at):
        ids = [one.id for one in together]
        try:
            if together[0].notice.to == ROOMS:
                tell_rooms(settings, together[0])
            else:
                delivery.send(message_of(together, forum.forum, settings.mail_from, at=at))
        except (MailRefused, ValueError, LookupError) as error:
            for_good = not isinstance(error, MailRefused) or error.for_good
            store.outbox.mark_failed(ids, str(error), at=at, for_good=for_good)
            failed += len(ids)
        else:
            # Killed in between, a mail goes twice, with the same Message-ID; never not at all.
            store.outbox.mark_sent(ids, at=at)
            sent += len(ids)
    return Round(sent=sent, failed=failed)


def tell_rooms(settings: Settings, notice: Waiting) -> None:
    """Tells the secretariat's chat rooms, if there are any. Raises MailRefused."""
    if not settings.notify_urls:
        return
    import apprise  # slow to import, and few have a chat room

    rooms = apprise.Apprise()
    for address in settings.notify_urls.get_secret_value().split():
        rooms.add(address)
    if not rooms.notify(title=subject_of(notice), body=body_of(notice)):
        raise MailRefused("Not every chat room could be told.")
