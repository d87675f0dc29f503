"""Tells web addresses of events, signed as Standard Webhooks are; owns no hook and no event."""

import base64
import hashlib
import hmac
import json

import httpx

from bpforum.store import Store
from bpforum.store.hooks import Event
from models.api import Hook
from models.base import Instant
from models.forum import Forum

_SECONDS = 10.0


def tell_hooks(store: Store, forum: Forum, *, at: Instant) -> int:
    """Tells every hook what it has to be told, in order; how many events were told.

    A hook that does not answer with a 2xx code is told again later: none is left out, and whoever
    is told twice sees it by the `webhook-id`.
    """
    told = 0
    with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
        for hook, events in store.hooks.due(at=at):
            try:
                for event in events:
                    _tell(client, store.hooks.secret(hook.id), hook, forum, event, at)
                    store.hooks.told(hook.id, event.seq)
                    told += 1
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                store.hooks.failed(hook.id, _plain(error), at=at)
            else:
                store.hooks.told(hook.id, hook.position)
    return told


def body_of(forum: Forum, event: Event) -> bytes:
    """What a hook is told: ids and a time, never a name or a word of anybody's."""
    said = {
        "type": event.event,
        "timestamp": event.at.isoformat(),
        "data": {"forum": forum.forum.id, "cycle": forum.forum.cycle, "subject": event.subject},
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signature(secret: bytes, identifier: str, moment: int, body: bytes) -> str:
    """`v1,…` of the id, the time in seconds and the body."""
    signed = f"{identifier}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def _tell(
    client: httpx.Client, secret: bytes, hook: Hook, forum: Forum, event: Event, at: Instant
) -> None:
    body, moment = body_of(forum, event), int(at.timestamp())
    identifier = f"{hook.id}-{event.seq}"
    headers = {
        "content-type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret, identifier, moment, body),
    }
    client.post(hook.url, content=body, headers=headers).raise_for_status()


def _plain(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answered with code {error.response.status_code}"
    return f"it did not answer: {type(error).__name__}"
