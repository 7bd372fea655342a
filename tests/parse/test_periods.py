"""Words to dates and periods, in seven languages, with nothing guessed."""

import csv
import datetime
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migfund.errors import MigfundError
from migfund.parse.dates import is_ambiguous_date, parse_date
from migfund.parse.periods import Period, find_durations, find_periods, parse_period

LENGTH = {"day": 10, "month": 7, "year": 4}
LABELLED = Path(__file__).resolve().parents[2] / "data" / "labels" / "periods.tsv"


def written(date: datetime.date | None, precision: str | None) -> str:
    """Write a date at its precision: 2019, 2019-02 or 2019-02-01; nothing for no date."""
    return "" if date is None or precision is None else date.isoformat()[: LENGTH[precision]]


def seen(period: Period | None) -> str:
    """Write a period as "start/end duration", each part only where it is known."""
    if period is None:
        return "nothing"
    months = "" if period.duration_months is None else f" {period.duration_months:g}"
    start = written(period.start, period.start_precision)
    return f"{start}/{written(period.end, period.end_precision)}{months}"


# What the text says of start and end, in words of several languages.
RANGES = [
    ("From: 01/02/2019 To: 31/03/2021", "2019-02-01/2021-03-31"),
    ("02/01/2019 to 03/15/2020", "2019-02-01/2020-03-15"),
    ("15.12.2005 – 30.04.2008", "2005-12-15/2008-04-30"),
    ("01.04. – 30.06.2020", "2020-04-01/2020-06-30"),
    ("2019-02-01/2020-01-31", "2019-02-01/2020-01-31"),
    ("2019-02 – 2020-02", "2019-02/2020-02"),
    ("2005-06 – 2007-02", "2005-06/2007-02"),
    ("2005-09 – 2007-12", "2005-09/2007-12"),
    ("02/2019 - 02/2020", "2019-02/2020-02"),
    ("01/2019–12/2021", "2019-01/2021-12"),
    ("Jan. 2019 – Dec. 2020", "2019-01/2020-12"),
    ("01-Jan-2019 to 31-Dec-2020", "2019-01-01/2020-12-31"),
    ("jan/2019 a dez/2020", "2019-01/2020-12"),
    ("MarchSeptember 2015", "2015-03/2015-09"),
    ("March - September 2015", "2015-03/2015-09"),
    ("1-30 June 2020", "2020-06-01/2020-06-30"),
    ("1 to 15 March 2021", "2021-03-01/2021-03-15"),
    ("June 1 - August 31, 2020", "2020-06-01/2020-08-31"),
    ("June 1-30, 2020", "2020-06-01/2020-06-30"),
    ("1 June – 30 Sept. 2020", "2020-06-01/2020-09-30"),
    ("1 January 2019-30 June 2020", "2019-01-01/2020-06-30"),
    ("42 months; 2013-2017", "2013/2017 42"),
    ("2019/20", "2019/2020"),
    ("2015-17", "2015/2017"),
    ("2010–12", "2010/2012"),
    ("2012-2015", "2012/2015"),
    ("Q1 2020 – Q4 2021", "2020-01/2021-12"),
    ("Q1-Q3 2020", "2020-01/2020-09"),
    ("2019 Q1 - 2020 Q2", "2019-01/2020-06"),
    ("autumn 2014 – spring 2016", "2014/2016"),
    ("between March 2016 and June 2019", "2016-03/2019-06"),
    ("from the end of 2017 to the end of March 2019", "2017/2019-03"),
    ("du 1er mars 2018 au 28 février 2021", "2018-03-01/2021-02-28"),
    ("de janvier 2019 à décembre 2020", "2019-01/2020-12"),
    ("à compter du 1er mars 2019 jusqu'au 28 février 2021", "2019-03-01/2021-02-28"),
    ("entre janvier 2019 et décembre 2020", "2019-01/2020-12"),
    ("von Jänner 2019 bis Dezember 2020", "2019-01/2020-12"),
    ("vom 1. Januar 2020 bis zum 31. Dezember 2022", "2020-01-01/2022-12-31"),
    ("von 1. bis 15. März 2021", "2021-03-01/2021-03-15"),
    ("desde enero de 2019 hasta diciembre de 2020", "2019-01/2020-12"),
    ("1 de marzo de 2018 al 28 de febrero de 2021", "2018-03-01/2021-02-28"),
    ("de janeiro de 2019 a dezembro de 2020", "2019-01/2020-12"),
    ("da gennaio 2019 a dicembre 2020", "2019-01/2020-12"),
    ("dal 1° gennaio 2019 al 31 dicembre 2020", "2019-01-01/2020-12-31"),
    ("с января 2019 по декабрь 2020", "2019-01/2020-12"),
    ("с 1 января 2019 г. по 31 декабря 2020 г.", "2019-01-01/2020-12-31"),
    ("2019–2020 годы", "2019/2020"),
    ("2021 to 2019", "2021/2019"),
]

