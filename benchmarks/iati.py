"""Speed and memory of reading IATI, beside a bare pass of the parser and beside other readers.

    python benchmarks/iati.py [--size 200] [--workers 2] [FOLDER]

FOLDER has real files (``../shared/data/iati`` if not given and there). A generated file stands for
those that are too large to keep: activities of version 1 and 2 in turn, in the proportions of real
ones. Other readers are measured in the environment that ``--peers`` names, each on the same file,
with what it leaves out:

    python -m venv PEERS && PEERS/bin/pip install lxml pandas iatikit diterator okfn-iati
    python benchmarks/iati.py --peers PEERS/bin/python
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from lxml import etree

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "iati"
TABLES = ["projects", "budgets", "transactions", "recipients"]


def activity(number: int, dice: random.Random) -> str:
    """Return one activity of version 2 as text."""
    countries = dice.sample(
        ["AM", "GE", "KE", "UG", "NP", "CO", "NE", "ML"], dice.choice([1, 1, 1, 3])
    )
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
    parts += [
        f'<participating-org ref="XX-{role}" type="10" role="{role}">'
        f"<narrative>Organisation {role} of {number % 50}</narrative></participating-org>\n"
        for role in (1, 2, 3, 4)
    ]
    parts.append('<activity-status code="2"/>\n')
    for kind, day in ((1, "2019-01-01"), (2, "2019-02-01"), (3, "2022-12-31")):
        parts.append(f'<activity-date type="{kind}" iso-date="{day}"/>\n')
    parts.append(
        "<contact-info><email>nobody</email><mailing-address><narrative>Somewhere</narrative>"
        "</mailing-address></contact-info>\n"
    )
    share = f"{100 / len(countries):.2f}"
    parts += [f'<recipient-country code="{code}" percentage="{share}"/>\n' for code in countries]
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
    parts.append(f'<related-activity type="1" ref="XX-BENCH-{number // 10}-P"/>\n')
    parts.append("</iati-activity>\n")
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


def bare(paths: list[Path]) -> None:
    """Pass over every element and do nothing with it."""
    for path in paths:
        for _, element in etree.iterparse(str(path)):
            element.clear()


def bare_activities(paths: list[Path]) -> None:
    """Pass over the activities alone, which the parser does without Python."""
    for path in paths:
        for _, element in etree.iterparse(str(path), tag="iati-activity"):
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]


def best_of(
    repeats: int, workers: int, *functions: Callable[[], object]
) -> list[tuple[float, float]]:
    """Return the best time of each function, measured in turn: processors' and by the clock.

    Processors' time changes little on a busy machine. It is that of this process and, divided among
    them, of the others that ended.
    """

    def now() -> tuple[float, float]:
        user, system, others, their_system, clock = os.times()
        return user + system + (others + their_system) / workers, clock

    times = [(float("inf"), float("inf"))] * len(functions)
    for _ in range(repeats):
        for at, function in enumerate(functions):
            began = now()
            function()
            took = [after - before for before, after in zip(began, now(), strict=True)]
            times[at] = min(times[at][0], took[0]), min(times[at][1], took[1])
    return times


def speed(title: str, paths: list[Path], repeats: int, workers: int = 1) -> float:
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    (own, clock), (every, every_clock), (activities, _) = best_of(
        repeats,
        workers,
        lambda: mf.read_iati(paths, TABLES, workers=workers),
        lambda: bare(paths),
        lambda: bare_activities(paths),
    )
    print(
        f"{title:<44} {megabytes:>6.1f} MB {megabytes / own:>6.1f} MB/s   "
        f"{every / own:.2f} of a bare pass over every element ({megabytes / every:.0f} MB/s), "
        f"{activities / own:.2f} of one over activities alone ({megabytes / activities:.0f} MB/s); "
        f"{every_clock / clock:.2f} by the clock",
        flush=True,
    )
    return every / own


def memory(path: Path) -> float:
    """Return by how many MB a process of its own grows, so that nothing else counts."""
    code = (
        # Not ru_maxrss, which a process has from the one that started it.
        "import re, sys, migfund as mf\n"
        "def peak():\n"
        "    return int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        f"tables = {TABLES!r}\n"
        "mf.read_iati(sys.argv[2], tables)\n"
        "before = peak()\n"
        "found = mf.read_iati(sys.argv[1], tables)\n"
        "after = peak()\n"
        "size = sum(table.memory_usage(deep=True, index=False).sum() for table in found.values())\n"
        "print((after - before) / 1024, size / 2**20, sum(map(len, found.values())))\n"
    )
    small = path.with_name("small.xml")
    small.write_text("<iati-activities/>", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(small)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    growth, size, rows = map(float, done.stdout.split())
    print(
        f"memory: {path.stat().st_size / 1e6:.0f} MB file: grows by {growth:.0f} MB; the tables "
        f"({rows:,.0f} rows) have {size:.0f} MB, mapped from a temporary file if they are large"
    )
    return growth


PEERS = {
    "iatikit": (
        "no budgets, transactions, participants; sectors need lists from the network",
        "from lxml import etree\n"
        "from iatikit.data.activity import Activity\n"
        "from iatikit.standard.schema import get_schema\n"
        "schema, tree = get_schema('activity', '2.03'), etree.parse(path)\n"
        "found = [(a.id, a.title, a.start, a.end) for a in "
        "(Activity(e, schema=schema) for e in tree.iter('iati-activity'))]\n",
    ),
    "diterator": (
        "no budgets, planned disbursements; the whole tree in memory",
        "from xml.dom import minidom\n"
        "from diterator.wrappers import Activity\n"
        "tree = minidom.parse(path)\n"
        "found = [(a.identifier, str(a.title), [(t.type, t.value, t.currency) for t in "
        "a.transactions]) for a in map(Activity, tree.getElementsByTagName('iati-activity'))]\n",
    ),
    "okfn-iati": (
        "version 2.03 alone, to CSV files; no types, no problems; the whole tree in memory",
        "import tempfile, logging\n"
        "from okfn_iati import IatiMultiCsvConverter\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    IatiMultiCsvConverter().xml_to_csv_folder(path, folder)\n",
    ),
    "pandas.read_xml": (
        "one kind of element a pass, without its activity; here transactions; no nested values",
        "import pandas as pd\nfound = pd.read_xml(path, xpath='//transaction', parser='lxml')\n",
    ),
}


def peers(python: str, path: Path) -> None:
    megabytes = path.stat().st_size / 1e6
    for name, (left_out, code) in PEERS.items():
        timed = (
            f"import time, sys, resource\npath = sys.argv[1]\nbegan = time.perf_counter()\n{code}"
            "print('TIME', time.perf_counter() - began, "
            "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
        )
        done = subprocess.run(
            [python, "-c", timed, str(path)], capture_output=True, text=True, check=False
        )
        line = [line for line in done.stdout.splitlines() if line.startswith("TIME")]
        if not line:
            reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            print(f"{name:<44} not measured: {reason[:80]}")
            continue
        seconds, most = map(float, line[0].split()[1:])
        print(
            f"{name:<44} {megabytes:>6.1f} MB {megabytes / seconds:>6.1f} MB/s   "
            f"{most:.0f} MB of memory; leaves out: {left_out}"
        )


def lens() -> None:
    """Print how well words tell migration from the rest, on titles labelled by hand."""
    labels = pd.read_csv(ROOT / "data" / "labels" / "migration_titles.tsv", sep="\t", quoting=3)
    chosen = mf.select_migration(labels, by="words").index
    for name, part in [("all", labels), *labels.groupby("set")]:
        is_right = part["migration"] == "yes"
        found = part.index.isin(chosen)
        visible = part["basis"] == "title"
        print(
            f"titles, {name:<9} {len(part):>4}: "
            f"precision {(found & is_right).sum() / found.sum():.3f}, "
            f"recall {(found & is_right).sum() / is_right.sum():.3f}; "
            f"of what the title itself says {(found & visible).sum() / visible.sum():.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=REAL)
    parser.add_argument("--size", type=float, default=200, help="MB of the generated file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--peers", default=sys.executable, help="Python that has other readers")
    options = parser.parse_args()
    lens()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder, "large.xml")
        generate(large, options.size)
        goals = {f"generated, {options.size:.0f} MB: 0.35": 0.35}
        found = [speed("one generated file", [large], options.repeats)]
        real = sorted(options.folder.glob("*.xml")) if options.folder.is_dir() else []
        if real:
            goals["real files: 0.35"] = 0.35
            found.append(speed(f"{len(real)} real files", real, 5 * options.repeats))
        parts = [Path(folder, f"part{number:02}.xml") for number in range(20)]
        for number, part in enumerate(parts):
            generate(part, options.size / 20, seed=number + 2)
        goals[f"{len(parts)} files, {options.workers} processes: 0.65"] = 0.65
        found.append(
            speed(f"{len(parts)} files, {options.workers} processes", parts, options.repeats,
                  options.workers)
        )  # fmt: skip
        most = 0.0
        for times in (0.2, 1, 2):
            generate(large, times * options.size)
            most = max(most, memory(large))
        tenth = Path(folder, "tenth.xml")
        generate(tenth, min(20, options.size / 10))
        speed("migfund, four tables", [tenth], 3 * options.repeats)
        peers(options.peers, tenth)
    for (goal, least), share in zip(goals.items(), found, strict=True):
        print(f"{'reached' if share >= least else 'MISSED':<8} {goal}: {share:.2f}")
    print(f"{'reached' if most < 150 else 'MISSED':<8} memory, under 150 MB: {most:.0f} MB")


if __name__ == "__main__":
    main()
