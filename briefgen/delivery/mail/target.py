"""The ``[mail.NAME]`` table of briefgen.toml: how and to whom the brief is mailed."""

from __future__ import annotations

import ipaddress
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from briefgen.delivery.secrets import refuse_credentials_in_url
from briefgen.delivery.targets import ConfigPath, Target

Security = Literal["none", "starttls", "tls"]

_PORTS: dict[Security, int] = {"none": 25, "starttls": 587, "tls": 465}


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Addresses = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
"""E-mail addresses as people write them ("Name <a@b>"): a text or a list of texts."""


class MailTarget(Target):
    """One ``[mail.NAME]`` table, checked."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True)

    section: ClassVar[str] = "mail"

    transport: Literal["smtp", "sendmail", "maildir"] = "smtp"
    """How the message leaves: a mail server, a local sendmail program, or a folder."""

    host: str = Field(default="localhost", pattern=r"^[^\s/@]+$")
    """Mail server (smtp)."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; 587 for starttls, 465 for tls, 25 for none unless given."""
    security: Security = "starttls"
    """tls: encrypted from the start; starttls: encrypted before anything is said; none: in the clear."""
    auth: Literal["password", "xoauth2"] = "password"
    """What the secret is: a password or app password, or an OAuth 2 access token (XOAUTH2)."""
    ca_file: ConfigPath | None = None
    """Certificates (PEM) of an internal authority to trust besides the system's own."""
    client_certificate: ConfigPath | None = None
    """Certificate (PEM) to show to the server."""
    client_key: ConfigPath | None = None
    """Its private key (PEM), when it is not in the same file."""
    timeout: float = Field(default=60.0, gt=0)
    """Seconds to wait for an answer of the server."""
    attempts: int = Field(default=4, ge=1, le=20)
    """How often one command tries when the server asks to come back later; after that the mail waits in the outbox."""
    retry_wait: float = Field(default=2.0, ge=0)
    """Seconds before the second try; doubled for each further one, up to a minute."""

    sendmail: tuple[str, ...] = Field(default=("/usr/sbin/sendmail",), min_length=1)
    """Program and first arguments of the sendmail transport."""
    path: ConfigPath | None = None
    """Folder of the maildir transport."""
    layout: Literal["maildir", "folder"] = "maildir"
    """What ``path`` is: a Maildir, or a plain folder that another program collects .eml files from."""

    sender: str = Field(alias="from", min_length=3)
    """From: the address that sends."""
    to: Addresses = ()
    """To."""
    cc: Addresses = ()
    """Cc."""
    bcc: Addresses = ()
    """Bcc: receive the message without standing in it."""
    reply_to: Addresses = ()
    """Reply-To."""
    recipients: ConfigPath | None = None
    """File with further addresses: one a line, under [to], [cc] and [bcc] lines; "#" starts a comment."""

    template: ConfigPath | None = None
    """Folder with e-mail templates of your own; those it lacks are briefgen's."""
    logo: ConfigPath | None = None
    """Picture above the title: a PNG, JPEG or GIF file."""
    list_unsubscribe: str | None = Field(default=None, pattern=r"^(?:mailto:|https://)[!-;=?-~]{1,900}$")
    """Address for List-Unsubscribe (RFC 2369): a mailto: or https: URL."""
    too_large: Literal["fail", "link"] = "fail"
    """What to do when the message exceeds the server's limit: send nothing, or a link in place of the PDF."""
    link: str | None = Field(default=None, pattern=r"^\S+$")
    """URL of the PDF for ``too_large = "link"``; {name} stands for the brief's folder."""

    dkim_key: ConfigPath | None = None
    """Private key (PEM) to sign with DKIM (RFC 6376), where the server does not."""
    dkim_selector: str | None = None
    """Selector of the key."""
    dkim_domain: str | None = None
    """Domain of the key; that of ``from`` unless given."""

    @field_validator("link", "list_unsubscribe")
    @classmethod
    def _no_credentials(cls, url: str | None) -> str | None:
        return url if url is None else refuse_credentials_in_url(url)

    @model_validator(mode="after")
    def _fits_together(self) -> MailTarget:
        if self.transport == "maildir" and self.path is None:
            raise ValueError('transport = "maildir" needs a path')
        if self.has_password and self.transport == "smtp":
            if not self.user:
                raise ValueError("a password needs a user")
            if self.security == "none" and not self.is_loopback:
                raise ValueError('security = "none" would send the password in the clear; use starttls or tls')
        if self.user and not self.has_password and self.transport == "smtp":
            raise ValueError("a user needs password_env, password_command or keyring")
        if self.auth == "xoauth2" and not self.has_password:
            raise ValueError('auth = "xoauth2" needs a user, and the token by password_env or password_command')
        if self.client_key is not None and self.client_certificate is None:
            raise ValueError("client_key needs a client_certificate")
        if self.too_large == "link" and not self.link:
            raise ValueError('too_large = "link" needs a link')
        if (self.dkim_key is None) != (self.dkim_selector is None):
            raise ValueError("DKIM needs both dkim_key and dkim_selector")
        return self

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or _PORTS[self.security]

    @property
    def is_loopback(self) -> bool:
        """Whether the server is this machine, so that nothing goes over a network."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the target before anything is sent."""
        if self.transport == "smtp" and self.security == "none" and not self.is_loopback:
            return (f'The connection to {self.host} is not encrypted (security = "none"): others can read the brief.',)
        return ()