RANGES += [
    # the last year and the last month that two digits may mean
    ("2015-45", "2015/2045"),
    ("1995-25", "1995/2025"),
    ("1999-00", "1999/2000"),
    ("2012-13", "2012/2013"),
    ("2012-12", "2012-12/2012-12"),
    ("2015-01", "2015-01/2015-01"),
    ("Q4 2019", "2019-10/2019-12"),
    ("H2 2019", "2019-07/2019-12"),
    # what is as long as the date allows lies in it
    ("2019, 12 months", "2019/2019 12"),
    ("2019 (13 months)", "/ 13"),
    ("March 2019 (1 month)", "2019-03/2019-03 1"),
    ("1 March 2019 (1 month)", "/ 1"),
    # open at the end, or a duration from a day on
    ("2019 onwards", "2019/"),
    ("2019 en adelante", "2019/"),
    ("dal 2019 in poi", "2019/"),
    ("2019 и далее", "2019/"),
    ("2019+", "2019/"),
    ("2019 – 31.12.2099", "2019/"),
    ("2019 – heden", "2019/"),
    ("35 months as of 1 January 2016", "2016-01-01/ 35"),
    ("24 months starting 15/03/2022", "2022-03-15/ 24"),
    ("24 months starting 01/03/2022", "/ 24"),  # January or March
    ("36 Monate ab 1. Januar 2020", "2020-01-01/ 36"),
    ("36 månader från 1 januari 2020", "2020-01-01/ 36"),
    ("36 місяців з 1 січня 2020 року", "2020-01-01/ 36"),
    ("1 July 2019 for 3 years", "2019-07-01/ 36"),
    ("1 July 2019, 3 years", "/ 36"),  # its start or its end
    ("2019 (12 months)", "2019/2019 12"),
    # glued
    ("March 2011March 2015", "2011-03/2015-03"),
    ("Start Date March 2011End Date March 2015", "2011-03/2015-03"),
    # Dutch, Swedish, Norwegian, Danish, Ukrainian
    ("1 januari 2019 tot en met 31 december 2020", "2019-01-01/2020-12-31"),
    ("maj 2019 till och med juni 2021", "2019-05/2021-06"),
    ("fra juni 2019 til mai 2021", "2019-06/2021-05"),
    ("1. juni 2019 til 31. maj 2021", "2019-06-01/2021-05-31"),
    ("з 1 січня 2019 по 31 грудня 2020", "2019-01-01/2020-12-31"),
    ("2019–2021 рр.", "2019/2021"),
    ("tussen januari 2019 en maart 2020", "2019-01/2020-03"),
    ("між січнем 2019 та березнем 2020", "2019-01/2020-03"),
    # ordinals, quarters and parts of years in more languages
    ("eerste kwartaal 2019 – vierde kwartaal 2021", "2019-01/2021-12"),
    ("kvartal 1 2019 – kvartal 4 2021", "2019-01/2021-12"),
    ("andet kvartal 2019 – tredje kvartal 2020", "2019-04/2020-09"),
    ("первое полугодие 2019 – второе полугодие 2021", "2019-01/2021-12"),
    ("ІІ квартал 2019 – ІІІ квартал 2020", "2019-04/2020-09"),
    ("1.º trimestre de 2019 – 4.º trimestre de 2021", "2019-01/2021-12"),
    ("forår 2019 – efterår 2021", "2019/2021"),
    ("medio 2019 – eind 2021", "2019/2021"),
    ("meados de 2019 a finais de 2021", "2019/2021"),
    ("до кінця 2022 року", "/2022"),
    ("fines de 2019 a inicios de 2022", "2019/2022"),
    ("Mai 2018 bis einschließlich Oktober 2020", "2018-05/2020-10"),
    ("2018-19 to 2020-21", "2018/2021"),
    ("2019.04.01. – 2022.03.31.", "2019-04-01/2022-03-31"),
    ("2019 - à ce jour", "2019/"),
    ("1 Jan 2019 – 31 Dec 2021 (original), 30 Jun 2022 (revised)", "2019-01-01/2022-06-30"),
    # 18 is the day of the first date, not "18 to 19 March"
    ("from 2019-06-18 to 19 March 2020", "2019-06-18/2020-03-19"),
]
LABELS = [
    ("Planned Conclusion 2017", "/2017"),
    ("Startdatum: 1 mei 2019 Einddatum: 30 juni 2021", "2019-05-01/2021-06-30"),
    ("Startdato: 1. mai 2019 Sluttdato: 30. juni 2021", "2019-05-01/2021-06-30"),
    ("Дата початку: 01.05.2019 Дата завершення: 30.06.2021", "2019-05-01/2021-06-30"),
    ("Start Date 2025 End Date 2027", "2025/2027"),
    ("End date 2027 Start date 2025", "2025/2027"),
    ("Start Date End Date 2024", "/2024"),
    ("Date de début 2023 Date de fin 2024", "2023/2024"),
    ("Beginn: Januar 2019 Ende: Dezember 2020", "2019-01/2020-12"),
    ("Beginn: Ende 2017", "2017/"),
    ("Fecha de inicio 01/02/2019 Fecha de finalización 31/03/2021", "2019-02-01/2021-03-31"),
    ("Data de início: 03/2019 Data de término: 02/2021", "2019-03/2021-02"),
    ("Data di inizio: 2023 Data di fine: 2024", "2023/2024"),
    ("Дата начала: 01.03.2019 Дата окончания: 28.02.2021", "2019-03-01/2021-02-28"),
    ("since 2019", "2019/"),
    ("from 2019", "2019/"),
    ("until March 2021", "/2021-03"),
    ("jusqu’en mars 2021", "/2021-03"),
    ("bis 2021", "/2021"),
    ("до 2020 года", "/2020"),
    ("2019-ongoing", "2019/"),
    ("January 2019 – present", "2019-01/"),
    ("launched in September 2019, will last 24 months", "2019-09/ 24"),
    ("began in 2010, closed in the autumn 2014 and met", "2010/2014"),
    ("Started: Jan 2015. Completed: Dec 2017", "2015-01/2017-12"),
    ("Year: 2021", "2021/2021"),
    ("2019 –", "2019/"),
    ("– March 2021", "/2021-03"),
    ("Call 2019-2021 EUR 5,000,000", "2019/2021"),
    ("March 2019 -- May 2020", "2019-03/2020-05"),
    ("2015-12", "2015-12/2015-12"),
]

