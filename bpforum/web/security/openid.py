"""Signing in by OpenID Connect: asks the provider who somebody is; knows no account.

Authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636), by Authlib.
What a sign-in under way needs lies in a signed cookie: nothing is kept for whoever only begins.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from threading import Lock
from typing import Any

from fastapi import Request, Response

from bpforum.errors import BpforumError
from bpforum.settings import Settings

COOKIE = "bpforum_openid"
_LASTS = 600
_SECONDS = 10.0
_KEPT_SECONDS = 3600.0


class OpenIdFailed(BpforumError):
    """The provider cannot be asked, or cannot be trusted; the message is for the log."""

    code = "openid_failed"


class Provider:
    """The OpenID provider that the settings name."""

    def __init__(self, settings: Settings, secret: bytes) -> None:
        self._settings = settings
        self._secret = secret
        self._lock = Lock()
        self._known: tuple[float, dict[str, Any], Any] | None = None

    def begin(self, back: str, where: str) -> tuple[str, str]:
        """The address at the provider to go to, and the cookie to come back with."""
        from authlib.common.security import generate_token

        told, _ = self._told()
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                told["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "where": where,
                "until": int(time.time()) + _LASTS}  # fmt: skip
        return str(address), self._sealed(kept)

    def finish(self, back: str, cookie: str, state: str, code: str) -> tuple[str, str]:
        """The address that the provider vouches for, and where to go on. Raises OpenIdFailed."""
        kept = self._opened(cookie)
        if kept is None or not hmac.compare_digest(kept["state"], state):
            raise OpenIdFailed("The answer does not belong to a sign-in begun in this browser.")
        told, keys = self._told()
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    told["token_endpoint"], code=code, code_verifier=kept["verifier"]
                )
        except Exception as error:  # of the network, of the library, of the provider
            raise OpenIdFailed(f"The code was not taken: {type(error).__name__}.") from error
        claims = self._claims(token, keys, told, kept["nonce"])
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise OpenIdFailed("The provider vouches for no e-mail address.")
        return email, kept["where"]

    def _claims(
        self, token: dict[str, Any], keys: Any, told: dict[str, Any], nonce: str
    ) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        allowed = [
            name
            for name in told.get("id_token_signing_alg_values_supported", ["RS256"])
            if name in ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
        ]
        try:
            read = jwt.decode(token["id_token"], keys, algorithms=allowed)
            jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": told["issuer"]},
                aud={"essential": True, "value": str(self._settings.openid_client)},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(read.claims)
        except (JoseError, KeyError, ValueError) as error:
            raise OpenIdFailed(
                f"What the provider says cannot be trusted: {type(error).__name__}."
            ) from error
        return dict(read.claims)

    def _told(self) -> tuple[dict[str, Any], Any]:
        """What the provider says of itself, and its keys; asked once an hour."""
        from joserfc.jwk import KeySet

        with self._lock:
            if self._known and time.monotonic() < self._known[0] + _KEPT_SECONDS:
                return self._known[1], self._known[2]
            issuer = str(self._settings.openid_issuer)
            try:
                with self._client("") as client:
                    where = issuer.rstrip("/") + "/.well-known/openid-configuration"
                    told = (
                        client.request("GET", where, withhold_token=True).raise_for_status().json()
                    )
                    answer = client.request("GET", told["jwks_uri"], withhold_token=True)
                    keys = KeySet.import_key_set(answer.raise_for_status().json())
            except Exception as error:  # of the network, or no JSON: whatever it is
                raise OpenIdFailed(
                    f"The provider did not answer: {type(error).__name__}."
                ) from error
            if told.get("issuer") != issuer:
                raise OpenIdFailed("The provider calls itself otherwise than the settings do.")
            self._known = (time.monotonic(), told, keys)
            return told, keys

    def _client(self, back: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        key = self._settings.openid_secret
        return OAuth2Client(
            self._settings.openid_client, key.get_secret_value() if key else None,
            scope="openid email", redirect_uri=back, code_challenge_method="S256",
            timeout=_SECONDS,
        )  # fmt: skip

    def _sealed(self, kept: dict[str, Any]) -> str:
        words = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
        return f"{words}.{self._seal(words)}"

    def _opened(self, cookie: str) -> dict[str, Any] | None:
        words, _, seal = cookie.partition(".")
        if not hmac.compare_digest(self._seal(words), seal):
            return None
        try:
            kept: dict[str, Any] = json.loads(base64.urlsafe_b64decode(words))
        except (ValueError, binascii.Error):
            return None
        return kept if kept["until"] > time.time() else None

    def _seal(self, words: str) -> str:
        return hmac.new(self._secret, b"openid " + words.encode(), hashlib.sha256).hexdigest()


def provider(request: Request) -> Provider | None:
    """The provider, where the settings name one."""
    site = request.app.state.site
    if not (site.settings.openid_issuer and site.settings.openid_client):
        return None
    if not hasattr(request.app.state, "openid"):
        request.app.state.openid = Provider(site.settings, site.secret)
    found: Provider = request.app.state.openid
    return found


def remember(request: Request, response: Response, cookie: str) -> None:
    """Keeps what a sign-in under way needs, for ten minutes."""
    response.set_cookie(
        COOKIE, cookie, max_age=_LASTS, path="/sign-in", httponly=True, samesite="lax",
        secure=bool(request.app.state.site.is_secure),
    )  # fmt: skip
