"""Owns walking a public-inbox: its messages as they were sent, by the numbers the inbox gave them.

Messages are asked for by article number (`uid:`, since version 1.6), which grows with each arrival:
what comes late with an old date is not missed. An inbox without a search is taken in whole, and
again only where its newest messages say that something came.
"""

from collections.abc import Iterator
from urllib.parse import quote

from bpforum.errors import SourceRefused
from bpforum.readers.packed.member import Member
from bpforum.sources.mail.message import (
    arrived_at,
    distinct,
    headers_of,
    item_of,
    message_id,
    messages_in,
)
from bpforum.sources.mail.visit import Damaged, Visit, portions, refused, unpacked
from bpforum.sources.protocol import Page
from bpforum.sources.web.answer import Answer
from models.submission import Received

STEP = 100
"""Messages that are asked for at once."""
_MOST_WINDOWS = 100_000
_MOST_BAD = 100
_BAD = "message number {}"


def is_public_inbox(page: str) -> bool:
    """Whether `page` is the first page of an inbox."""
    return "_/text/mirror/" in page or "This is a public inbox" in page


def walk(visit: Visit, first_page: str) -> Iterator[Page]:
    """The inbox's messages, oldest first, from where `visit.state` says.

    Raises SourceRefused and SourceUnreachable.
    """
    # The form stands on each page of an inbox that can be searched.
    if "name=q" in first_page.replace('"', ""):
        yield from _by_number(visit)
    else:
        yield from _whole(visit)


def _by_number(visit: Visit) -> Iterator[Page]:
    state = visit.state
    is_fresh = "next" not in state
    number = _natural(state.get("next"), 1)
    yield from _once_more(visit)
    for _ in range(_MOST_WINDOWS):
        items, mark = _window(visit, number, STEP)
        is_last = not _has_more(visit, number + STEP)
        if is_last and mark and mark == state.get("mark"):
            items = []  # the same as last time
        pages = [page for page, _ in portions(iter([[one] for one in items]))] or [[]]
        for page in pages[:-1]:
            state.update(next=number, mark="")
            yield visit.page(page)
        bad = {_number_of(one) for one in items} - {0}
        # The last window is asked for again, until it is full and others follow.
        state.update(
            next=number if is_last else number + STEP,
            mark=mark,
            bad=sorted({*state.get("bad", []), *bad})[:_MOST_BAD],
        )
        yield visit.page(pages[-1], complete=is_last and is_fresh and not visit.since)
        if is_last:
            return
        number += STEP
    raise SourceRefused(f"{visit.base} has messages without end; that is not a mailing list.")


def _once_more(visit: Visit) -> Iterator[Page]:
    """Messages that could not be had before, where they can be had now."""
    for number in list(visit.state.get("bad", [])):
        items, _ = _window(visit, number, 1)
        if not any(_number_of(one) for one in items):
            visit.state["bad"] = [one for one in visit.state["bad"] if one != number]
            yield visit.page(items, gone=[_BAD.format(number)])


def _number_of(item: Received) -> int:
    """The number of a message that could not be had; 0 of one that came."""
    words = item.external_id.removeprefix(_BAD.format(""))
    return int(words) if item.trouble and not item.data and words.isdigit() else 0


def _window(visit: Visit, number: int, width: int) -> tuple[list[Received], str]:
    """The messages with numbers from `number` on, oldest first, and a mark of the answer."""
    asked = {"q": f"uid:{number}..{number + width - 1}", "x": "m"}
    try:
        answer = visit.post(visit.base, asked)
        members = _members(answer)
    except (SourceRefused, Damaged) as error:
        if width == 1:
            return [_refused(visit, _BAD.format(number), error)], ""
        step = width // 10
        starts = range(number, number + width, step)
        items = [one for at in starts for one in _window(visit, at, step)[0]]
        if width == STEP and sum(_number_of(one) > 0 for one in items) == STEP:
            raise  # nothing at all is to be had: it is not about one message
        return items, ""
    return _items(visit, tuple(reversed(members))), answer.fetch.digest[:16]


def _members(answer: Answer) -> tuple[Member, ...]:
    if answer.status != 200:
        return ()
    data = unpacked(answer)
    if data and not data.startswith(b"From "):
        raise SourceRefused(f"{answer.url} answered something that is not a mailbox.")
    return messages_in(data)


def _has_more(visit: Visit, number: int) -> bool:
    answer = visit.get(visit.base, {"q": f"uid:{number}..", "x": "A", "l": "1"})
    return answer.status == 200 and b"<entry" in answer.body


def _whole(visit: Visit) -> Iterator[Page]:
    """All at once, a page for each portion; what came before is passed over."""
    state = visit.state
    is_fresh = "done" not in state
    feed = visit.get(f"{visit.base}new.atom")
    if feed.status == 200 and feed.fetch.digest == state.get("feed"):
        yield visit.page()
        return
    answer = visit.get(f"{visit.base}all.mbox.gz")
    try:
        items = _items(visit, _members(answer))
    except Damaged as error:
        raise SourceRefused(refused(error, "all.mbox.gz")) from error
    done = _natural(state.get("done"), 0)
    if done and (len(items) < done or items[done - 1].external_id != state.get("last")):
        done = 0  # messages were taken out of the inbox: the numbers moved
    state.pop("feed", None)
    for page, count in portions(iter([[one] for one in items[done:]])):
        done += count
        state.update(done=done, last=items[done - 1].external_id)
        if done < len(items):
            yield visit.page(page, total=len(items))
        else:
            break
    else:
        page = []
    state.update(done=done, feed=feed.fetch.digest)
    yield visit.page(page, complete=is_fresh and not visit.since, total=len(items))


def _items(visit: Visit, members: tuple[Member, ...]) -> list[Received]:
    items = []
    for member in members:
        headers = headers_of(member.data)
        written = message_id(headers)
        items.append(
            item_of(
                member,
                latest=visit.now,
                arrived=arrived_at(headers),
                url=f"{visit.base}{quote(written, safe='@-._~+')}/" if written else "",
            )
        )
    return distinct(items)


def _refused(visit: Visit, name: str, error: SourceRefused | Damaged) -> Received:
    return Received(
        external_id=name,
        data=b"",
        received_at=visit.now,
        channel="mail",
        trouble=refused(error, name),
    )


def _natural(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and value >= otherwise else otherwise
