"""Files and folders that nobody but the user can read or change, and that are on the disk once they are written."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from briefgen.errors import ConfigurationError

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def write_durably(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, readable by the user alone, by one rename and flushed to the disk; raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # In a folder that others may write to, the name could be a link that they put there.
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    flush_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make ``path`` and the folders above it that are missing, for the user alone."""
    for folder in (*reversed(path.parents), path):
        folder.mkdir(mode=0o700, exist_ok=True)


def flush_folder(path: Path) -> None:
    """Flush to the disk what was renamed in the folder ``path``; raises OSError."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_open_folder(path: Path) -> None:
    """Refuse a folder that others could change or replace, as ssh does; one that they can only read is closed to them.

    Whoever can write there, or into a folder above, could have messages of their own sent with the user's
    credentials, or make somebody receive one twice. Raises ConfigurationError. Does nothing where there are no
    owners and modes as POSIX has them.
    """
    if os.name != "posix":
        return
    for part in (path.absolute(), *path.absolute().parents):
        if part.is_symlink() and part.lstat().st_uid not in (0, os.geteuid()):
            raise _open(path, f"{part} is a link that another user made")
    real = path.resolve()
    status = real.stat()
    if status.st_uid != os.geteuid():
        raise _open(path, "it belongs to another user")
    if _others_may_write(status):
        raise _open(path, "others can write to it", f"See what is in it, then run: chmod 700 {path}")
    if status.st_mode & _OTHERS:
        real.chmod(0o700)
    for folder in real.parents:
        above = folder.stat()
        if above.st_uid not in (0, os.geteuid()):
            raise _open(path, f"{folder} belongs to another user")
        # In a sticky folder, such as /tmp, nobody can rename what others own.
        if _others_may_write(above) and not above.st_mode & stat.S_ISVTX:
            raise _open(path, f"others can write to {folder}")


def _others_may_write(status: os.stat_result) -> bool:
    if status.st_mode & stat.S_IWOTH:
        return True
    return bool(status.st_mode & stat.S_IWGRP) and not _is_private_group(status.st_gid)


def _is_private_group(group: int) -> bool:
    """Whether it is the group of the user alone, which Debian and others give to each user."""
    import grp
    import pwd

    try:
        user, named = pwd.getpwuid(os.geteuid()), grp.getgrgid(group)
    except KeyError:
        return False
    return group == user.pw_gid and named.gr_name == user.pw_name and not set(named.gr_mem) - {user.pw_name}


def _open(path: Path, reason: str, remedy: str = "") -> ConfigurationError:
    return ConfigurationError(
        f"The outbox {path} is not safe: {reason}.",
        remedy or "Name a folder of your own with --outbox or BRIEFGEN_OUTBOX.",
    )
