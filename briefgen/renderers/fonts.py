"""The fonts of the PDF: Source Serif and Source Sans (Adobe, SIL Open Font License), from their packages on PyPI."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_FACES = {
    ("Source Serif Pro", 400, "normal"): ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    ("Source Serif Pro", 400, "italic"): ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    ("Source Serif Pro", 600, "normal"): ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    ("Source Sans Pro", 400, "normal"): ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("Source Sans Pro", 400, "italic"): ("font_source_sans_pro", "SourceSansPro-It.ttf"),
    ("Source Sans Pro", 600, "normal"): ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}


@cache
def font_files() -> dict[tuple[str, int, str], Path]:
    """The installed font files by family, weight and style; a face that is not installed is not in it."""
    files = {}
    for face, (package, name) in _FACES.items():
        # Found, not imported: the packages list their folders on import.
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            file = Path(folder, "files", name)
            if file.is_file():
                files[face] = file
    return files


def missing_fonts() -> tuple[str, ...]:
    """Names of the font packages that are not, or not wholly, installed."""
    return tuple(
        sorted({package.replace("_", "-") for face, (package, _) in _FACES.items() if face not in font_files()})
    )


def font_faces() -> str:
    """CSS that makes the installed fonts known under their family names."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{file.as_uri()}") }}'
        for (family, weight, style), file in font_files().items()
    )
