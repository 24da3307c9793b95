"""HTTP for the wikis: one session a target, its failures as errors a user can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from pydantic import SecretStr
from requests.auth import AuthBase

from briefgen import __version__
from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.retrying import BusyError, retry_after
from briefgen.delivery.wiki.targets import WikiTarget
from briefgen.errors import AuthenticationError, ConfigurationError, RefusedError, UnreachableError

USER_AGENT = f"briefgen/{__version__}"

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may pass (RFC 9110, RFC 6585)."""


class Credentials(AuthBase):
    """Basic credentials (RFC 7617) in UTF-8, or a bearer token (RFC 6750) when there is no user; none without a secret.

    Being set explicitly, it also keeps a .netrc of the machine out of play.
    """

    def __init__(self, user: str | None, secret: SecretStr | None) -> None:
        self._user = user
        self._secret = secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """``request`` with the header Authorization."""
        if self._secret is None:
            return request
        value = self._secret.get_secret_value()
        if self._user is None:
            request.headers["Authorization"] = f"Bearer {value}"
            return request
        basic = requests.auth.HTTPBasicAuth(self._user.encode(), value.encode())
        return basic(request)


class RedirectedError(UnreachableError):
    """A server that leads to another address, which must not get the credentials."""


def session(target: WikiTarget, credentials: AuthBase) -> requests.Session:
    """A session for ``target`` that follows no redirection; closing it is up to the caller.

    A request that is answered by one raises RedirectedError: what was posted, a password among it, would be posted
    again wherever the answer says (307 and 308, RFC 9110, 15.4.8). Raises ConfigurationError when the file of
    certificates is missing.
    """
    opened = requests.Session()
    opened.headers["User-Agent"] = USER_AGENT
    opened.auth = credentials
    opened.hooks["response"].append(_refuse_redirection)
    if target.ca_file is not None:
        if not target.ca_file.is_file():
            raise ConfigurationError(f"The file of certificates {target.ca_file} is not there.", "Correct ca_file.")
        opened.verify = str(target.ca_file)
    return opened


def _refuse_redirection(response: requests.Response, **_: Any) -> None:
    if not 300 <= response.status_code < 400:
        return
    location = urlsplit(urljoin(response.url, response.headers.get("Location", "")))
    # Its query may repeat what was sent.
    place = redact(f"{location.scheme}://{location.netloc.rpartition('@')[2]}{location.path}", [])
    raise RedirectedError(
        f"{urlsplit(response.url).netloc} leads elsewhere, to {place}, where nothing was sent.",
        "If that is the wiki, give its address as url.",
    )


@contextmanager
def told_apart(target: WikiTarget) -> Iterator[None]:
    """Turn what goes wrong within the block on the way to the server into BusyError or UnreachableError."""
    host = urlsplit(target.url).netloc
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise UnreachableError(
            f"The certificate of {host} cannot be trusted ({_reason(error)}).",
            "If the wiki's certificate comes from an authority of your own, name its file in ca_file.",
        ) from None
    except requests.exceptions.ChunkedEncodingError:
        raise BusyError(f"{host} broke off its answer.") from None
    except requests.exceptions.Timeout:
        raise BusyError(f"{host} did not answer within {target.timeout:g} seconds.") from None
    except requests.exceptions.ConnectionError as error:
        raise BusyError(
            f"{host} cannot be reached ({_reason(error)}).", remedy="Check the url and the network."
        ) from None
    except requests.exceptions.RequestException as error:
        raise UnreachableError(f"{host} gave no proper answer ({type(error).__name__}).", "Check the url.") from None


def check_status(response: requests.Response, what: str) -> None:
    """Raise the error that the status of ``response`` stands for, if any; ``what`` was asked for.

    BusyError (429 and 5xx), AuthenticationError (401), RefusedError (other 4xx). The body is not repeated.
    """
    status = response.status_code
    host = urlsplit(response.url).netloc
    if status in BUSY:
        pause = retry_after(response.headers.get("Retry-After"))
        raise BusyError(f"{host} could not {what} now (HTTP {status}).", pause)
    if status == 401:
        raise AuthenticationError(f"{host} does not accept the user or the password.", "Check user and password.")
    if status >= 400:
        raise RefusedError(f"{host} refused to {what} (HTTP {status}).", "Check the url and the account's rights.")


@contextmanager
def understood(target: WikiTarget) -> Iterator[None]:
    """Turn what goes wrong within the block, which takes an answer apart, into UnreachableError.

    For answers that are well-formed and yet not what was asked for, as from another program at that address.
    """
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError):
        raise UnreachableError(
            f"{urlsplit(target.url).netloc} gave an answer that is none of {NAMES.get(target.kind, 'a wiki')}'s.",
            "Check that url leads to the wiki itself.",
        ) from None


NAMES = {"mediawiki": "MediaWiki", "dokuwiki": "DokuWiki", "confluence": "Confluence"}
"""What people call the wikis that are spoken to over HTTP."""


def as_text(value: Any) -> str:
    """``value`` if it is a text; raises TypeError."""
    if not isinstance(value, str):
        raise TypeError
    return value


def as_number(value: Any) -> int:
    """``value``, a whole number or one written out; raises TypeError or ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def as_list(value: Any) -> list[Any]:
    """``value`` if it is a list; raises TypeError."""
    if not isinstance(value, list):
        raise TypeError
    return value


def json_answer(response: requests.Response) -> Any:
    """The JSON in ``response``; raises UnreachableError when there is none, as behind a login page."""
    try:
        return response.json()
    except requests.exceptions.JSONDecodeError:
        raise UnreachableError(
            f"{urlsplit(response.url).netloc} answered something else than expected at {urlsplit(response.url).path}.",
            "Check the url.",
        ) from None


def _reason(error: Exception) -> str:
    """What the system says, from the depth of the exceptions that requests wraps around it."""
    found = re.search(r"\[Errno -?\d+\] ([\w ]+)|certificate verify failed: ([\w ]+)", str(error))
    return (found[1] or found[2]).strip() if found else type(error).__name__
