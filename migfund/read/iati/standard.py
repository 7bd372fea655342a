"""What of the IATI standard is read, as data: each element's fields, and the columns of each table.

One mapping serves versions 1.01 to 1.05 and 2.01 to 2.03. Where they differ:

- names and titles are the text of the element in version 1, ``narrative`` elements in version 2
  (kind "words" reads both);
- version 1 has words or letters for codes of version 2: they stand in the column ``old`` of
  ``codelists/iati_codes.csv``, and the code of 2.03 is given for either;
- version 1 allows a date as the text of its element instead of ``iso-date``: the path has both;
- version 1 repeats ``title`` and ``description`` for each language: a star marks what may stand
  several times; version 2.03 has an aid type for each vocabulary, of which that of the DAC counts;
- what only later versions have (``tag``, ``budget/@status``, countries and sectors of a
  transaction) is not found in earlier ones.
"""

from typing import NamedTuple

from migfund.schema import (
    COLUMNS,
    DATE,
    NUMBER_LIST,
    PAGE_COLUMNS,
    TEXT,
    TEXT_LIST,
    Column,
)

__all__ = [
    "BUDGETS",
    "CELLS",
    "DATES",
    "DEFAULT_VOCABULARY",
    "ELEMENTS",
    "RESTORED",
    "RULED",
    "TABLES",
    "Field",
]

PROBLEMS = PAGE_COLUMNS[-1]
FLAG = "boolean"
CATEGORY = "category"


BUDGETS = ("budgets", "commitments", "planned-disbursements", "largest")
"""What the budget of a project may be the sum of."""
DATES = ("actual", "planned")
"""Which of two dates counts first."""

CELLS = "{urn:migfund:project-table}cells"
"""The attribute in which a written project table keeps what IATI has no place for, as JSON."""


class Field(NamedTuple):
    """A value of an element: its name, where it stands, and what it is.

    ``path`` starts from the element; ``@`` is an attribute, a star means that the element may stand
    several times (the first counts), brackets what an attribute must be if it is there, and a bar
    separates a second place to look. ``kind`` is text, words (of one language), number, percentage,
    date, flag, currency, or a list of codes.
    """

    name: str
    path: str
    kind: str = "text"


_PERIOD = (
    Field("start", "period-start/@iso-date | period-start", "date"),
    Field("end", "period-end/@iso-date | period-end", "date"),
)
_VALUE = (
    Field("value", "value", "number"),
    Field("currency", "value/@currency", "currency"),
    Field("value_date", "value/@value-date", "date"),
)
_PARTIES = tuple(
    Field(*field)
    for party in ("provider", "receiver")
    for field in (
        (party, f"{party}-org", "words"),
        (f"{party}_ref", f"{party}-org/@ref"),
        (f"{party}_activity_id", f"{party}-org/@{party}-activity-id"),
    )
)
_COUNTRY = (
    Field("code", "@code"),
    Field("percentage", "@percentage", "percentage"),
    Field("name", ".", "words"),
)
_SECTOR = (
    Field("vocabulary", "@vocabulary", "sector_vocabulary"),
    Field("code", "@code"),
    Field("percentage", "@percentage", "percentage"),
    Field("name", ".", "words"),
)
_REGION = (Field("vocabulary", "@vocabulary", "region_vocabulary"), *_COUNTRY)

