"""Build data/datapackage.json: what each file in data/ is, where from, and its checksum.

The file follows the Data Package specification, version 1. The same data give the same bytes.

Run: ``python scripts/build_datapackage.py``
"""

import hashlib
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"
OWN = {"README.md", "datapackage.json"}
"""Files that are about the data and no part of them."""

IDF = {"title": "IOM Development Fund, International Organization for Migration (IOM)"}
MPF = {
    "title": "Migration Partnership Facility, International Centre for Migration Policy "
    "Development (ICMPD)"
}
# How the name of a page begins, and who published the page that it was made from.
PUBLISHERS = {
    "ada_": {"title": "Austrian Development Agency (ADA)"},
    "aics_": {"title": "Italian Agency for Development Cooperation (AICS)"},
    "devfund_": IDF,
    "dportal_": {"title": "d-portal, which shows what publishers state to IATI"},
    "eu_": {
        "title": "Delegations of the European Union, EU Emergency Trust Fund for Africa (EUTF), "
        "and bodies that carry out or evaluate projects"
    },
    "eutf_": {"title": "EU Emergency Trust Fund for Africa, action documents"},
    "fiiapp_": {"title": "FIIAPP, Spanish public foundation for international cooperation"},
    "fin_": {"title": "Ministry for Foreign Affairs of Finland"},
    "giz_": {"title": "Deutsche Gesellschaft für Internationale Zusammenarbeit (GIZ)"},
    "icmpd_": {"title": "International Centre for Migration Policy Development (ICMPD)"},
    "idf_": IDF,
    "iom_": IDF,
    "iomco_": {"title": "Country offices of the International Organization for Migration (IOM)"},
    "mpf_": MPF,
    "sdc_": {"title": "Swiss Agency for Development and Cooperation (SDC)"},
    "seed_idf": IDF,
    "seed_mpf": MPF,
    "undp_": {"title": "United Nations Development Programme (UNDP), trust funds"},
}
LABELS = {"title": "Labels by hand, made for this benchmark"}
IATI = {
    "canada_refugees.xml": {"title": "Foreign Affairs, Trade and Development Canada (IATI)"},
    "uk_migration.xml": {
        "title": "Department for International Development, United Kingdom (IATI)"
    },
}

WORDS = {"name": "text", "type": "string", "description": "words as they stand on a page"}
WHERE = {
    "name": "source",
    "type": "string",
    "description": "page that the words stand on; INDEX: a list of projects; variant: another way "
    "of writing such words; skipped:NAME: a page that is not among these",
}
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
AT_PRECISION = "written at its precision: 2019, 2019-02 or 2019-02-01"


def field(name: str, kind: str, description: str, **constraints: Any) -> dict[str, Any]:
    """Describe one column."""
    described = {"name": name, "type": kind, "description": description}
    return described | ({"constraints": constraints} if constraints else {})


