"""A look at each delivery target: whether it is described well and lets us in, without sending anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from briefgen.checks import Check
from briefgen.config import Config
from briefgen.delivery.targets import find_target
from briefgen.errors import BriefgenError


def check_deliveries(config: Config) -> Iterator[tuple[Check, BriefgenError | None]]:
    """Log in to each mail and wiki target of ``config``: what was found, and the error where there is one."""
    looks: list[tuple[str, Callable[[], str]]] = []
    looks += [(f"mail target {name}", partial(_mail, config, name)) for name in config.mail]
    looks += [(f"wiki target {name}", partial(_wiki, config, name)) for name in config.wiki]
    for what, look in looks:
        try:
            yield Check(what, True, look()), None
        except BriefgenError as error:
            yield Check(what, False, error.message, error.remedy), error


def _mail(config: Config, name: str) -> str:
    from briefgen.delivery import mail

    target = find_target(mail.MailTarget, config.mail, name, config.path)
    return " ".join((mail.try_login(target), *(f"({warning})" for warning in target.warnings)))


def _wiki(config: Config, name: str) -> str:
    from briefgen.delivery.wiki.publishing import try_login
    from briefgen.delivery.wiki.targets import wiki_target

    return try_login(wiki_target(config, name))