ELEMENTS: dict[str, tuple[Field, ...]] = {
    "": (
        Field("version", "@version"),
        Field("language", "@xml:lang"),
        Field("default_currency", "@default-currency", "currency"),
        Field("level", "@hierarchy"),
        Field("humanitarian", "@humanitarian", "flag"),
        Field("last_updated", "@last-updated-datetime"),
        Field("cells", f"@{CELLS}"),
        Field("project_id", "iati-identifier"),
        Field("title", "title*", "words"),
        Field("description", "description*", "words"),
        Field("publisher", "reporting-org", "words"),
        Field("publisher_ref", "reporting-org/@ref"),
        Field("publisher_type", "reporting-org/@type", "organisation_type"),
        Field("activity_status", "activity-status/@code", "activity_status"),
        Field("status", "activity-status", "words"),
        Field("activity_scope", "activity-scope/@code", "activity_scope"),
        Field("collaboration_type", "collaboration-type/@code", "collaboration_type"),
        Field("flow_type", "default-flow-type/@code", "flow_type"),
        Field("finance_type", "default-finance-type/@code", "finance_type"),
        Field("aid_type", "default-aid-type[vocabulary=1]/@code", "aid_type"),
        Field("tied_status", "default-tied-status/@code", "tied_status"),
    ),
    "activity-date": (
        Field("activity_date", "@type", "activity_date"),
        Field("date", "@iso-date | .", "date"),
    ),
    "participating-org": (
        Field("organisation_role", "@role", "organisation_role"),
        Field("ref", "@ref"),
        Field("organisation_type", "@type", "organisation_type"),
        Field("activity_id", "@activity-id"),
        Field("crs_channel", "@crs-channel-code"),
        Field("name", ".", "words"),
    ),
    "recipient-country": _COUNTRY,
    "recipient-region": _REGION,
    "sector": _SECTOR,
    "policy-marker": (
        Field("vocabulary", "@vocabulary", "region_vocabulary"),
        Field("code", "@code"),
        Field("significance", "@significance"),
    ),
    "tag": (
        Field("vocabulary", "@vocabulary", "tag_vocabulary"),
        Field("code", "@code"),
    ),
    "related-activity": (
        Field("related_id", "@ref"),
        Field("related_activity", "@type", "related_activity"),
    ),
    "budget": (
        Field("budget_type", "@type", "budget_type"),
        Field("budget_status", "@status", "budget_status"),
        *_PERIOD,
        *_VALUE,
    ),
    "planned-disbursement": (
        Field("budget_type", "@type", "budget_type"),
        *_PERIOD,
        *_VALUE,
        *_PARTIES,
    ),
    "transaction": (
        Field("transaction_ref", "@ref"),
        Field("humanitarian", "@humanitarian", "flag"),
        Field("transaction_type", "transaction-type/@code | transaction-type", "transaction_type"),
        Field("start", "transaction-date/@iso-date | transaction-date", "date"),
        *_VALUE,
        Field("description", "description*", "words"),
        *_PARTIES,
        Field("flow_type", "flow-type/@code", "flow_type"),
        Field("finance_type", "finance-type/@code", "finance_type"),
        Field("aid_type", "aid-type[vocabulary=1]/@code", "aid_type"),
        Field("tied_status", "tied-status/@code", "tied_status"),
    ),
    "transaction/recipient-country": _COUNTRY,
    "transaction/recipient-region": _REGION,
    "transaction/sector": _SECTOR,
    "result": (
        Field("result_type", "@type", "result_type"),
        Field("title", "title*", "words"),
    ),
    "result/indicator": (
        Field("indicator_measure", "@measure", "indicator_measure"),
        Field("title", "title*", "words"),
    ),
}
"""Every element that is read, by its path below the activity (the activity itself is ``""``)."""

RULED = frozenset(
    "activity_date organisation_role related_activity budget_type transaction_type".split()
)
"""Code lists that rules of the reader rest on: a code that they do not have is a problem. Other
lists grow with time, and a code that the package's copy does not have is kept without a name."""

DEFAULT_VOCABULARY = {"sector_vocabulary": "1", "region_vocabulary": "1"}
"""The vocabulary that counts where none is named, as the standard says."""


def _code(name: str, meaning: str) -> tuple[Column, Column]:
    """Return the columns of a code and of its name."""
    return (
        Column(name, CATEGORY, f"{meaning}, code of IATI 2.03"),
        Column(f"{name}_name", CATEGORY, "name of the code"),
    )


_LINK: tuple[Column, ...] = (
    Column("project_id", TEXT, "iati-identifier of the activity"),
    Column("source", CATEGORY, "file that the record came from"),
    Column("source_locator", TEXT, "XPath of the element"),
)
_PARENT = Column("parent_id", TEXT, "project_id of the activity that this one is a part of")
_ABOVE = _PARENT._replace(
    meaning="project_id of the nearest activity above with rows here, or else of its parent"
)
_DATED: tuple[Column, ...] = (
    Column("start", DATE, "first day that the text allows for the start"),
    Column("end", DATE, "last day that the text allows for the end"),
    Column("start_precision", CATEGORY, "day, month or year"),
    Column("end_precision", CATEGORY, "day, month or year"),
)
_MONEY: tuple[Column, ...] = (
    Column("value", "float64", "as stated, in units of the currency"),
    Column("currency", CATEGORY, "ISO 4217, the value's own or else the activity's default"),
    Column("value_date", DATE, "the day whose rate counts"),
    Column("value_date_precision", CATEGORY, "day, month or year"),
    Column("value_date_from", CATEGORY, "what says it: value-date, or the date or period's start"),
    Column("counted_in", CATEGORY, "where else in these tables the same money stands"),
)
REGION_SHARE = Column("region_share", "float64", "share of the regions, where the source says")
_PLACES: tuple[Column, ...] = (
    Column("countries", TEXT_LIST, "recipient countries, ISO 3166-1 alpha-3"),
    Column("country_shares", NUMBER_LIST, "share of each country, 0 to 1, where the source says"),
    Column("countries_from", CATEGORY, "transaction or activity"),
    Column("region", CATEGORY, "recipient regions by name"),
    REGION_SHARE,
)
_OF: tuple[Column, ...] = (
    Column("transaction", TEXT, "XPath of the transaction that it belongs to; else the activity"),
)
_PARTY: tuple[Column, ...] = tuple(
    Column(party + name, CATEGORY, meaning)
    for party in ("provider", "receiver")
    for name, meaning in (
        ("", "name of the organisation"),
        ("_ref", "its identifier"),
        ("_activity_id", "iati-identifier of its activity"),
    )
)

