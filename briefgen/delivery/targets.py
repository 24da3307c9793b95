"""Delivery targets: what every table of ``[mail.NAME]`` and ``[wiki.NAME]`` in briefgen.toml has in common."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, model_validator

from briefgen.config import FILE_NAME
from briefgen.delivery import secrets
from briefgen.documents import Frozen
from briefgen.errors import ConfigurationError


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder", Path())
    return Path(folder) / path.expanduser()


ConfigPath = Annotated[Path, AfterValidator(_beside_the_file)]
"""A path in a target; a relative one counts from the folder of the configuration file."""


class Target(Frozen):
    """A place to deliver to, with a user name and a word on where the password or token is to be found.

    A subclass sets ``section`` to its part of the configuration and adds its own fields.
    """

    model_config = ConfigDict(hide_input_in_errors=True, str_strip_whitespace=True)

    section: ClassVar[str] = ""

    name: str = "default"
    """Name of the target: NAME of its table [section.NAME]."""
    user: str | None = None
    """User name at the server."""
    password_env: str | None = Field(default=None, min_length=1)
    """Environment variable that holds the password, app password or token."""
    password_command: tuple[str, ...] | None = Field(default=None, min_length=1)
    """Command that prints the password, app password or token; run without a shell."""
    keyring: bool | str = False
    """True: the password is in the system's keyring, service "briefgen:SECTION.NAME"; a text: another service."""

    @model_validator(mode="after")
    def _one_secret(self) -> Target:
        given = [self.password_env is not None, self.password_command is not None, bool(self.keyring)]
        if sum(given) > 1:
            raise ValueError("give only one of password_env, password_command and keyring")
        if self.keyring and not self.user:
            raise ValueError("keyring needs a user")
        return self

    @property
    def has_password(self) -> bool:
        """Whether the target says where a password or token is to be found."""
        return self.password_env is not None or self.password_command is not None or bool(self.keyring)

    def password(self) -> SecretStr | None:
        """The password or token, read now from where the target says; None when it names none.

        Raises AuthenticationError when it is missing, ConfigurationError when the place cannot be asked.
        """
        if self.password_env is not None:
            return secrets.from_environment(self.password_env)
        if self.password_command is not None:
            return secrets.from_command(self.password_command)
        if self.keyring:
            service = self.keyring if isinstance(self.keyring, str) else f"briefgen:{self.section}.{self.name}"
            return secrets.from_keyring(service, self.user or "")
        return None


TargetType = TypeVar("TargetType", bound=Target)


def parse_target(model: type[TargetType], name: str, table: Mapping[str, Any], file: Path | None) -> TargetType:
    """The target that ``table`` describes: [``model.section``.``name``] in the configuration ``file``.

    Raises ConfigurationError, in one sentence, for a secret in the clear, an unknown key or a wrong value.
    No value of the table is repeated in the message, since it may be a secret in the wrong place.
    """
    where = f"[{model.section}.{name}] in {file or FILE_NAME}"
    secrets.refuse_secret_keys(table, model.model_fields, where)
    if "name" in table:
        raise ConfigurationError(f"{where} has a key name.", "Remove it: the table's title is the target's name.")
    try:
        return model.model_validate({**table, "name": name}, context={"folder": file.parent if file else Path()})
    except ValidationError as error:
        raise ConfigurationError(f"{where} is wrong: {_first_fault(error, model)}.", "Correct it.") from None


def find_target(model: type[TargetType], tables: Mapping[str, Any], name: str | None, file: Path | None) -> TargetType:
    """The target called ``name`` ("default" when None) among ``tables``, the part [``model.section``] of ``file``.

    Raises ConfigurationError when there is none, naming those that exist, or when it is wrong.
    """
    wanted = name or "default"
    table = tables.get(wanted)
    if not isinstance(table, Mapping):
        known = ", ".join(sorted(key for key, value in tables.items() if isinstance(value, Mapping)))
        where = file or FILE_NAME
        raise ConfigurationError(
            f"There is no {model.section} target called {wanted} in {where}.",
            f"Use --target with one of: {known}." if known else f"Add a table [{model.section}.{wanted}] to {where}.",
        )
    return parse_target(model, wanted, table, file)


def _first_fault(error: ValidationError, model: type[Target]) -> str:
    fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(where, model.model_fields, n=1)
        return f"unknown key {where}" + (f" (did you mean {near[0]}?)" if near else "")
    message = fault["msg"].removeprefix("Value error, ").rstrip(".")
    message = message[:1].lower() + message[1:]
    return f"{where}: {message}" if where else message
