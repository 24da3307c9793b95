"""MediaWiki and DokuWiki as Debian packages them, run by PHP's own server on a free port of the loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

MEDIAWIKI = Path("/usr/share/mediawiki")
DOKUWIKI = Path("/usr/share/dokuwiki")


@dataclass(frozen=True)
class Server:
    """A running wiki and the account that publishes to it."""

    url: str
    user: str
    password: str
    folder: Path
    """What the wiki stores lies here."""
    person: str = "Editor"
    person_password: str = "editor-pass-12345"


def missing_for(folder: Path, *commands: str) -> str:
    """What is not installed of a server, for the reason of a skip; empty when all is there."""
    lacking = [command for command in commands if shutil.which(command) is None]
    if not folder.is_dir():
        lacking.append(str(folder))
    return ", ".join(lacking)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def served(root: Path, port: int, log: Path, arguments: list[str], environment: dict[str, str]) -> Iterator[None]:
    """``root`` served by PHP until the block ends."""
    command = ["php", "-d", "opcache.enable_cli=1", *arguments, "-S", f"127.0.0.1:{port}", "-t", str(root)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **environment})
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def mediawiki(folder: Path) -> Iterator[Server]:
    """A fresh MediaWiki on SQLite, with a bot password for the account that publishes and a second person."""
    port = free_port()
    settings = folder / "LocalSettings.php"
    environment = {"MW_CONFIG_FILE": str(settings)}

    def maintain(script: str, *arguments: str) -> str:
        command = ["php", str(MEDIAWIKI / "maintenance" / f"{script}.php"), *arguments]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    maintain(
        "install",
        *("--dbtype", "sqlite", "--dbpath", str(folder / "db"), "--dbname", "wiki", "--confpath", str(folder)),
        *("--server", f"http://127.0.0.1:{port}", "--scriptpath", "", "--pass", "admin-pass-12345", "Test", "Admin"),
    )
    with settings.open("a") as output:
        output.write(
            "\n$wgEnableUploads = true; $wgFileExtensions[] = 'pdf'; $wgStrictFileExtensions = true;\n"
            f"$wgUploadDirectory = '{folder}/images'; $wgCacheDirectory = '{folder}/cache'; $wgJobRunRate = 0;\n"
            "$wgVerifyMimeType = true; $wgRateLimits = []; $wgMainCacheType = CACHE_NONE;\n"
            "wfLoadSkin('Vector'); $wgDefaultSkin = 'vector';\n"
        )
    (folder / "images").mkdir()
    (folder / "cache").mkdir()
    maintain("createAndPromote", "Editor", "editor-pass-12345")
    password = "0123456789abcdef" * 2
    maintain("createBotPassword", "--appid", "briefgen", "--grants", _GRANTS, "Admin", password)
    with served(MEDIAWIKI, port, folder / "php.log", [], environment):
        yield Server(f"http://127.0.0.1:{port}/api.php", "Admin@briefgen", password, folder)


_GRANTS = "basic,highvolume,editpage,editprotected,createeditmovepage,uploadfile,uploadeditmovefile"


@contextmanager
def dokuwiki(folder: Path) -> Iterator[Server]:
    """A fresh DokuWiki with its remote interface open to the account that publishes and to a second person."""
    port = free_port()
    configuration, data = folder / "conf", folder / "data"
    shutil.copytree("/etc/dokuwiki", configuration)
    for name in (
        "attic",
        "cache",
        "index",
        "locks",
        "log",
        "media",
        "media_attic",
        "media_meta",
        "meta",
        "pages",
        "tmp",
    ):
        (data / name).mkdir(parents=True)
    (configuration / "local.php").write_text(
        f"<?php $conf['title']='Test'; $conf['savedir']='{data}'; $conf['useacl']=1; $conf['superuser']='@admin';"
        "$conf['remote']=1; $conf['remoteuser']=''; $conf['authtype']='authplain'; $conf['disableactions']='register';"
        "$conf['camelcase']=1;"
    )
    (configuration / "acl.auth.php").write_text("# <?php exit()?>\n*\t@ALL\t0\n*\t@user\t8\n")
    lines = [
        f"{name}:{_password_hash(password)}:{name}:{name}@example.org:{groups}"
        for name, password, groups in (
            ("briefs", "doku-pass-12345", "user"),
            ("editor", "editor-pass-12345", "user"),
            ("reader", "reader-pass-12345", "visitor"),
        )
    ]
    (configuration / "users.auth.php").write_text("# <?php exit()?>\n" + "\n".join(lines) + "\n")
    prepend = folder / "prepend.php"
    prepend.write_text(f"<?php define('DOKU_CONF', '{configuration}/');")
    with served(DOKUWIKI, port, folder / "php.log", ["-d", f"auto_prepend_file={prepend}"], {}):
        url = f"http://127.0.0.1:{port}"
        requests.get(url, timeout=30)
        yield Server(url, "briefs", "doku-pass-12345", folder, person="editor")


def _password_hash(password: str) -> str:
    command = ["php", "-r", "echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 4]);", password]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
