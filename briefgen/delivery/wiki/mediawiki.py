"""MediaWiki, through its action API (https://www.mediawiki.org/wiki/API) and mwclient.

Edits name the revision they build on: MediaWiki would otherwise overwrite an edit of the same account without
a word. Requests ask for ``maxlag`` and wait as told when the server lags or limits the rate.
"""

from __future__ import annotations

import hashlib
import io
import logging
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import mwclient
import requests
from pydantic import SecretStr

from briefgen.delivery.secrets import redact
from briefgen.delivery.wiki.http import Credentials, check_status, session, told_apart
from briefgen.delivery.wiki.markup.wikitext import Wikitext
from briefgen.delivery.wiki.protocol import Page, StaleError, WikiKind
from briefgen.delivery.wiki.retrying import BusyError, persistently, retry_after
from briefgen.delivery.wiki.sections import Section, digest
from briefgen.delivery.wiki.targets import MediaWikiTarget
from briefgen.errors import AuthenticationError, ConfigurationError, RefusedError, UnreachableError

MAXLAG = 5
"""Seconds the database copies may lag before MediaWiki asks to wait (https://www.mediawiki.org/wiki/Manual:Maxlag)."""
HISTORY = 20
"""Revisions looked through for the last one of briefgen's."""

# Without a handler Python prints a library's warnings to stderr; these may quote what the server answered.
logging.getLogger("mwclient").addHandler(logging.NullHandler())

_BUSY = {"maxlag", "ratelimited", "readonly", "internal_api_error_DBConnectionError", "internal_api_error_DBQueryError"}
_STALE = {"editconflict", "articleexists", "missingtitle", "pagedeleted", "fileexists-no-change"}
_LOGIN = {"assertuserfailed", "assertbotfailed", "mwoauth-invalid-authorization", "readapidenied", "notloggedin"}


class MediaWiki:
    """A MediaWiki, logged in."""

    attaches_to_page = False

    def __init__(self, target: MediaWikiTarget, site: mwclient.Site, secret: SecretStr | None) -> None:
        self.markup = markup(target)
        self._target = target
        self._site = site
        self._secret = secret

    def read(self, name: str) -> Page | None:
        """The page called ``name``, or None."""
        return next(self._revisions(name, 1), None)

    def history(self, page: Page) -> Iterator[Page]:
        """Earlier revisions, newest first."""
        return (earlier for earlier in self._revisions(page.name, HISTORY) if earlier.revision != page.revision)

    def _revisions(self, name: str, limit: int) -> Iterator[Page]:
        answer = self._call(
            "query", titles=name, prop="revisions", rvprop="ids|content", rvslots="main", rvlimit=limit, formatversion=2
        )
        page = answer["query"]["pages"][0]
        if page.get("invalid"):
            raise ConfigurationError(f"{self._host} allows no page called {name}.", "Correct page or index.")
        for revision in page.get("revisions", []):
            text = revision["slots"]["main"].get("content", "")
            yield Page(name, text, str(revision["revid"]), str(page.get("pageid", "")))

    def _latest_revision(self, name: str) -> str:
        answer = self._call("query", titles=name, prop="info", formatversion=2)
        return str(answer["query"]["pages"][0].get("lastrevid", ""))

    def is_intact(self, page: Page, section: Section) -> bool:  # noqa: ARG002 (the protocol's signature)
        """Whether the text is the one that its marker has the digest of."""
        return digest(section.body) == section.digest or not (section.digest or section.body.strip())

    def next_revision(self, base: Page | None) -> str:  # noqa: ARG002
        """Nothing: it shows only afterwards."""
        return ""

    def has_attachment(self, page_name: str, file_name: str, data: bytes) -> bool:  # noqa: ARG002
        """Whether the wiki's file has the same SHA-1."""
        answer = self._call(
            "query", titles=f"File:{file_name}", prop="imageinfo", iiprop="sha1", iilimit=1, formatversion=2
        )
        info = answer["query"]["pages"][0].get("imageinfo")
        return bool(info) and info[0].get("sha1") == hashlib.sha1(data, usedforsecurity=False).hexdigest()

    def attach(self, page_name: str, file_name: str, data: bytes, summary: str) -> None:  # noqa: ARG002
        """Upload the file, as a new version of one that exists."""

        def upload() -> Any:
            with self._told_apart(f"take the file {file_name}"):
                return self._site.upload(
                    io.BytesIO(data), filename=file_name, description=summary, comment=summary, ignore=True
                )

        answer = persistently(self._target.attempts, upload)
        if answer.get("result") != "Success":
            warnings = ", ".join(answer.get("warnings", {})) or answer.get("result", "no result")
            raise RefusedError(f"{self._host} did not take the file {file_name} ({warnings}).", _UPLOAD_REMEDY)

    def write(self, name: str, text: str, base: Page | None, summary: str) -> str:
        """Save the page, if its latest revision is still that of ``base``."""
        text = unicodedata.normalize("NFC", text)  # as MediaWiki does before it compares the MD5
        guard = {"createonly": 1} if base is None else {"nocreate": 1, "baserevid": base.revision}
        if base is not None and self._latest_revision(name) != base.revision:
            # The edit itself would be merged with the person's where the two do not touch.
            raise StaleError(name)
        answer = self._call(
            "edit",
            title=name,
            text=text,
            summary=summary,
            md5=hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
            token=self._token(),
            **({"assert": "user"} if self._target.user or self._target.auth == "oauth2" else {}),
            **guard,
        )
        edit = answer["edit"]
        if edit.get("result") != "Success":
            reason = edit.get("code") or edit.get("info") or "a check that only a person can pass"
            said = redact(str(reason), [self._secret])
            raise RefusedError(
                f"{self._host} did not save the page {name} ({said}).",
                "Ask the wiki's administrator.",
            )
        return str(edit.get("newrevid", base.revision if base else ""))

    def label(self, page_name: str, labels: tuple[str, ...]) -> None:
        """Nothing: categories are part of the text."""

    def finish(self, summary: str) -> None:
        """Nothing: every edit is final at once."""

    def address(self, name: str) -> str:
        """The page's address."""
        about = self._site.site
        path = str(about["articlepath"]).replace("$1", quote(name.replace(" ", "_"), safe="/:"))
        server = str(about["server"])
        return f"{urlsplit(self._target.url).scheme}:{server}{path}" if server.startswith("//") else server + path

    @property
    def rights(self) -> frozenset[str]:
        """What the account may do."""
        return frozenset(self._site.rights)

    @property
    def _host(self) -> str:
        return urlsplit(self._target.url).netloc

    def _token(self) -> str:
        with self._told_apart("give an edit token"):
            return str(self._site.get_token("csrf"))

    def _call(self, action: str, **parameters: Any) -> Any:
        def call() -> Any:
            with self._told_apart(f"answer the request {action}"):
                return self._site.api(action, maxlag=MAXLAG, **parameters)

        return persistently(self._target.attempts, call)

    def _told_apart(self, what: str) -> AbstractContextManager[None]:
        return _told_apart(self._target, what, self._secret)