DURATIONS = [
    ("drie jaar", 36), ("2 år og 6 måneder", 30), ("2 jaar en 6 maanden", 30),
    ("arton månader", 18), ("tre år", 36), ("tjuefire måneder", 24),
    ("fireogtyve måneder", 24), ("тридцать шесть месяцев", 36), ("три роки", 36),
    ("двадцяти чотирьох місяців", 24), ("sechsunddreißig Monate", 36), ("dreijährig", 36),
    ("treinta y seis meses", 36), ("36 (thirty-six) months", 36), ("durée en mois : 36", 36),
    ("3 ans ½", 42), ("18 mos.", 18), ("per 24 mesi", 24), ("24 months, minor changes", 24),
    ("36 months", 36), ("36-month", 36), ("36 mois", 36), ("36 Monate", 36), ("36 meses", 36),
    ("36 mesi", 36), ("36 месяцев", 36), ("3 years", 36), ("3 Jahre", 36), ("3 ans", 36),
    ("2 ½ years", 30), ("2½ years", 30), ("2.5 years", 30), ("1,5 ans", 18), ("one-year", 12),
    ("two years", 24), ("two and a half years", 30), ("18 (eighteen) months", 18),
    ("eighteen (18) months", 18), ("2 years and 6 months", 30), ("dreijährige Laufzeit", 36),
    ("36-monatiges Projekt", 36), ("Duration (months): 36", 36), ("Durée (mois) : 24", 24),
    ("3 years (36 months)", 36), ("un año", 12), ("24 месяца", 24),
    ("1 month", 1), ("180 months", 180), ("15 years", 180), ("Duration (months): 1", 1),
]  # fmt: skip

