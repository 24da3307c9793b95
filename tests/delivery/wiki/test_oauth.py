"""MediaWiki through OAuth, which Debian's MediaWiki has no extension for.

A gateway stands before the real wiki. It does what the extension does, with oauthlib's own code for servers: it lets
a request through in the account's name only if its signature, or its bearer token, is right.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import requests
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint

from briefgen.brief import Warning
from briefgen.delivery.wiki.publishing import try_login
from briefgen.errors import AuthenticationError, ConfigurationError
from tests.delivery.wiki.benches import SECRET, MediaWikiBench
from tests.delivery.wiki.conftest import PDF, Desk
from tests.delivery.wiki.test_redirections import server

CONSUMER, CONSUMER_SECRET = "consumertoken0123456789abcdef", "consumer-secret-0123456789"
ACCESS, ACCESS_SECRET = "accesstoken0123456789abcdef", "access-secret-0123456789"
VALUES = [CONSUMER, CONSUMER_SECRET, ACCESS, ACCESS_SECRET]
BEARER = "bearer-token-0123456789"

pytestmark = pytest.mark.parametrize("bench", ["mediawiki"], indirect=True)


class OwnerOnly(RequestValidator):
    """The one consumer, and each nonce once."""

    enforce_ssl = False
    client_key_length = nonce_length = request_token_length = access_token_length = (8, 60)
    dummy_client = dummy_access_token = "dummy0123456789abcdef"

    def __init__(self) -> None:
        super().__init__()
        self.nonces: set[str] = set()

    def validate_timestamp_and_nonce(self, client_key: str, timestamp: str, nonce: str, *_: Any, **__: Any) -> bool:
        fresh = f"{client_key} {timestamp} {nonce}" not in self.nonces
        self.nonces.add(f"{client_key} {timestamp} {nonce}")
        return fresh

    def validate_client_key(self, client_key: str, _request: Any) -> bool:
        return client_key == CONSUMER

    def validate_access_token(self, _client_key: str, token: str, _request: Any) -> bool:
        return token == ACCESS

    def get_client_secret(self, _client_key: str, _request: Any) -> str:
        return CONSUMER_SECRET

    def get_access_token_secret(self, _client_key: str, _token: str, _request: Any) -> str:
        return ACCESS_SECRET


class Signature(SignatureOnlyEndpoint):
    """`SignatureOnlyEndpoint`, with the token as well."""

    def is_right(self, request: BaseHTTPRequestHandler, url: str, body: bytes) -> bool:
        form = "x-www-form-urlencoded" in request.headers.get("Content-Type", "")
        try:
            created = self._create_request(url, request.command, body.decode() if form else "", dict(request.headers))
            self._check_transport_security(created)
            self._check_mandatory_parameters(created)
        except Exception:
            return False
        validator = self.request_validator
        return (
            validator.validate_timestamp_and_nonce(created.client_key, created.timestamp, created.nonce, created)
            and validator.validate_client_key(created.client_key, created)
            and validator.validate_access_token(created.client_key, created.resource_owner_key, created)
            and self._check_signature(created)
        )


@pytest.fixture
def gateway(bench: MediaWikiBench, desk: Desk) -> Iterator[Desk]:
    """A desk that reaches its wiki through the gateway alone, and has no user and no password."""
    account = bench.bot().connection
    signature = Signature(OwnerOnly())

    class Gateway(BaseHTTPRequestHandler):
        wbufsize = -1

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            url = f"http://{self.headers['Host']}{self.path}"
            bearer = self.headers.get("Authorization") == f"Bearer {BEARER}"
            assert "Cookie" not in self.headers
            if bearer or signature.is_right(self, url, body):
                kept = {name: self.headers[name] for name in ("Content-Type",) if name in self.headers}
                upstream = bench.server.url.removesuffix("/api.php") + self.path
                answer = account.request(self.command, upstream, data=body, headers=kept, timeout=60)
                status, data = answer.status_code, answer.content
            else:
                info = f"The authorization headers in your request are not valid: {self.headers.get('Authorization')}"
                status = 200
                data = json.dumps({"error": {"code": "mwoauth-invalid-authorization", "info": info}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with server(Gateway) as url:
        desk.table |= {"url": f"{url}/api.php", "attempts": 1}
        del desk.table["user"]
        yield desk


@pytest.mark.parametrize(
    ("auth", "secret"), [("oauth1", " ".join(VALUES)), ("oauth1", "\n".join(VALUES)), ("oauth2", BEARER)]
)
def test_publish_update_and_check(
    gateway: Desk, auth: str, secret: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(SECRET, secret)
    gateway.table["auth"] = auth
    assert "Admin" in try_login(gateway.target)
    assert gateway.publish().action == "created"
    assert gateway.publish().action == "unchanged"
    gateway.save(warnings=(Warning(text="A second look: 100 % [sure] & ä."),))
    assert gateway.publish().action == "updated"
    assert (gateway.revisions(), gateway.attachments()) == (2, [PDF])
    for word in secret.split():
        assert word not in caplog.text


@pytest.mark.parametrize("wrong", range(4))
def test_each_of_the_four_values_must_be_right(
    gateway: Desk, wrong: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    values = [value if place != wrong else f"wrong{value}" for place, value in enumerate(VALUES)]
    monkeypatch.setenv(SECRET, " ".join(values))
    gateway.table["auth"] = "oauth1"
    with pytest.raises(AuthenticationError) as caught:
        gateway.publish()
    for value in values:
        assert value not in f"{caught.value} {caplog.text}"


def test_a_wrong_token_or_too_few_values_are_told(gateway: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "wrong-token-99")
    gateway.table["auth"] = "oauth2"
    with pytest.raises(AuthenticationError) as caught:
        gateway.publish()
    assert "wrong-token-99" not in str(caught.value)
    gateway.table["auth"] = "oauth1"
    with pytest.raises(AuthenticationError, match="1 parts instead of the four") as caught:
        gateway.publish()
    assert "wrong-token-99" not in str(caught.value)
    assert "consumer token, consumer secret, access token and access secret" in caught.value.remedy
    del gateway.table["password_env"]
    with pytest.raises(ConfigurationError, match="needs password_env"):
        gateway.publish()


def test_a_forged_request_is_turned_away(gateway: Desk) -> None:
    """So that the gateway is known to look."""
    asked = {"action": "query", "meta": "userinfo", "format": "json"}
    assert "mwoauth" in requests.get(gateway.table["url"], params=asked, timeout=10).text
