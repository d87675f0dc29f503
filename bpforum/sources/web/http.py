"""Owns asking a service over the network: patiently, politely, within limits; judges no answer.

Whatever fails for a while is asked again. Credentials go to the origin of the first address alone,
and never in the clear; they stand in no log, no message and no `Fetch`.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Self

import httpx

from bpforum import __version__
from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.web.address import (
    Origin,
    address_of,
    is_inside,
    is_loopback,
    public_headers,
    without,
    without_keys,
)
from bpforum.sources.web.answer import Answer, first_words
from bpforum.sources.web.connection import WITH_SECRETS, CutOff, TooLarge, Watch, Wire, read_body
from bpforum.sources.web.credentials import variables_of
from bpforum.sources.web.echoes import Echoes
from bpforum.sources.web.patience import LONGEST, asked_to_wait, in_words, used_up, wait_before
from models.fetch import Fetch
from models.ids import digest

MOST_BYTES = 50 * 2**20
"""Of one answer, unpacked."""
TRIES = 5
MOST_REDIRECTS = 5

_NOTHING: Mapping[str, str] = MappingProxyType({})
_REDIRECTS = (301, 302, 303, 307, 308)
_ASK_AGAIN = (408, 425, 429)
_GIVEN_BACK = (304, 404, 410)
_EXCHANGE = 10
"""A whole answer may take this many times the time limit for one sign of life."""


class Client:
    """Asks one service, one request at a time.

    `secrets` are query parameters that are neither logged nor told. `clock` gives aware UTC.
    `source_id` is for what people are told. Not for several threads at once.
    """

    def __init__(
        self,
        *,
        most_per_minute: int | None = None,
        headers: Mapping[str, str] = _NOTHING,
        secrets: Mapping[str, str] = _NOTHING,
        auth: httpx.Auth | tuple[str, str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        timeout: float = 30,
        source_id: str = "",
    ) -> None:
        self._pause = 60 / most_per_minute if most_per_minute else 0.0
        self._headers, self._secrets, self._auth = dict(headers), dict(secrets), auth
        given = [*self._secrets.values(), *(auth if isinstance(auth, tuple) else ())]
        given += [v for k, v in self._headers.items() if k not in public_headers(self._headers)]
        # Also the parts: a service may repeat the token of `Bearer <token>` alone.
        parts = {part for value in given for part in (value, *value.split()) if len(part) >= 6}
        self._hidden = sorted(parts, key=lambda part: (-len(part), part))
        words = [word for name, v in self._headers.items() if _is_key(name) for word in v.split()]
        self._echoes = Echoes([*self._secrets.values(), *words])
        self._clock, self._sleep, self._timeout = clock, sleep, timeout
        self._variables = variables_of(source_id)
        self._watch = Watch(timeout * _EXCHANGE)
        self._client = httpx.Client(
            transport=Wire(secrets),
            timeout=timeout,
            trust_env=False,  # the wire looks for proxies, and a .netrc is no place for credentials
            headers={
                "User-Agent": f"bpforum/{__version__}",
                "Accept-Encoding": "gzip",
                "Accept": "*/*",
            },
        )
        self._home: Origin | None = None
        self._asked_at: datetime | None = None
        self._not_before = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections."""
        self._client.close()

    def get(
        self, url: str, params: Mapping[str, str] = _NOTHING, *, etag: str = "", modified: str = ""
    ) -> Answer:
        """What stands at `url`; a mark of an earlier answer makes an unchanged one a short 304.

        Raises SourceUnreachable where it fails five times, SourceRefused where it says no.
        """
        marks = {"If-None-Match": etag, "If-Modified-Since": modified}
        marks = {name: value for name, value in marks.items() if value}
        return self._ask("GET", url, params, marks)

    def post(self, url: str, params: Mapping[str, str] = _NOTHING) -> Answer:
        """What `url` answers to an empty form: some services give their bulk to POST alone.

        For questions only: it is asked again as a GET is, so nothing may change by it.
        """
        return self._ask("POST", url, params, _NOTHING)

    def _ask(
        self, method: str, url: str, params: Mapping[str, str], marks: Mapping[str, str]
    ) -> Answer:
        target = address_of(url)
        if params:
            target = target.copy_merge_params(dict(params))
        self._home = self._home or Origin.of(target)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._patiently(method, target, marks)
            if answer.status not in _REDIRECTS:
                return answer
            target = self._redirected(target, answer.headers.get("location", ""))
        raise SourceRefused(
            f"{self._told(target)} leads on and on ({MOST_REDIRECTS} redirects). Open the address "
            "in a browser, and write the one it ends at into the source's url."
        )

    def _patiently(self, method: str, target: httpx.URL, marks: Mapping[str, str]) -> Answer:
        """The answer of one address, asked until it gives one."""
        what = ""
        for attempt in range(1, TRIES + 1):
            self._keep_distance()
            wait = wait_before(self._told(target), attempt)
            try:
                answer = self._once(method, target, marks)
            except (httpx.TransportError, CutOff) as error:
                what = self._failure(target, error)
            else:
                now = self._clock()
                self._not_before = used_up(answer.headers, now)
                if answer.status < 500 and answer.status not in _ASK_AGAIN:
                    return self._judged(target, answer)
                what = f"it answered {answer.status}"
                wait = asked_to_wait(answer.headers, now) or max(self._not_before, wait)
                self._not_before = 0.0
                if wait > LONGEST:
                    raise self._unreachable(
                        target, f"{what} and asks to wait {in_words(wait)}", "then "
                    )
            if attempt < TRIES:
                self._sleep(wait)
        raise self._unreachable(target, f"asked {TRIES} times, at last {what}")

    def _once(self, method: str, target: httpx.URL, marks: Mapping[str, str]) -> Answer:
        """One request, one answer."""
        trusted = self._home == Origin.of(target)
        if trusted:
            self._refuse_in_the_clear(target)
        self._asked_at = self._clock()
        self._client.cookies.clear()
        request = self._client.build_request(
            method,
            target,
            headers={**(self._headers if trusted else public_headers(self._headers)), **marks},
            extensions={"trace": self._watch.trace, WITH_SECRETS: trusted},
        )
        with self._watch:
            response = self._client.send(
                request, auth=self._auth if trusted else None, stream=True, follow_redirects=False
            )
            try:
                body = self._body(target, response)
            finally:
                response.close()
        shown = self._told(target)
        return Answer(
            status=response.status_code,
            body=self._echoes.out_of(body),
            headers=self._echoes.out_of_headers(response.headers),
            url=shown,
            fetch=Fetch(
                url=shown, at=self._asked_at, status=response.status_code,
                digest=digest(body), size=len(body),
            ),
        )  # fmt: skip

    def _body(self, target: httpx.URL, response: httpx.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "")
        try:
            return read_body(response.iter_raw(), encoding, MOST_BYTES)
        except TooLarge as error:
            raise SourceRefused(
                f"{self._told(target)} answered more than {MOST_BYTES // 2**20} MB at once, which "
                "is not taken. Ask for less with the source's query."
            ) from error
        except ValueError as error:
            raise SourceRefused(
                f"{self._told(target)} answered {error}, which is not read here."
            ) from error

    def _judged(self, target: httpx.URL, answer: Answer) -> Answer:
        """`answer`, where it is one to go on with. Raises SourceRefused."""
        status = answer.status
        if status < 400 or status in _GIVEN_BACK:
            return answer
        said = self._hide(first_words(answer.body))
        if status not in (401, 403):
            raise SourceRefused(
                f"{answer.url} answered {status}: {said} Correct the source's url or query."
            )
        token, api_key, user, password = self._variables
        moved = self._home != Origin.of(target)
        raise SourceRefused(
            f"{answer.url} does not let us in ({status}): {said} "
            + (
                f"Credentials for {self._home} do not go to another address: write this one into "
                "the source's url."
                if moved
                else f"Set {token}, {api_key}, or {user} and {password}, in the environment, or "
                "correct what is set there."
            )
        )

    def _redirected(self, before: httpx.URL, location: str) -> httpx.URL:
        try:
            target = address_of(str(before.join(location))) if location else None
        except (httpx.InvalidURL, ValueError):
            target = None
        if target is None:
            raise SourceRefused(f"{self._told(before)} leads to no address: correct the url.")
        if target.host != before.host and is_inside(target.host) and not is_inside(before.host):
            raise SourceRefused(
                f"{self._told(before)} leads to an address of this network, {target.host}; "
                "that is not followed."
            )
        return target.copy_with(params=without(target, self._secrets), fragment=None)

    def _refuse_in_the_clear(self, target: httpx.URL) -> None:
        has = self._secrets or self._auth or len(public_headers(self._headers)) < len(self._headers)
        if has and target.scheme == "http" and not is_loopback(target.host):
            raise SourceRefused(
                f"{self._told(target)} begins with http:, and credentials would go in the clear. "
                "Write https: into the source's url."
            )

    def _keep_distance(self) -> None:
        """Waits until the service may be asked again."""
        wait = min(self._not_before, LONGEST)
        self._not_before = 0.0
        if self._pause and self._asked_at is not None:
            passed = (self._clock() - self._asked_at).total_seconds()
            wait = max(wait, min(self._pause, self._pause - passed))
        if wait > 0:
            self._sleep(wait)

    def _failure(self, target: httpx.URL, error: Exception) -> str:
        """What happened, in words. Raises SourceRefused for what never gets better."""
        if self._watch.ended:
            return f"it did not end within {in_words(self._timeout * _EXCHANGE)}"
        if isinstance(error, httpx.TimeoutException):
            return f"it was silent for {in_words(self._timeout)}"
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
            cause = cause.__cause__ or cause.__context__
        if cause is not None:
            raise SourceRefused(
                f"{self._told(target)} shows a certificate that cannot be trusted "
                f"({cause.verify_message}). Ask who runs it."
            ) from error
        if isinstance(error, httpx.ConnectError):
            return "no connection could be made"
        if isinstance(error, httpx.LocalProtocolError):
            raise SourceRefused(
                f"{self._told(target)} cannot be asked: a header, perhaps a credential, holds a "
                "character that no header may have."
            ) from None
        return "the connection broke off before the answer's end"

    def _unreachable(self, target: httpx.URL, what: str, when: str = "") -> SourceUnreachable:
        return SourceUnreachable(
            f"{self._told(target)} cannot be had: {what}. What came before is kept; {when}collect "
            "again to go on."
        )

    def _told(self, url: httpx.URL) -> str:
        """The address without credentials."""
        bare = url.copy_with(userinfo=b"", params=without(url, self._secrets), fragment=None)
        return without_keys(self._hide(str(bare).removesuffix("?")))

    def _hide(self, words: str) -> str:
        """`words` without any credential that a service might repeat."""
        for value in self._hidden:
            words = words.replace(value, "…")
        return words


def _is_key(header: str) -> bool:
    return header.lower() == "authorization" or header.lower().endswith("-key")