NOTHING = [
    "2017-18-2019",
    *("FY 2076/77", "2076/77 – 2078/79"),  # the calendar of Nepal
    *("36 (+6) months", "36 mois maximum", "24 months (max.)", "36 mois au plus"),
    *("entre 24 et 36 mois", "between 12 months and 18 months", "entre deux et trois ans"),
    *("24 months or 30 months", "three to five years", "one or two years", "24 of 36 maanden"),
    *("24 eller 36 måneder", "≤ 24 months", "12 months per year", "2 years' experience"),
    *("weniger als 24 Monate", "meno di 24 mesi", "mindre enn 24 måneder", "mindre end 24 måneder"),
    *("in den nächsten 3 Jahren", "nos próximos 3 anos", "в ближайшие 3 года"),
    *("massimo 24 mesi", "ogni 6 mesi", "almeno 24 mesi", "Kinder ab 6 Jahren"),
    "2009-10 to 2011-12",
    "en meses", "hundert zwei Monate", "meer dan 36 maanden", "för två år sedan",
    "As of 1 January 2016, 500 people",
    "", "N/A", "EUR 2,019.00", "USD 2015", "USD 2015-2017", "2000 migrants", "22,000", "2015 %",
    "from 2000 migrants to 2100 migrants", "In 2021 we went", "contributed to 2015 conference",
    "2030 Agenda", "2401-16/2011", "the 1035 Facility", "BJ10P0001", "QH6-805", "ABC-2015-2017",
    "2012-2015-2017", "Regulation (EU) 2016/679", "Regulation (EU) No 2018/2019", "IOM/2019-2021",
    "31 February 2019", "32 December 2019", "00/2019", "2019-13-01", "01/02/2019", "01/02/19",
    "01/02/2019 – 05/03/2020", "2010-12", "2008/09", "2005-06 – 2006-07", "6 weeks",
    "Posted on 5 May 2019", "131 w/d",
    "12-18 months", "up to 36 months", "extended by 6 months", "children under 5 years",
    "18 years old", "three years ago", "in the past three years", "every two years",
    "set 2019 ways", "2012-2014; 2015-2017", "24 months, then 36 months", "1 January 1900",
    "3 March 2150", "November - February 2015", "H3 2019", "2019-00", "2015-46", "1995-26",
    "2015-15", "2015-13", "2015–12", "Q5 2019", "1944", "2101", "0 months", "181 months",
    "16 years", "Duration (months): 0",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), RANGES + LABELS)
def test_reads_starts_and_ends(text, expected):
    assert seen(parse_period(text)) == expected


@pytest.mark.parametrize(("text", "months"), DURATIONS)
def test_a_duration_alone_gives_no_dates(text, months):
    assert seen(parse_period(text)) == f"/ {months}"


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_certain_yields_nothing(text):
    assert parse_period(text) is None


def test_every_labelled_example():
    with LABELLED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        known = f"{row['start']}/{row['end']}{' ' * bool(row['duration_months'])}"
        expected = known + row["duration_months"]
        assert seen(parse_period(row["text"])) == (expected if expected != "/" else "nothing"), row


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("June 1, 2021", "2021-06-01", "2021-06-01", "day"),
        ("1st of April 2021", "2021-04-01", "2021-04-01", "day"),
        ("Monday, 1 April 2019", "2019-04-01", "2019-04-01", "day"),
        ("1er mars 2018", "2018-03-01", "2018-03-01", "day"),
        ("1º de enero de 2020", "2020-01-01", "2020-01-01", "day"),
        ("1. April 2021", "2021-04-01", "2021-04-01", "day"),
        ("01.02.2019", "2019-02-01", "2019-02-01", "day"),
        ("05/05/2019", "2019-05-05", "2019-05-05", "day"),
        ("31/03/2019", "2019-03-31", "2019-03-31", "day"),
        ("2019-02-01 00:00:00", "2019-02-01", "2019-02-01", "day"),
        ("январь 2019 г.", "2019-01-01", "2019-01-31", "month"),
        ("fevrier 2020", "2020-02-01", "2020-02-29", "month"),
        ("Fe\u0301vrier 2020", "2020-02-01", "2020-02-29", "month"),
        ("2005-06", "2005-06-01", "2005-06-30", "month"),
        ("Q2 2019", "2019-04-01", "2019-06-30", "month"),
        ("2e semestre 2020", "2020-07-01", "2020-12-31", "month"),
        ("autumn 2014", "2014-01-01", "2014-12-31", "year"),
        ("2021 (planned)", "2021-01-01", "2021-12-31", "year"),
    ],
)
def test_one_date(text, first, last, precision):
    moment = parse_date(text)
    assert moment is not None
    assert (str(moment.first), str(moment.last), moment.precision) == (first, last, precision)
    assert text[moment.start : moment.end] == moment.text


@pytest.mark.parametrize(
    "text",
    [
        *("2019 – 2021", "Project 2021 report", "May", "31.02.2019", "12", "2005/06", "2010–12"),
        "May 2020-4",  # what a hyphen ties to a number is the number of something
    ],
)
def test_what_is_not_one_date(text):
    assert parse_date(text) is None


