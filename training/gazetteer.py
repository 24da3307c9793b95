"""Write ``briefgen/models/states.json``: states, their other names, capitals and demonyms.

    python training/gazetteer.py

From the packages countryinfo (MIT) and babel (BSD, data of the Unicode CLDR).
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from babel import Locale
from babel.languages import get_official_languages

TARGET = Path(__file__).parents[1] / "briefgen" / "models" / "states.json"
NOT_STATES = {"AQ", "BV", "HM", "TF", "GS", "UM", "IO"}


def main() -> None:
    english = Locale("en")
    states = []
    for entry in sorted(files("countryinfo").joinpath("data").iterdir(), key=lambda path: path.name):
        if not entry.name.endswith(".json"):
            continue
        data = json.loads(entry.read_text("utf-8"))
        code = (data.get("ISO") or {}).get("alpha2")
        if not code or code in NOT_STATES:
            continue
        spelled = [name for name in data.get("altSpellings", []) if re.fullmatch(r"[A-Z][\w .'’,-]{4,}", name)]
        territory = english.territories.get(code)
        short = re.sub(r" \(.*\)", "", territory) if territory else None
        inside = [word for word in re.findall(r"\(([^)]*)\)", territory or "") if " " in word or len(word) > 4]
        names = dict.fromkeys(filter(None, [short, data["name"], *spelled, *inside]))
        demonyms = dict.fromkeys(filter(None, re.split(r",\s*|/", data.get("demonym") or "")))
        for language in get_official_languages(code):
            # "Kazakh" beside "Kazakhstani"; a language of many states says nothing about which is meant.
            word = english.languages.get(language)
            if word and any(word[:4] == name[:4] for name in names):
                demonyms.setdefault(word)
        capital = data.get("capital") or []
        states.append(
            {
                "code": code,
                "names": list(names),
                "capitals": [capital] if isinstance(capital, str) else capital,
                "demonyms": [word for word in demonyms if word not in names],
            }
        )
    states.sort(key=lambda state: state["code"])
    TARGET.write_text(json.dumps(states, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
