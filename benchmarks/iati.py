"""Speed and memory of reading IATI, beside a bare pass of the parser and beside other readers.

    python benchmarks/iati.py [--size 200] [--workers 2] [FOLDER]

FOLDER has real files (``../shared/data/iati`` if not given and there). A generated file stands for
those that are too large to keep: activities of version 1 and 2 in turn, in the proportions of real
ones. Other readers are measured in the environment that ``--peers`` names (one in which they are
installed), each on the same file, with what it gives.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "iati"
TABLES = ["projects", "budgets", "transactions", "recipients"]


def activity(number: int, dice: random.Random) -> str:
    """Return one activity of version 2 as text."""
    countries = dice.sample(["AM", "GE", "KE", "UG", "NP", "CO", "NE", "ML"], dice.choice([1, 1, 1, 3]))
    parts = [
        f'<iati-activity xml:lang="en" default-currency="{dice.choice(["EUR", "USD", "GBP"])}" '
        f'last-updated-datetime="2024-01-01T00:00:00Z" hierarchy="1">\n'
        f"<iati-identifier>XX-BENCH-{number}</iati-identifier>\n"
        '<reporting-org ref="XX-BENCH" type="10"><narrative>A donor &amp; agency</narrative>'
        "</reporting-org>\n"
        f"<title><narrative>Support to mobility partnership {number}</narrative></title>\n"
        f'<description type="1"><narrative>{"What the activity does. " * 20}</narrative>'
        "</description>\n"
    ]
    for role in (1, 2, 3, 4):
        parts.append(
            f'<participating-org ref="XX-{role}" type="10" role="{role}">'
            f"<narrative>Organisation {role} of {number % 50}</narrative></participating-org>\n"
        )
    parts.append('<activity-status code="2"/>\n')
    for kind, day in ((1, "2019-01-01"), (2, "2019-02-01"), (3, "2022-12-31")):
        parts.append(f'<activity-date type="{kind}" iso-date="{day}"/>\n')
    parts.append(
        "<contact-info><email>nobody</email><mailing-address><narrative>Somewhere</narrative>"
        "</mailing-address></contact-info>\n"
    )
    for code in countries:
        parts.append(f'<recipient-country code="{code}" percentage="{100 / len(countries):.2f}"/>\n')
    for code, share in (("15190", 60), ("11330", 40)):
        parts.append(f'<sector vocabulary="1" code="{code}" percentage="{share}"/>\n')
    for code in range(1, 7):
        parts.append(f'<policy-marker vocabulary="1" code="{code}" significance="0"/>\n')
    parts.append(
        '<collaboration-type code="1"/>\n<default-flow-type code="10"/>\n'
        '<default-finance-type code="110"/>\n<default-aid-type code="C01"/>\n'
        '<default-tied-status code="5"/>\n'
    )
    for year in range(2019, 2019 + dice.randint(2, 6)):
        parts.append(
            f'<budget type="1"><period-start iso-date="{year}-01-01"/>'
            f'<period-end iso-date="{year}-12-31"/>'
            f'<value value-date="{year}-01-01">{dice.randint(1, 10**6)}.00</value></budget>\n'
        )
    for _ in range(dice.randint(3, 16)):
        day = f"20{dice.randint(19, 23)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        parts.append(
            f'<transaction><transaction-type code="{dice.choice("2334")}"/>'
            f'<transaction-date iso-date="{day}"/>'
            f'<value currency="EUR" value-date="{day}">{dice.randint(1, 10**5)}</value>'
            "<description><narrative>Payment</narrative></description>"
            '<provider-org ref="XX-BENCH"><narrative>A donor</narrative></provider-org>'
            '<receiver-org ref="XX-4"><narrative>A receiver</narrative></receiver-org>'
            "</transaction>\n"
        )
    for link in range(dice.randint(0, 4)):
        parts.append(
            f'<document-link url="document-{number}-{link}" format="application/pdf"><title>'
            '<narrative>A document</narrative></title><category code="A01"/></document-link>\n'
        )
    parts.append(f'<related-activity type="1" ref="XX-BENCH-{number // 10}-P"/>\n</iati-activity>\n')
    return "".join(parts)


def generate(path: Path, megabytes: float, seed: int = 1) -> None:
    """Write a file of about a size."""
    dice = random.Random(seed)
    number = seed * 10**7
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        while file.tell() < megabytes * 1e6:
            file.write("".join(activity(number + step, dice) for step in range(100)))
            number += 100
        file.write("</iati-activities>\n")