def test_the_caller_may_say_the_order_and_the_text_outranks_it():
    assert str(parse_date("01/02/2019", dayfirst=True).first) == "2019-02-01"
    assert str(parse_date("01/02/2019", dayfirst=False).first) == "2019-01-02"
    assert str(parse_date("31/03/2019", dayfirst=False).first) == "2019-03-31"
    assert str(parse_date("2019-02-01", dayfirst=True).first) == "2019-02-01"
    assert seen(parse_period("01/02/2019 – 05/03/2020", dayfirst=False)) == "2019-01-02/2020-05-03"


@pytest.mark.parametrize(
    ("text", "unsaid", "day_first", "month_first"),
    [
        ("12/01/2019", None, "2019-01-12", "2019-12-01"),
        ("01/12/2019", None, "2019-12-01", "2019-01-12"),
        ("12/12/2019", "2019-12-12", "2019-12-12", "2019-12-12"),
        ("13/12/2019", "2019-12-13", "2019-12-13", "2019-12-13"),
        ("12/13/2019", "2019-12-13", "2019-12-13", "2019-12-13"),
        ("13/13/2019", None, None, None),
    ],
)
def test_twelve_may_be_a_month_and_thirteen_a_day(text, unsaid, day_first, month_first):
    found = [parse_date(text, dayfirst=first) for first in (None, True, False)]
    expected = [unsaid, day_first, month_first]
    assert [one and one.first.isoformat() for one in found] == expected


@pytest.mark.parametrize(
    ("text", "may_be_one", "date"),
    [
        ("12/31/19", True, "2019-12-31"),
        ("31/12/19", True, "2019-12-31"),
        ("12/12/19", True, "2019-12-12"),
        ("12/11/19", True, None),
        ("13/31/19", False, None),
        ("12/32/19", False, None),
        ("00/05/19", False, None),
        ("05/00/19", False, None),
        ("01.02.00", True, "2000-02-01"),
        ("01.02.49", True, "2049-02-01"),
        ("01.02.50", True, "1950-02-01"),
        ("Mar-99", False, "1999-03-01"),
    ],
)
def test_years_of_two_digits(text, may_be_one, date):
    assert parse_date(text) is None
    found = parse_date(text, short_years=True)
    assert (found and found.first.isoformat()) == date
    assert is_ambiguous_date(text) is may_be_one


def test_ambiguous_is_told_from_nothing():
    ambiguous = ["01/02/2019", "01/02/2019 – 05/03/2020", "01/02/19", "2005/06"]
    assert all(is_ambiguous_date(text) for text in ambiguous)
    certain = ["", "N/A", "31/03/2019", "01/02/2019 – 31/03/2020", "01.02.2019", "31.02.2019"]
    assert not any(is_ambiguous_date(text) for text in certain)


def test_text_reaches_from_the_first_to_the_last_word_used():
    said = "Work started on 1 April 2021, with a budget of 21.65 M EUR for 54 months period."
    period = parse_period(said)
    assert period.text == "started on 1 April 2021, with a budget of 21.65 M EUR for 54 months"


def test_a_closer_date_within_a_wider_one_is_no_contradiction():
    text = "2019-2021 (1 March 2019 – 28 February 2021)"
    assert seen(parse_period(text)) == "2019-03-01/2021-02-28"
    assert seen(parse_period("2019 – 2021, until June 2022")) == "2019/"


def test_find_periods_in_prose():
    text = (
        "The pact was signed in October 2018, and 2000 people came in 2019. The first phase ran "
        "from 2016 to 2019. Over a period of 27 months from November 2014 to October 2016, and "
        "until the end of January 2017 in Nepal, experts worked. It began in 2010."
    )
    found = find_periods(text)
    assert [seen(p) for p in found] == ["2016/2019", "2014-11/2016-10 27", "/2017-01", "2010/"]
    assert found[1].text == "27 months from November 2014 to October 2016"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (", and the pilot took 24 months", "2016/2019 24"),
        (". The pilot took 24 months", "2016/2019"),
        (", " + "and on " * 16 + " 24 months", "2016/2019 24"),
        (", " + "and on " * 17 + " 24 months", "2016/2019"),  # 121 letters
    ],
)
def test_a_duration_goes_with_a_period_of_its_sentence(said, expected):
    assert [seen(period) for period in find_periods(f"It ran from 2016 to 2019{said}")] == [
        expected
    ]


def test_durations_that_are_one_and_that_are_two():
    def found(text):
        return [stated.months for stated in find_durations(text)]

    assert found("2 years and 6 months") == [30]
    assert found("2 years and 11 months") == [35]
    assert found("2 years and 12 months") == [24, 12]
    assert found("12 months and 6 months") == [12, 6]
    assert found("2 years for the pilot, 6 months") == [24, 6]


