"""The way to a MediaWiki's action API: logging in, and what its errors mean."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import mwclient
import requests
from pydantic import SecretStr
from requests.auth import AuthBase
from requests_oauthlib import OAuth1

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki import http
from briefgen.delivery.wiki.http import BUSY, Credentials, check_status, session
from briefgen.delivery.wiki.protocol import StaleError
from briefgen.delivery.wiki.retrying import BusyError, persistently, retry_after
from briefgen.delivery.wiki.targets import MediaWikiTarget
from briefgen.errors import AuthenticationError, RefusedError, UnreachableError

UPLOAD_REMEDY = "Let the wiki take PDF files ($wgEnableUploads, $wgFileExtensions), or set attach = false."

# Without a handler Python prints a library's warnings to stderr; these may quote what the server answered.
logging.getLogger("mwclient").addHandler(logging.NullHandler())
# These log at the level of debugging what they sign, tokens included.
for name in ("oauthlib", "requests_oauthlib"):
    logging.getLogger(name).setLevel(logging.WARNING)

_BUSY = {
    "maxlag",
    "ratelimited",
    "readonly",
    "internal_api_error_DBConnectionError",
    "internal_api_error_DBQueryError",
    "backend-fail-alreadyexists",  # two uploads of one file within a second, by which older versions are named
}
_STALE = {"editconflict", "articleexists", "missingtitle", "pagedeleted", "fileexists-no-change"}
_LOGIN = {"assertuserfailed", "assertbotfailed", "mwoauth-invalid-authorization", "readapidenied", "notloggedin"}


@contextmanager
def opened_site(target: MediaWikiTarget) -> Iterator[tuple[mwclient.Site, list[SecretStr]]]:
    """The wiki of ``target``, logged in, and the secrets that were used.

    Raises AuthenticationError, ConfigurationError or UnreachableError.
    """
    secret = target.password()
    secrets = [secret, *map(SecretStr, secret.get_secret_value().split())] if secret is not None else []
    parts = urlsplit(target.url)
    with session(target, _credentials(target, secret)) as opened:
        opened.hooks["response"].append(_ask_again)

        def log_in() -> mwclient.Site:
            with told_apart(target, "log in", secrets):
                site = mwclient.Site(
                    parts.netloc,
                    path=parts.path.removesuffix("api.php"),
                    scheme=parts.scheme,
                    pool=opened,
                    max_retries=0,
                    connection_options={"timeout": target.timeout},
                    force_login=False,
                    do_init=False,
                )
                if target.auth == "password" and target.user and secret is not None:
                    site.login(target.user, secret.get_secret_value())
                else:
                    site.site_init()
                return site

        yield persistently(target.attempts, log_in), secrets


def _credentials(target: MediaWikiTarget, secret: SecretStr | None) -> AuthBase:
    """What each request carries; nothing for a password, which goes out once in the body and returns as a cookie."""
    if target.auth == "password" or secret is None:
        return Credentials(None, None)
    if target.auth == "oauth2":
        return Credentials(None, secret)
    values = secret.get_secret_value().split()
    if len(values) != 4:
        raise AuthenticationError(
            f"The secret of [wiki.{target.name}] has {len(values)} parts instead of the four that OAuth 1 needs.",
            "Give consumer token, consumer secret, access token and access secret, separated by spaces.",
        )
    signing: AuthBase = OAuth1(*values)
    return signing


def _ask_again(response: requests.Response, **_: Any) -> None:
    """Raise BusyError before mwclient sees, and logs, the answer of a server that is busy."""
    if response.headers.get("X-Database-Lag"):
        raise BusyError("The wiki's databases lag behind.", retry_after(response.headers.get("Retry-After")))
    if response.status_code in BUSY:
        check_status(response, "answer")


@contextmanager
def told_apart(target: MediaWikiTarget, what: str, secrets: list[SecretStr]) -> Iterator[None]:
    """Turn what goes wrong within the block into an error of ours; ``what`` was asked for."""
    # No exception of mwclient is chained or quoted in full: they carry the parameters of the request.
    host = urlsplit(target.url).netloc
    with http.told_apart(target):
        try:
            yield
        except requests.exceptions.HTTPError as error:
            if error.response is not None:
                check_status(error.response, what)
            raise UnreachableError(f"{host} gave no proper answer.", "Check the url.") from None
        except mwclient.errors.LoginError as error:
            if error.code == "Throttled":
                raise BusyError(f"{host} has had too many attempts to log in.") from None
            raise AuthenticationError(
                f"{host} does not accept the user {target.user} or the password.",
                'Make a bot password at Special:BotPasswords and give user = "NAME@BOT".',
            ) from None
        except mwclient.errors.InsufficientPermission:
            raise RefusedError(f"The account may not {what} at {host}.", "Grant it the right.") from None
        except mwclient.errors.MaximumRetriesExceeded:
            raise BusyError(f"{host} could not {what} now.") from None
        except mwclient.errors.OAuthAuthorizationError:
            raise AuthenticationError(f"{host} does not accept the access token.", "Check the token.") from None
        except mwclient.errors.APIError as error:
            raise _translated(str(error.code), redact(str(error.info), secrets), host, what) from None
        except (mwclient.errors.MwClientError, LookupError, TypeError, AttributeError, ValueError) as error:
            raise UnreachableError(
                f"{host} gave no proper answer ({type(error).__name__}).", "Check that url is that of api.php."
            ) from None


def _translated(code: str, info: str, host: str, what: str) -> Exception:
    if code in _BUSY:
        return BusyError(f"{host} could not {what} now ({code}).")
    if code in _STALE:
        return StaleError(code)
    if code in _LOGIN:
        return AuthenticationError(f"{host} does not let the account in ({code}).", "Check user and password.")
    remedy = UPLOAD_REMEDY if "file" in what else "Check the account's rights and the page's protection."
    return RefusedError(f"{host} refused to {what} ({code}: {info.rstrip('.')}).", remedy)