_UPLOAD_REMEDY = "Let the wiki take PDF files ($wgEnableUploads, $wgFileExtensions), or set attach = false."


def markup(target: MediaWikiTarget) -> Wikitext:
    """The markup of ``target``."""
    return Wikitext(target.template, target.categories)


@contextmanager
def connect(target: MediaWikiTarget) -> Iterator[MediaWiki]:
    """A connection to ``target``, logged in.

    Raises AuthenticationError, ConfigurationError or UnreachableError.
    """
    secret = target.password()
    parts = urlsplit(target.url)
    bearer = Credentials(None, secret if target.auth == "oauth2" else None)
    with session(target, bearer) as opened:
        opened.hooks["response"].append(_ask_again_on_lag)

        def log_in() -> mwclient.Site:
            with _told_apart(target, "log in", secret):
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

        yield MediaWiki(target, persistently(target.attempts, log_in), secret)


def try_login(target: MediaWikiTarget) -> str:
    """Log in to ``target`` and say whether the account may edit and upload."""
    with connect(target) as wiki:
        wanted = ["edit", "createpage", *(["upload", "reupload"] if target.attach else [])]
        lacking = [right for right in wanted if right not in wiki.rights]
        if lacking:
            raise RefusedError(
                f"The account at {target.url} lacks the rights {', '.join(lacking)}.",
                "Grant them to the bot password or the account.",
            )
        return f"logged in to {target.url} as {target.user or 'nobody'}, may {' and '.join(wanted)}"


def _ask_again_on_lag(response: requests.Response, **_: Any) -> None:
    if response.headers.get("X-Database-Lag"):
        raise BusyError("The wiki's databases lag behind.", retry_after(response.headers.get("Retry-After")))


@contextmanager
def _told_apart(target: MediaWikiTarget, what: str, secret: SecretStr | None) -> Iterator[None]:
    # No exception of mwclient is chained or quoted in full: they carry the parameters of the request.
    host = urlsplit(target.url).netloc
    with told_apart(target):
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
            raise _translated(str(error.code), redact(str(error.info), [secret]), host, what) from None
        except (mwclient.errors.MwClientError, KeyError, ValueError) as error:
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
    remedy = _UPLOAD_REMEDY if "file" in what else "Check the account's rights and the page's protection."
    return RefusedError(f"{host} refused to {what} ({code}: {info.rstrip('.')}).", remedy)


KIND = WikiKind(MediaWikiTarget, markup, connect, try_login)