def test_a_start_takes_the_end_that_follows():
    before = "The project helps those who return to Herat and Nangarhar to find work and a home. "
    found = find_periods(f"{before}Start: May 2019; closes: end June 2021. Start: 2022")
    assert [seen(period) for period in found] == ["2019-05/2021-06", "2022/"]


def test_money_on_the_line_above_does_not_hide_years():
    assert seen(parse_period("1.887.078 Euro\n2012 - 2015")) == "2012/2015"


def test_series_keeps_index_and_missing():
    texts = pd.Series(
        ["2019-02-01 – 2020", None, "36 months", "no date", pd.NA], index=list("abcda")
    )
    frame = parse_period(texts)
    expected = pd.DataFrame(
        {
            "start": pd.Series(["2019-02-01", *[None] * 4], dtype="datetime64[us]"),
            "end": pd.Series(["2020-12-31", *[None] * 4], dtype="datetime64[us]"),
            "start_precision": pd.Series(["day", *[None] * 4], dtype="str"),
            "end_precision": pd.Series(["year", *[None] * 4], dtype="str"),
            "duration_months": [None, None, 36.0, None, None],
            "text": pd.Series(["2019-02-01 – 2020", None, "36 months", None, None], dtype="str"),
        }
    ).set_axis(list("abcda"))
    pd.testing.assert_frame_equal(frame, expected)
    pd.testing.assert_frame_equal(
        parse_period(texts.iloc[:0]), expected.iloc[:0], check_index_type=False
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01/02/19", "2019-02-01/2019-02-01"),
        ("1.2.85", "1985-02-01/1985-02-01"),
        ("15-Mar-19", "2019-03-15/2019-03-15"),
        ("Jan-19 - Dec-21", "2019-01/2021-12"),
        ("01.02.19 - 31.12.2021", "2019-02-01/2021-12-31"),
        ("March 15", "nothing"),
    ],
)
def test_years_of_two_digits_where_a_column_has_them(text, expected):
    assert seen(parse_period(text, short_years=True, dayfirst=True)) == expected
    if " - " not in text:
        assert seen(parse_period(text)) == "nothing"
        date = parse_date(text, short_years=True, dayfirst=True)
        assert (date is None) == (expected == "nothing")
    frame = parse_period(pd.Series([text]), short_years=True, dayfirst=True)
    assert frame["start"].notna().tolist() == [expected != "nothing"]


@pytest.mark.parametrize("dtype", ["object", "category", "str"])
def test_series_of_any_dtype_agrees_with_single_texts(dtype):
    texts = pd.Series(["June 2021 to May 2024", "2021", "June 2021 to May 2024"], dtype=dtype)
    frame = parse_period(texts)
    assert frame["end"].astype(str).tolist() == ["2024-05-31", "2021-12-31", "2024-05-31"]


@pytest.mark.parametrize(
    "text",
    [" " * 30_000, "March" + " " * 30_000, "2019-" * 6_000, "01/02/2019 " * 3_000, "½ " * 9_000],
)
def test_strange_texts_take_no_strange_time(text):
    began = time.perf_counter()
    parse_period(text + "2019")
    assert time.perf_counter() - began < 5


def test_a_million_rows_cost_what_their_distinct_values_cost():
    distinct = [f"{d}.{m}.{y} – 31.12.{y + 1}" for y in range(2010, 2018) for m in range(1, 13)
                for d in range(1, 20)]  # fmt: skip
    texts = pd.Series(distinct[:1000] * 200)
    began = time.perf_counter()
    parse_period(texts)
    assert time.perf_counter() - began < 2  # row by row it would be 20 s and more


@pytest.mark.parametrize("value", [2019, 2019.0, np.int64(2019), Decimal(2019)])
def test_regression_a_number_is_a_year(value):
    assert seen(parse_period(value)) == "2019/2019"
    years = parse_period(pd.Series([value, None, 12], dtype=object))
    assert years["start"].tolist() == [pd.Timestamp("2019-01-01"), pd.NaT, pd.NaT]
    assert years["start_precision"].tolist()[0] == "year"


def test_a_date_is_a_day():
    assert seen(parse_period(datetime.date(2019, 2, 1))) == "2019-02-01/2019-02-01"
    assert seen(parse_period(pd.Timestamp("2019-02-01"))) == "2019-02-01/2019-02-01"


@pytest.mark.parametrize("value", [True, None, float("nan"), ["2019"], object(), {}, pd.NaT])
@pytest.mark.parametrize("read", [parse_period, find_periods, parse_date, is_ambiguous_date])
def test_regression_what_is_no_text_is_a_migfund_error(read, value):
    with pytest.raises(MigfundError, match=r"reads text, a number, a date, or a pandas Series"):
        read(value)


