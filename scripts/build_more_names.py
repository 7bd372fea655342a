"""Build migfund/codelists/more_names.csv: country names that sentences need in five languages.

Russian and Ukrainian names in all cases; the Dutch and Nordic names of Unicode CLDR.

Needs packages that migfund itself does not:

    pip install babel pymorphy3 pymorphy3-dicts-uk

A name is put into each case word by word: the adjectives before its noun and the noun itself, and
the noun behind "and"; what follows the noun ("Республика Конго") stays. The list was read through
by hand: names that the dictionaries do not know, or get wrong, stand in BY_HAND or are left out.
"""

import csv
import re
from pathlib import Path

import pymorphy3
from babel import Locale

from migfund.parse.place_names import codes, key_of, listed_keys

LISTS = Path(__file__).resolve().parents[1] / "migfund" / "codelists"
TARGET = LISTS / "more_names.csv"
AMBIGUOUS = ("Kongo", "Norfolk", "Island", "De tidligere Nederlandske Antiller")
CASES = ("gent", "datv", "accs", "ablt", "loct")
LEFT_OUT = {"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI"}  # nobody's projects
AND = {"и", "і", "та", "й"}
BY_HAND = {
    "GNB": "Гвинеи-Бисау|Гвинею-Бисау|Гвинее-Бисау|Гвинеей-Бисау|Гвінеї-Бісау|Гвінею-Бісау",
    "UKR": "Украйне",
    "BLR": "Белоруссии|Белоруссию|Белоруссией",
    "MDA": "Молдавии|Молдавию|Молдавией",
    "KGZ": "Кыргызстана|Кыргызстану|Кыргызстаном|Кыргызстане|Киргизстаном",
    "CIV": "Кот-д'Ивуара|Кот-д'Ивуару|Кот-д'Ивуаром|Кот-д'Ивуаре|Кот-д'Івуару|Кот-д'Івуарі"
    "|Кот-д'Івуаром",
    "PNG": "Папуа-Новой Гвинеи|Папуа-Новой Гвинее|Папуа-Новую Гвинею|Папуа-Нової Гвінеї"
    "|Папуа-Новій Гвінеї|Папуа-Нову Гвінею",
    "NZL": "Нової Зеландії|Новій Зеландії|Нову Зеландію|Новою Зеландією",
    "NCL": "Нової Каледонії|Новій Каледонії|Нову Каледонію",
    "MMR": "М'янми|М'янмі|М'янму|М'янмою",
    "PSE": "Палестині|Палестини|Палестину|Палестиною",
    "SSD": "Південному Судані",
    "BIH": "Босния|Боснии|Боснию|Боснией|Боснія|Боснії|Боснію|Боснія та Герцеговина"
    "|Боснії та Герцеговини|Боснії та Герцеговині|Боснію та Герцеговину",
    "TTO": "Тринідад та Тобаго|Тринідаді та Тобаго|Тринідаду та Тобаго",
    "ATG": "Антигуа та Барбуда|Антигуа та Барбуді",
}


def russian() -> list[tuple[str, str]]:
    """Return the Russian names that are listed, with their codes."""
    with (LISTS / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["name"], row["iso3"])
        for row in rows
        if re.fullmatch(r"[А-Яа-яЁё' -]+", row["name"]) and not re.search("[іїєґІЇЄҐ]", row["name"])
    ]


def of_cldr(language: str) -> list[tuple[str, str]]:
    """Return the names of Unicode CLDR in a language, with their codes."""
    names = Locale.parse(language).territories
    return [
        (names[code], iso3) for code, iso3 in codes().items() if len(code) == 2 and code in names
    ]


def forms(analyzer: pymorphy3.MorphAnalyzer, name: str) -> set[str]:
    """Return a name in the cases in which all its words are known."""
    words = re.split(r"([ -]+)", name.replace("’", "'").replace("ʼ", "'"))
    found = set()
    for case in CASES:
        made, head, joined = [], False, False
        for position, word in enumerate(words):
            last_of_hyphens = position + 1 == len(words) or words[position + 1] != "-"
            wanted = (not head or joined) and last_of_hyphens and word.strip(" -")
            if word in AND:
                joined = head
                made.append(word)
                continue
            parses = [
                p
                for p in analyzer.parse(word)
                if "nomn" in str(p.tag)
                and p.tag.POS in ("NOUN", "ADJF", "PRTF")
                and (p.is_known or re.search("[иі]я$", word))
            ]
            if not wanted or not parses:
                made.append(word)
                if wanted and not head:
                    break  # a word before the noun that no dictionary knows
                continue
            best = next((p for p in parses if "Geox" in str(p.tag)), parses[0])
            if case == "accs" and (best.tag.number == "plur" or "femn" not in str(best.tag)):
                break  # of things, the accusative is the nominative
            form = best.inflect({case, best.tag.number} if best.tag.number else {case})
            if form is None:
                break
            made.append(form.word.capitalize() if word[0].isupper() else form.word)
            head, joined = head or best.tag.POS == "NOUN", False
        if head and len(made) == len(words):
            found.add("".join(made))
    return found


def main() -> None:
    rows: dict[str, tuple[str, str, str]] = {}
    with TARGET.open("w", encoding="utf-8") as file:
        file.write("name,iso3,language\n")  # so that the lists are known without this one
    listed = set(listed_keys()) | {key_of(name) for name in AMBIGUOUS}
    for language, names in (("ru", russian()), ("uk", of_cldr("uk"))):
        names = [(name, iso3) for name, iso3 in names if iso3 not in LEFT_OUT and name != "Гвиана"]
        analyzer = pymorphy3.MorphAnalyzer(lang=language)
        for name, iso3 in names:
            nominative = {name} if key_of(name) not in listed else set()
            if re.search(r"[,(]|о-ва|ОАР", name):
                continue
            for form in nominative | forms(analyzer, name):
                if re.search("Нов(ою|ої|у|ій) .*ія$", form):
                    continue  # half a form
                key = key_of(form)
                if key in listed or len(key) < 4 or " [" in form:
                    continue
                old = rows.get(key)
                if old and old[1] != iso3:
                    print("clash", form, iso3, old)
                rows.setdefault(key, (form, iso3, language))
    for language, locale in (("nl", "nl"), ("sv", "sv"), ("no", "nb"), ("da", "da")):
        for name, iso3 in of_cldr(locale):
            key = key_of(name)
            if key in listed or len(key) < 4 or iso3 in LEFT_OUT or re.search("[,:]", name):
                continue
            if rows.setdefault(key, (name, iso3, language))[1] != iso3:
                print("clash", name, iso3, rows[key])
    for iso3, spelled in BY_HAND.items():
        for form in spelled.split("|"):
            rows.setdefault(key_of(form), (form, iso3, "by hand"))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "iso3", "language"])
        writer.writerows(sorted(rows.values(), key=lambda row: (row[1], row[2], row[0])))
    print(len(rows), "names")


if __name__ == "__main__":
    main()