TABLES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "labels/amounts.tsv": (
        "Words about money and what they say",
        [
            WORDS,
            field("amount", "number", "the amount; empty: the words must yield nothing"),
            field(
                "currency",
                "string",
                "ISO 4217 code; empty: none is stated; *: not scored, for a bare dollar",
                pattern=r"[A-Z]{3}|\*",
            ),
            WHERE,
        ],
    ),
    "labels/periods.tsv": (
        "Words about time and what they say",
        [
            WORDS,
            field("start", "string", f"start, {AT_PRECISION}", pattern=DATE),
            field("end", "string", f"end, {AT_PRECISION}", pattern=DATE),
            field(
                "duration_months",
                "number",
                "months, where the words state a duration; all three empty: the words must yield "
                "nothing; a duration alone gives no end",
            ),
            WHERE,
        ],
    ),
    "labels/migration_titles.tsv": (
        "Titles of published activities, and whether they are on migration",
        [
            field(
                "set",
                "string",
                "first: seen while the terms were written; held out: labelled before the terms "
                "were tried on it",
                required=True,
                enum=["first", "held out"],
            ),
            field(
                "source",
                "string",
                "EUTF: EU Trust Fund for Africa; FTS: flows of Germany in OCHA's tracking service; "
                "IATI: files of several publishers",
                required=True,
                enum=["EUTF", "FTS", "IATI"],
            ),
            field("title", "string", "title as published", required=True),
            field(
                "migration",
                "string",
                "whether it is on people who move",
                required=True,
                enum=["yes", "no"],
            ),
            field(
                "basis",
                "string",
                "title: the title says so; known: the programme is known to be; empty: it is not",
                enum=["title", "known"],
            ),
        ],
    ),
    "labels/places.tsv": (
        "Words about places and the countries that they name",
        [
            WORDS,
            field(
                "iso3",
                "string",
                "ISO 3166-1 alpha-3 codes, sorted, with spaces between (XKX: Kosovo); empty: the "
                "words must yield nothing",
                pattern="[A-Z]{3}( [A-Z]{3})*",
            ),
            WHERE,
        ],
    ),
    "labels/gold.jsonl": (
        "What each page says, one object a page",
        [
            field("file", "string", "name of the page in pages/", required=True, unique=True),
            field("layout", "string", "layout of the page", required=True),
            field(
                "difficulty",
                "string",
                "structured: facts stand as labels, headings or lines in order; prose: some have "
                "to be read out of sentences",
                required=True,
                enum=["structured", "prose"],
            ),
            field("fund", "string", "programme that pays"),
            field("title", "string", "title of the project"),
            field("start", "string", f"start, {AT_PRECISION}", pattern=DATE),
            field("end", "string", f"end, {AT_PRECISION}", pattern=DATE),
            field("status", "string", "status as the page wrote it"),
            field("project_type", "string", "type or theme as the page wrote it"),
            field("budget", "number", "planned total, in units of the currency"),
            field("currency", "string", "ISO 4217 code; null: none is stated", pattern="[A-Z]{3}"),
            field("amount_text", "string", "words that the budget came from (budget_text)"),
            field("coverage", "string", "geographic coverage as the page wrote it"),
            field("region", "string", "region as the page wrote it"),
            field("year", "integer", "year of approval"),
            field("prima_id", "string", "id of the project in IOM's PRIMA system"),
            field("project_code", "string", "the fund's own id of the project (project_id)"),
            field("countries", "array", "recipient countries, ISO 3166-1 alpha-3", required=True),
            field(
                "other_countries",
                "array",
                "countries that benefit without being eligible members",
                required=True,
            ),
            field("notes", "string", "what is peculiar about the page", required=True),
            field("ambiguous", "array", "columns that must not be scored here", required=True),
            field(
                "alt",
                "object",
                "further values that are right, by column; a null: saying nothing is right too",
                required=True,
            ),
        ],
    ),
}


def publisher(page: str) -> dict[str, str]:
    """Give the source of a page by its name."""
    for begin, source in PUBLISHERS.items():
        if page.startswith(begin):
            return source
    raise SystemExit(f"{page}: no publisher is known for this name; add one to PUBLISHERS")


def resource(path: Path) -> dict[str, Any]:
    """Describe one file."""
    name = path.relative_to(DATA).as_posix()
    content = path.read_bytes()
    described: dict[str, Any] = {"name": path.stem.lower(), "path": name}
    if name in TABLES:
        title, fields = TABLES[name]
        described |= {"title": title, "sources": [LABELS]}
    elif path.parent.name == "iati":
        described |= {"sources": [IATI[path.name]]}
    elif path.parent.name == "pages" and path.suffix == ".txt":
        described |= {"sources": [publisher(path.stem)]}
    else:
        raise SystemExit(f"{name}: neither a page nor a table in TABLES; describe it there")
    kinds = {
        ".txt": ("data-resource", "text/plain"),
        ".tsv": ("tabular-data-resource", "text/tab-separated-values"),
        ".jsonl": ("data-resource", "application/jsonl"),
        ".xml": ("data-resource", "application/xml"),
    }
    profile, mediatype = kinds[path.suffix]
    described |= {
        "profile": profile,
        "format": path.suffix.removeprefix("."),
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if path.suffix == ".tsv":
        described["dialect"] = {"delimiter": "\t", "header": True}
    if name in TABLES:
        described["schema"] = {"fields": fields, "missingValues": [""]}
    return described


def build() -> str:
    """Give the text of datapackage.json."""
    files = (path for path in DATA.rglob("*") if path.is_file() and path.name not in OWN)
    names = sorted(files, key=lambda path: path.relative_to(DATA).as_posix())
    sources = {source["title"]: source for source in [*PUBLISHERS.values(), *IATI.values(), LABELS]}
    package = {
        "profile": "data-package",
        "name": "migfund-pages",
        "title": "Project pages of migration funds, with labels by hand",
        "description": "Project pages of migration funds made again from public pages. Layout, "
        "labels and facts (ids, dates, budgets, countries, spelling, odd characters) are as "
        "published; the menus were shortened and the prose was written for this benchmark. Do not "
        "quote it as the publishers' words. Two IATI files have facts of activities under "
        "titles of our own. README.md has more.",
        "licenses": [{"name": "MIT", "title": "MIT License, as the whole repository"}],
        "sources": list(sources.values()),
        "resources": [resource(path) for path in names],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    text = build()
    (DATA / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    print(f"datapackage.json: {len(json.loads(text)['resources'])} files")


if __name__ == "__main__":
    main()