def test_a_column_keeps_missing_what_is_no_text():
    found = parse_period(pd.Series(["2019", True, ["2019"], object()]))
    assert found["text"].isna().tolist() == [False, True, True, True]
    with pytest.raises(MigfundError, match="dayfirst must be one of True, False, None"):
        parse_period("2019", dayfirst="yes")


# Month names and range words to write periods with; in the order January to December.
NAMES = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
BETWEEN = {
    "en": ("from {} to {}", "{} – {}", "Start date: {} End date: {}"),
    "fr": ("de {} à {}", "du {} au {}", "Date de début : {} Date de fin : {}"),
    "de": ("von {} bis {}", "{}–{}", "Beginn: {} Ende: {}"),
    "es": ("desde {} hasta {}", "del {} al {}", "Fecha de inicio: {} Fecha de fin: {}"),
    "pt": ("de {} a {}", "{} até {}", "Data de início: {} Data de fim: {}"),
    "it": ("da {} a {}", "dal {} al {}", "Data di inizio: {} Data di fine: {}"),
    "ru": ("с {} по {}", "{} — {}", "Дата начала: {} Дата окончания: {}"),
}
DAYS = st.dates(datetime.date(1945, 1, 1), datetime.date(2098, 11, 30))  # later ends are open ones
PRECISIONS = st.sampled_from(["day", "month", "year"])


def in_words(date: datetime.date, precision: str, language: str) -> str:
    month, year = NAMES[language].split()[date.month - 1], str(date.year)
    of = " de " if language in ("es", "pt") else " "
    if precision == "year":
        return year
    if precision == "month":
        return f"{month}{of}{year}"
    return f"{date.day}{'.' if language == 'de' else ''}{of}{month}{of}{year}"


@given(DAYS, DAYS, PRECISIONS, PRECISIONS, st.sampled_from(sorted(NAMES)), st.integers(0, 2))
@settings(max_examples=400, deadline=None)
def test_what_is_written_in_seven_languages_is_read_back(a, b, pa, pb, language, form):
    text = BETWEEN[language][form].format(in_words(a, pa, language), in_words(b, pb, language))
    start = a.isoformat()[: LENGTH[pa]]
    assert seen(parse_period(text)) == f"{start}/{b.isoformat()[: LENGTH[pb]]}"
    assert [seen(p) for p in find_periods(f"We worked {text}, and so on.")] == [
        seen(parse_period(text))
    ]


@given(DAYS, DAYS, st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%d-%b-%Y"]))
@settings(deadline=None)
def test_days_in_numbers_are_read_back(a, b, form):
    text = f"{a.strftime(form)} - {b.strftime(form)}"
    assert seen(parse_period(text)) == f"{a}/{b}"
    moment = parse_date(a.strftime(form))
    assert moment is not None
    assert moment.first == moment.last == a


WORDS = (
    "2019 2021 15-17 -17 /20 01/02/2019 31.12.2020 2019-02 March mars янв 1er to – - bis until "
    "from Start End : , . 36 months years ½ three Q1 T1 EUR % 1 30 /"
)
TIME_COLUMNS = st.sampled_from([*WORDS.split(), " ", "\n", "é", "\u0301"])


@given(st.one_of(st.text(), st.lists(TIME_COLUMNS, max_size=14).map(" ".join),
                 st.lists(TIME_COLUMNS, max_size=14).map("".join)))  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_any_text_is_survived_and_quoted(text):
    is_ambiguous_date(text)
    periods = [parse_period(text), *find_periods(text)]
    for period in periods:
        if period is not None:
            assert period.text
            assert period.text in text
            assert (period.start is None) == (period.start_precision is None)
            assert (period.end is None) == (period.end_precision is None)
    moment = parse_date(text)
    if moment is not None:
        assert moment.first <= moment.last
        assert text[moment.start : moment.end] == moment.text


@pytest.mark.parametrize(
    "text",
    [
        "avviato nel gennaio 2019 e concluso nel dicembre 2021",
        "startete im Januar 2019 und endete im Dezember 2021",
        "startade i januari 2019 och avslutades i december 2021",
        "startet i januar 2019 og ble avsluttet i desember 2021",
        "startede i januar 2019 og sluttede i december 2021",
        "begon in januari 2019 en eindigde in december 2021",
        "a débuté en janvier 2019 et prendra fin en décembre 2021",
        "comenzó en enero de 2019 y concluyó en diciembre de 2021",
        "teve início em janeiro de 2019 e concluiu-se em dezembro de 2021",
    ],
)
def test_verbs_of_a_start_and_an_end(text):
    period = parse_period(text)
    assert (period.start, period.end) == (datetime.date(2019, 1, 1), datetime.date(2021, 12, 31))


@pytest.mark.parametrize("join", [" – ", "-", " to ", " bis ", "–"])
@pytest.mark.parametrize("head", ["", "FY", "FY "])
@given(st.integers(min_value=2012, max_value=2040), st.integers(min_value=1, max_value=9))
def test_budget_years_run_from_the_first_year_to_the_last(head, join, first, length):
    last = first + length
    short = f"{head}{first}/{(first + 1) % 100:02d}{join}{last}/{(last + 1) % 100:02d}"
    long = f"{head}{first}/{first + 1}{join}{last}/{last + 1}"
    assert seen(parse_period(short)) == seen(parse_period(long)) == f"{first}/{last + 1}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019/05 – 2020/12", "2019-05/2020-12"),  # months
        ("2008/09 – 2010/11", "nothing"),  # months, or budget years
        ("2020/21 – 2023", "nothing"),
        ("2019.05 – 2020.12", "2019-05/2020-12"),
        ("2019.05 – 2020.13", "nothing"),
        ("5-2019-2020", "nothing"),
        ("05-2019 - 12-2020", "2019-05/2020-12"),
        ("2019 bis voraussichtlich 2022", "2019/2022"),
        ("Mid-2019 to end-2020", "2019/2020"),
        ("2019 – tbc", "2019/"),
        ("2019 - ?", "2019/"),
        ("2015 (ongoing)", "2015/"),
        ("12 + 6 months", "nothing"),
    ],
)
def test_ranges_written_otherwise(text, said):
    assert seen(parse_period(text)) == said


