"""Wiki targets: the tables ``[wiki.NAME]`` of briefgen.toml, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator, model_validator

from briefgen import registry
from briefgen.config import FILE_NAME, Config
from briefgen.delivery import secrets
from briefgen.delivery.targets import ConfigPath, Target, find_target
from briefgen.errors import ConfigurationError

if TYPE_CHECKING:
    from briefgen.delivery.wiki.protocol import WikiKind

NAME_FIELDS = ("date", "year", "month", "title", "marking")
"""What a page name or an edit summary may be made of."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class WikiTarget(Target):
    """What all wikis have in common."""

    section: ClassVar[str] = "wiki"

    kind: str
    """Which wiki it is: mediawiki, dokuwiki, git, confluence."""
    url: str = Field(min_length=1)
    """Its address."""
    page: str = "Briefs/{date}/{title}"
    """Name of the page; {date}, {year}, {month}, {title} and {marking} of the brief are filled in."""
    index: str = "Briefs"
    """Name of the page that lists the briefs; empty for none."""
    summary: str = "Brief: {title}"
    """Summary of the edit, with the same fields as ``page``."""
    categories: tuple[str, ...] = ()
    """Categories, tags or labels of the page."""
    attach: bool = True
    """Whether to upload the PDF and link to it."""
    section_only: bool = False
    """Publish as with --section: keep what people wrote around briefgen's text."""
    template: ConfigPath | None = None
    """Folder with templates of your own."""
    ca_file: ConfigPath | None = None
    """Certificates of your own authority (PEM), instead of the system's."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds to wait for an answer."""
    attempts: int = Field(default=5, ge=1, le=20)
    """How often a request is tried while the server is busy or out of reach."""

    @field_validator("page", "summary")
    @classmethod
    def _known_fields(cls, template: str) -> str:
        try:
            fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
        except ValueError as error:
            raise ValueError(f"is no template ({error})") from None
        for field in fields:
            if field not in NAME_FIELDS:
                raise ValueError(f"knows no {{{field}}}, only {', '.join(f'{{{name}}}' for name in NAME_FIELDS)}")
        return template

    @field_validator("url")
    @classmethod
    def _no_credentials(cls, url: str) -> str:
        return secrets.refuse_credentials_in_url(url)

    @property
    def is_exposed(self) -> bool:
        """Whether a password would travel unencrypted to another machine."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and parts.hostname not in _LOOPBACK and self.has_password


class HttpTarget(WikiTarget):
    """A wiki spoken to over HTTP."""

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address that starts with https:// or http://")
        return url


class MediaWikiTarget(HttpTarget):
    """A MediaWiki; ``url`` is that of its api.php."""

    auth: Literal["password", "oauth1", "oauth2"] = "password"
    """password: that of ``user``, best a bot password ("User@briefgen"); oauth2: the secret is an access token;
    oauth1: the secret is four values, consumer token and secret, access token and secret."""

    @field_validator("url")
    @classmethod
    def _api(cls, url: str) -> str:
        if not url.endswith("/api.php"):
            raise ValueError("must be the address of the wiki's api.php (see Special:Version)")
        return url

    @model_validator(mode="after")
    def _secret_for_oauth(self) -> MediaWikiTarget:
        if self.auth != "password" and not self.has_password:
            raise ValueError(f'auth = "{self.auth}" needs password_env, password_command or keyring')
        return self


class DokuWikiTarget(HttpTarget):
    """A DokuWiki; ``url`` is that of its start page, without doku.php."""

    api: Literal["auto", "xmlrpc", "jsonrpc"] = "auto"
    """Which remote interface to use; auto: JSON-RPC where the wiki has it."""

    @field_validator("url")
    @classmethod
    def _base(cls, url: str) -> str:
        return re.sub(r"/(?:doku\.php.*|lib/exe/\w+\.php)?$", "", url)


class GitTarget(WikiTarget):
    """A wiki whose pages are files of a git repository; ``url`` is the repository's, or a path."""

    software: Literal["gitlab", "github", "gitea", "gollum", "otterwiki"] = "gitlab"
    """The wiki that shows the repository: it decides on file names and links."""
    branch: str | None = Field(default=None, pattern=r"^\w[\w./-]*$")
    """Branch to commit to; the repository's own unless given."""
    author: str = Field(default="briefgen <briefgen@localhost>", pattern=r"^[^<>\r\n]+ <[^<>\s]+>$")
    """Author of the commits, as "Name <address>"."""

    @field_validator("url")
    @classmethod
    def _repository(cls, url: str, info: ValidationInfo) -> str:
        if url.startswith("-"):
            raise ValueError("must be the address or path of a repository")
        scheme = re.match(r"([a-z][a-z0-9+.-]*)://", url, re.IGNORECASE)
        if scheme:
            if scheme[1].lower() not in ("https", "http", "ssh", "file"):
                raise ValueError("must start with https://, ssh://, http:// or file://, or be user@host:path or a path")
            return url
        if re.match(r"[\w.-]+@[\w.-]+:", url):
            return url
        if "::" in url:
            raise ValueError("must not name a helper program")
        return str((Path((info.context or {}).get("folder", "")) / Path(url).expanduser()).absolute())


class ConfluenceTarget(HttpTarget):
    """A Confluence; ``url`` is that of the site ("https://example.atlassian.net/wiki", "https://confluence.example")."""

    space: str = Field(min_length=1)
    """Key of the space."""
    parent: str | None = None
    """Title of the page that new pages are put under."""
    edition: Literal["auto", "cloud", "data-center"] = "auto"
    """Which REST interface to use; auto: cloud for addresses under atlassian.net."""

    @property
    def is_cloud(self) -> bool:
        """Whether it is Confluence Cloud."""
        host = urlsplit(self.url).hostname or ""
        return self.edition == "cloud" or (self.edition == "auto" and host.endswith(".atlassian.net"))

    @field_validator("url")
    @classmethod
    def _site(cls, url: str) -> str:
        return url.rstrip("/")


def wiki_target(config: Config, name: str | None) -> WikiTarget:
    """The wiki target called ``name`` ("default" when None) in ``config``.

    Raises ConfigurationError when there is none or it is wrong.
    """
    table = config.wiki.get(name or "default")
    if not isinstance(table, Mapping):
        return find_target(WikiTarget, config.wiki, name, config.path)  # raises, naming those that exist
    return find_target(wiki_kind(table, name or "default", config.path).target, config.wiki, name, config.path)


def wiki_kind(table: Mapping[str, Any], name: str, file: Path | None) -> WikiKind:
    """What is registered for the ``kind`` in ``table``, that of the target called ``name`` in ``file``.

    Raises ConfigurationError when there is no such kind.
    """
    from briefgen.delivery.wiki.protocol import WikiKind

    kind = table.get("kind")
    known = registry.names("deliveries")
    found = registry.load("deliveries", kind) if isinstance(kind, str) and kind in known else None
    if not isinstance(found, WikiKind):
        secrets.refuse_secret_keys(table, WikiTarget.model_fields, f"[wiki.{name}] in {file or FILE_NAME}")
        raise ConfigurationError(
            f"[wiki.{name}] in {file or FILE_NAME} names no kind of wiki.",
            'Set kind = "mediawiki", "dokuwiki", "git" or "confluence".',
        )
    return found
