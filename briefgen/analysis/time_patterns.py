"""Building blocks of time expressions: patterns of months, days, counts and parts, and the numbers behind the words."""

from __future__ import annotations

import re

from briefgen.analysis.calendar_ranges import Part

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: value for value, word in enumerate(UNITS)} | {
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-one": 21,
    "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
    "a": 1, "an": 1, "another": 1, "couple of": 2, "a couple of": 2, "a couple": 2, "couple": 2,
}  # fmt: skip
ORDINALS = re.split(
    r"\s+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
    "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first",
)
PARTS: dict[str, Part] = {
    "early": "early", "mid": "middle", "middle": "middle", "late": "late", "later": "late", "end": "end",
    "close": "end", "beginning": "start", "start": "start", "first half": "first half", "second half": "second half",
}  # fmt: skip

# Months and weekdays that are also words need their capital letter.
MONTH = (
    r"(?:(?:january|february|april|june|july|august|september|october|november|december)\b|(?-i:May|March|MAY|MARCH)\b"
    r"|(?-i:(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?))"
)
FULL_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?-i:Tue|Tues|Wed|Weds|Thu|Thur|Thurs|Fri))\b"
WEEKDAY = rf"(?:{FULL_WEEKDAY}\.?|(?-i:Mon|Sat|Sun)\b\.?)"
YEAR = r"(?:1[6-9]|20|21)\d\d(?![\d%]|[,.]\d)"
NUMERAL = r"(?:[0-2]?\d|3[01])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d|\s*(?:a\.?m|p\.?m|per\b|years?\b|million\b))"
ORDINAL_WORD = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
DAY = rf"(?:the\s+)?(?:{NUMERAL}|{ORDINAL_WORD}\b)"
ORDINAL_DAY = rf"(?:(?:[0-2]?\d|3[01])(?:st|nd|rd|th)|{ORDINAL_WORD})\b"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
UNIT = r"(?:minute|hour|day|night|week|fortnight|month|quarter|year|decade)"
COUNT = (
    r"(?:(?:a\s+)?couple(?:\s+of)?|\d{1,3}|(?:"
    + "|".join(sorted((w for w in NUMBERS if " " not in w), key=len, reverse=True))
    + r"))"
)
JOIN = r"\s*(?:-|–|—|/|to|and|or|&|through|until|till)\s*"
THIS = r"(?:this|next|last|past|previous|(?:the\s+)?(?:coming|following|current)|the\s+next)"
CLOCK = (
    r"(?:(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?\s?m\b\.?|o'clock)|[0-2]?\d:[0-5]\d|noon|midnight|midday"
    r"|\d{4}\s*(?=UTC|GMT|hours|hrs))(?:\s*(?:UTC|GMT|hours|hrs|(?-i:[A-Z]{2,4}))\b)?)"
)
OF = r"(?:\s+of)?\s+"
PART = (
    r"(?:(?:the\s+)?(?P<part>beginning|start|middle|end|close|first half|second half)\s+(?:of\s+)?(?:the\s+)?"
    r"|(?P<early>early|mid|late|later)(?:\s+in)?[\s-]+(?:the\s+)?)"
)
BASE = (
    rf"(?:{MONTH}(?:,?{OF}{YEAR})?|Q[1-4](?:[\s,/-]*{YEAR})?|(?:{SEASON}){OF}{YEAR}|{THIS}\s+{SEASON}"
    rf"|{THIS}\s+(?:week|month|quarter|year|decade)\b|(?:calendar\s+)?(?:week|month|quarter|year)\b|{SEASON}\b|{YEAR})"
)


def count_of(text: str) -> int:
    """The number that a word or numeral of ``COUNT`` stands for."""
    word = re.sub(r"\s+", " ", text.lower().strip())
    return int(word) if word.isdigit() else NUMBERS[word]


def day_number(text: str) -> int:
    """The day of the month that a match of ``DAY`` stands for ("the twentieth", "3rd")."""
    word = re.sub(r"^the\s+", "", text.lower().strip())
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS.index(word) + 1


def month_number(text: str) -> int:
    """1 for January."""
    return MONTHS.index(text[:3].lower()) + 1


def weekday_number(text: str) -> int:
    """0 for Monday."""
    return WEEKDAYS.index(text[:3].lower())