@pytest.mark.parametrize(
    "words",
    [
        "extended to {}", "extended until {}", "(extended to {})", "NCE until {}",
        "prolongé jusqu'en {}", "verlängert bis {}", "prorrogado hasta {}", "prorogato fino a {}",
        "prolongado até {}", "verlengd tot {}", "förlängd till {}", "forlenget til {}",
        "forlænget til {}", "продлён до {}", "продовжено до {}",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("end", "later"), [("2022", "2023"), ("31.08.2022", "28.02.2023")])
def test_the_end_is_the_extended_one(words, end, later):
    said = {"2023": "2023", "28.02.2023": "2023-02-28"}[later]
    text = f"2019 – {end}, {words.format(later)}"
    assert seen(parse_period(text)) == f"2019/{said}"


def test_an_extension_that_ends_before_the_end_is_a_contradiction():
    assert seen(parse_period("2019 – 2022, extended to 2021")) == "2019/"


HALVES = [
    ("2 ans et demi", 30), ("un an et demi", 18), ("2 años y medio", 30), ("un año y medio", 18),
    ("2 anni e mezzo", 30), ("un anno e mezzo", 18), ("2 anos e meio", 30),
    ("dois anos e meio", 30), ("2½ years", 30), ("two and a half years", 30),
    ("anderthalb Jahre", 18),
    ("24 Mte.", 24), ("24 mo.", 24), ("24 mdr.", 24), ("24 mnd.", 24), ("3 jr.", 36),
]  # fmt: skip


@pytest.mark.parametrize(("text", "months"), HALVES)
def test_halves_and_short_units(text, months):
    assert seen(parse_period(text)) == f"/ {months}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1. července 2019 – 31. prosince 2020", "2019-07-01/2020-12-31"),
        ("1 lipca 2019 – 31 grudnia 2020", "2019-07-01/2020-12-31"),
        ("1 Temmuz 2019 - 30 Haziran 2021", "2019-07-01/2021-06-30"),
        ("marzec 2019 – grudzień 2020", "2019-03/2020-12"),
        ("listopad 2019", "nothing"),  # November in Polish and Czech, October in Croatian
        ("10.01.2015 - 09.30.2021", "2015-10-01/2021-09-30"),
        ("01.01.2022 - 12.31.2023", "2022-01-01/2023-12-31"),
        ("01.02.2022 - 03.04.2023", "2022-02-01/2023-04-03"),
    ],
)
def test_months_of_more_languages_and_months_first_behind_points(text, said):
    assert seen(parse_period(text)) == said


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("up to 2019-05-31 they trained", datetime.date(2019, 5, 31)),
        ("up to spring 2019 they trained", datetime.date(2019, 12, 31)),
        ("up to 2019", datetime.date(2019, 12, 31)),
        ("up to 2019 they trained", None),  # 2019 people, perhaps
    ],
)
def test_what_a_bare_year_behind_up_to_may_count(text: str, end: datetime.date | None) -> None:
    found = parse_period(text)
    assert (found.end if found else None) == end