_SHARED: tuple[Column, ...] = (
    Column("code", CATEGORY, "as stated"),
    Column("name", CATEGORY, "as stated, or else by the code list"),
    Column("percentage", "float64", "0 to 100"),
)

_OF_ELEMENTS: dict[str, tuple[Column, ...]] = {
    "budgets": (
        _ABOVE,
        *_code("budget_type", "original or revised"),
        *_code("budget_status", "indicative or committed"),
        *_DATED,
        *_MONEY,
        *_PLACES,
    ),
    "planned_disbursements": (
        _ABOVE,
        *_code("budget_type", "original or revised"),
        *_DATED,
        *_MONEY,
        *_PARTY,
        *_PLACES,
    ),
    "transactions": (
        Column("transaction_ref", TEXT, "the publisher's own number"),
        *_code("transaction_type", "what kind of transaction"),
        *_DATED,
        *_MONEY,
        Column("description", TEXT, "the first description"),
        *_PARTY,
        *_code("flow_type", "flow, the transaction's own or else the activity's"),
        *_code("finance_type", "finance, the transaction's own or else the activity's"),
        *_code("aid_type", "aid, the transaction's own or else the activity's"),
        *_code("tied_status", "tied status, the transaction's own or else the activity's"),
        Column("humanitarian", FLAG, "flag of the transaction, or else of the activity"),
        *_PLACES,
    ),
    "recipients": (
        *_OF,
        Column("kind", CATEGORY, "country or region"),
        Column("country", CATEGORY, "ISO 3166-1 alpha-3"),
        *_code("vocabulary", "list that a region's code is of"),
        *_SHARED,
    ),
    "sectors": (
        *_OF,
        *_code("vocabulary", "list that the code is of"),
        *_SHARED,
    ),
    "participants": (
        *_code("organisation_role", "funding, accountable, extending or implementing"),
        Column("name", TEXT, "name of the organisation"),
        Column("ref", TEXT, "its identifier"),
        *_code("organisation_type", "kind of organisation"),
        Column("activity_id", TEXT, "iati-identifier of its own activity"),
        Column("crs_channel", CATEGORY, "channel code of the CRS"),
    ),
    "results": (
        *_code("result_type", "output, outcome, impact"),
        Column("title", TEXT, "title of the result"),
        Column("indicator", TEXT, "title of the indicator; a row each"),
        *_code("indicator_measure", "what the indicator is measured in"),
    ),
    "related": (
        Column("related_id", TEXT, "iati-identifier of the other activity"),
        *_code("related_activity", "what the other is: parent, child, sibling …"),
        Column("in_load", FLAG, "whether the other activity was read as well"),
    ),
}
"""The columns of the tables with a row an element, but for those that all of them have."""

TABLES: dict[str, tuple[Column, ...]] = {
    "projects": (
        *COLUMNS,
        Column("commitment", "float64", "sum of the outgoing commitments, in the currency"),
        Column("disbursement", "float64", "sum of what was disbursed and spent, in the currency"),
        Column("budget_from", CATEGORY, "what the budget is the sum of"),
        Column("start_from", CATEGORY, "actual or planned"),
        Column("end_from", CATEGORY, "actual or planned"),
        Column("countries_from", CATEGORY, "activity or transactions"),
        REGION_SHARE,
        Column("level", TEXT, "hierarchy: 1 is above 2"),
        _PARENT,
        Column("description", TEXT, "the first description"),
        Column("publisher", TEXT, "reporting organisation"),
        Column("publisher_ref", TEXT, "its identifier"),
        *_code("publisher_type", "kind of organisation"),
        *_code("activity_status", "status"),
        *_code("activity_scope", "geographic scope"),
        *_code("collaboration_type", "collaboration"),
        *_code("flow_type", "flow, the default of the activity"),
        *_code("finance_type", "finance, the default of the activity"),
        *_code("aid_type", "aid, the default of the activity"),
        *_code("tied_status", "tied status, the default of the activity"),
        Column("humanitarian", FLAG, "flag of the activity"),
        Column("sectors", TEXT_LIST, "DAC purpose codes, 5 digits"),
        Column("sector_shares", NUMBER_LIST, "share of each of them, where the source says"),
        Column("policy_markers", TEXT_LIST, "DAC policy markers as code:significance"),
        Column("tags", TEXT_LIST, "tags as vocabulary:code"),
        Column("sdgs", TEXT_LIST, "SDG goals and targets, from tags and sectors"),
        Column("default_currency", CATEGORY, "currency of values that name none"),
        Column("language", CATEGORY, "language of texts that name none"),
        Column("iati_version", CATEGORY, "version of the standard, as stated"),
        Column("last_updated", TEXT, "as stated"),
        PROBLEMS,
    ),
    **{name: (*_LINK, *columns, PROBLEMS) for name, columns in _OF_ELEMENTS.items()},
}
"""The columns of each table, in order."""


RESTORED = tuple(
    column.name
    for column in TABLES["projects"]
    if column.name not in ("source", "source_locator", "problems", "iati_version")
)
"""The columns that a written project table has again when it is read."""
