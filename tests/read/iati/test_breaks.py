"""Broken, hostile and odd files: what stood around the break is read, nothing else is paid."""

import gzip
import io
import os
import time
import tracemalloc
import zipfile

import pytest

import migfund as mf
from migfund.read.iati import stream
from migfund.read.iati.stream import read_activities

ALL = ["projects", "budgets", "transactions"]


def activity(name, inside=""):
    return (
        f"<iati-activity default-currency='EUR'><iati-identifier>{name}</iati-identifier>{inside}"
        "<transaction><transaction-type code='3'/><value value-date='2019-01-01'>10</value>"
        "</transaction></iati-activity>\n"
    )


def document(*activities, around=("<iati-activities version='2.03'>\n", "</iati-activities>")):
    return (around[0] + "".join(activities) + around[1]).encode()


def read(data, **options):
    options = {"on_error": "report"} | options
    return mf.read_iati(io.BytesIO(data), ALL, **options)


def ids(data):
    return read(data)["projects"]["project_id"].fillna("").tolist()


def test_a_broken_activity_costs_no_other_and_says_where():
    data = document(activity("A"), activity("B", "<title>é R & D</title>"), activity("C"))
    tables = read(data)
    projects = tables["projects"]
    assert projects["project_id"].tolist() == ["A", "B", "C"]
    problem = projects["problems"][1][0]
    place = data.index(b"& D")
    assert problem["locator"] == "/iati-activities/iati-activity[2]"
    assert problem["reason"].startswith(
        f"the XML breaks at line 3, byte {place + 1}: xmlParseEntityRef: no name"
    )
    assert projects["disbursement"].fillna(-1).tolist() == [10, -1, 10]


def test_what_stood_before_the_break_in_the_activity_is_read():
    whole = activity("B").replace("</iati-activity>", "<title>x</tit></iati-activity>")
    tables = read(document(activity("A"), whole, activity("C")))
    assert tables["transactions"]["project_id"].tolist() == ["A", "B", "C"]
    assert tables["projects"]["disbursement"].fillna(-1).tolist() == [10, -1, 10]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<title>no end", ["A", "B", "C", "D"]),
        ("<title>&undeclared;</title>", ["A", "B", "C", "D"]),
        ("<budget></transaction>", ["A", "B", "C", "D"]),
        ("<title a='1' a='2'/>", ["A", "B", "C", "D"]),
        ("<title>\x00</title>", ["A", "B", "C", "D"]),
        ("<![CDATA[ <iati-activity> & ]]>", ["A", "B", "C", "D"]),
        ("<!-- <iati-activity x='&'> -->", ["A", "B", "C", "D"]),
        ("<?pi <iati-activity> ?>", ["A", "B", "C", "D"]),
        ("</iati-activity>", ["A", "B", "C", "D"]),
    ],
)
def test_kinds_of_breaks(inside, expected):
    assert ids(document(activity("A"), activity("B", inside), activity("C"), activity("D"))) == (
        expected
    )


def test_without_its_end_an_activity_ends_where_the_next_begins():
    begun = activity("B").replace("</iati-activity>", "")
    tables = read(document(activity("A"), begun, activity("C"), activity("D")))
    assert tables["projects"]["project_id"].tolist() == ["A", "B", "C", "D"]
    assert tables["transactions"]["project_id"].tolist() == ["A", "B", "C", "D"]
    assert "nothing is added up" in tables["projects"]["problems"][1][0]["reason"]


def test_breaks_between_activities():
    commented = f"<!-- {activity('hidden')} -->"
    assert ids(document(activity("A"), commented, activity("B"))) == ["A", "B"]
    for junk in ("R & D", "</iati-activity>", "<open>", "\x01"):
        assert ids(document(activity("A"), junk, activity("B"), activity("C"))) == ["A", "B", "C"]


def test_a_long_comment_with_many_start_tags_is_read_in_its_own_time():
    began = time.process_time()
    hidden = activity("hidden") * 20_000
    assert ids(document(activity("A"), f"<!-- {hidden} -->", activity("B"))) == ["A", "B"]
    assert ids(document(activity("A"), f"<!-- {hidden}", activity("B"))) == ["A"]
    assert time.process_time() - began < 20


@pytest.mark.parametrize("size", [1, 7, 60, 101, 64_000])
def test_chunks_of_any_size_give_the_same(monkeypatch, size):
    parts = [activity("A"), "<!-- <iati-activity> -->", activity("B", "<t>&</t>")]
    parts += [
        activity("C", "<![CDATA[ <iati-activity> ]]>"),
        "<?a <iati-activity ?>",
        activity("D"),
    ]
    expected = read(document(*parts))
    monkeypatch.setattr(stream, "CHUNK", size)
    found = read(document(*parts))
    assert found["projects"]["project_id"].tolist() == ["A", "B", "C", "D"]
    assert found["projects"]["problems"].tolist()[1] == expected["projects"]["problems"].tolist()[1]


def test_a_file_cut_off_gives_what_it_has():
    data = document(*(activity(f"A{number}") for number in range(2000)))
    for size in (150, 1000, 70_000, len(data) - 30):
        whole = data[:size].count(b"</iati-activity>")
        found = ids(data[:size])
        assert found[:whole] == [f"A{number}" for number in range(whole)]
        assert len(found) - whole in (0, 1)
    packed = gzip.compress(data)
    tables = read(packed[: len(packed) // 2])
    assert 100 < len(tables["projects"]) < 2000
    assert "the file is broken" in tables["projects"]["problems"].iloc[-1][-1]["reason"]


def test_line_and_byte_of_a_break_far_into_a_file():
    number = 30_000
    broken = activity("é" * 10 + "X", "<title>é</tit>")
    parts = [activity(f"é{count}") for count in range(number)]
    data = document(*parts, broken, activity("last"))
    projects = read(data)["projects"]
    assert len(projects) == number + 2
    reason = projects["problems"][number][0]["reason"]
    place = data.index(b"</tit>")
    assert f"line {number + 2}, " in reason
    stated = int(reason.split("byte ")[1].split(":")[0])
    assert place <= stated <= place + len("</tit>")
    assert projects["source_locator"].iloc[-1].endswith(f"[{number + 2}]")


def test_regression_a_root_whose_name_cannot_be_written_again():
    around = ("<iati-activiti\ufffdes>", "</iati-activiti\ufffdes>")
    assert ids(document(activity("A", "<t>&</t>"), activity("B"), around=around)) == ["A", "B"]


def test_two_files_in_one():
    both = document(activity("A")) + document(activity("B"), activity("C"))
    assert ids(both) == ["A", "B", "C"]


@pytest.mark.parametrize("root", ["result", "response"])
def test_other_roots(root):
    around = (f"<{root}><ok>True</ok><iati-activities>", f"</iati-activities></{root}>")
    projects = read(document(activity("A"), activity("B"), around=around))["projects"]
    assert projects["source_locator"].tolist() == [
        f"/{root}/iati-activities/iati-activity[{number}]" for number in (1, 2)
    ]
    assert ids(activity("alone").encode()) == ["alone"]


def test_names_in_a_namespace_are_read_and_foreign_ones_are_not():
    around = ("<iati-activities xmlns='urn:iati' xmlns:x='urn:x'>", "</iati-activities>")
    foreign = "<x:iati-identifier>no</x:iati-identifier><x:transaction/>"
    tables = read(document(activity("A", foreign), around=around))
    assert tables["projects"]["project_id"].tolist() == ["A"]
    assert len(tables["transactions"]) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "iso-8859-1"])
def test_encodings(encoding):
    declared = "" if encoding == "utf-8-sig" else f"<?xml version='1.0' encoding='{encoding}'?>"
    text = declared + document(activity("É"), activity("B", "<a></b>"), activity("C")).decode()
    assert ids(text.encode(encoding)) == ["É", "B", "C"]


def test_what_is_no_iati_is_an_error_that_says_so(tmp_path):
    for data, words in (
        (b"", "no element found"),
        (b"hello", "Start tag expected"),
        (b"<html><p/></html>", "no iati-activity in it; its root is 'html'"),
        (b"<iati-organisations/>", "its root is 'iati-organisations'"),
    ):
        with pytest.raises(mf.ReadError, match=words):
            read(data, on_error="raise")
        projects = read(data)["projects"]
        assert len(projects) == 1
        assert words in projects["problems"][0][0]["reason"]
    assert read(b"<iati-activities version='2.03'/>", on_error="raise")["projects"].empty
    (tmp_path / "a.xml").write_bytes(document(activity("A")))
    (tmp_path / "b.txt").write_text("notes")
    with pytest.raises(mf.ReadError, match="1 of 2 files could not be read"):
        mf.read_iati(tmp_path)
    kept = mf.read_iati(tmp_path, on_error="report")
    assert kept["project_id"].fillna("").tolist() == ["A", ""]


BOMB = "<!DOCTYPE x [<!ENTITY e0 'lol'>" + "".join(
    f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10)
)
LONG = f"<!DOCTYPE x [<!ENTITY e9 '{'a' * 100_000}'>"


@pytest.mark.parametrize("entities", [BOMB, LONG], ids=["billion laughs", "quadratic"])
@pytest.mark.parametrize("inside", ["<title>{}</title>", "<title ref='{}'/>"])
def test_entities_that_grow_are_refused(entities, inside):
    many = inside.format("&e9;" * 5000)
    data = document(activity("A"), activity("B", many), activity("C"))
    tracemalloc.start()
    began = time.monotonic()
    tables = mf.read_iati(io.BytesIO((entities + "]>").encode() + data), ALL, on_error="report")
    assert time.monotonic() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 50e6
    tracemalloc.stop()
    assert {"A", "C"} <= set(tables["projects"]["project_id"].dropna())


def test_own_entities_are_not_resolved_but_named():
    head = (
        "<!DOCTYPE x [<!ENTITY who 'IOM'><!ENTITY n '0'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    )
    inside = "<title>by &who; and &f;!</title><budget><value>1&n;0</value></budget>"
    tables = read(head.encode() + document(activity("A", inside)))
    assert tables["projects"]["title"].tolist() == ["by &who; and &f;!"]
    reasons = [problem["reason"] for problem in tables["projects"]["problems"][0]]
    assert "entities of the file's own are not resolved: &who;, &f;, &n;" in reasons
    assert "not a number" in reasons
    assert tables["budgets"]["value"].isna().all()


def test_archives(tmp_path):
    data = document(activity("A"))
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("one.xml", data)
        archive.writestr("two.xml.gz", gzip.compress(document(activity("B"))))
    (tmp_path / "three.xml.gz").write_bytes(gzip.compress(document(activity("C"))))
    projects = mf.read_iati(tmp_path)
    assert projects["project_id"].tolist() == ["A", "B", "C"]
    assert projects["source"].str.rpartition("/")[2].tolist() == [
        "one.xml",
        "two.xml.gz",
        "three.xml.gz",
    ]


def test_a_gzip_that_grows_without_end_is_left():
    packed = gzip.compress(b"<iati-activities>" + f"<!--{'x' * 9000}-->".encode() * 15_000, 9)
    projects = read(packed)["projects"]
    assert "unpacks to more than 200 times" in projects["problems"][0][0]["reason"]


def test_urls_are_fetched(monkeypatch):
    pages = {"https://a.org/1.xml": document(activity("A")), "https://a.org/2.xml": "no answer"}
    monkeypatch.setattr("migfund.read.iati.gather.fetch", lambda url, _: pages[url])
    projects = mf.read_iati(list(pages), on_error="report")
    assert projects["source"].tolist() == list(pages)
    assert projects["project_id"].fillna("").tolist() == ["A", ""]
    assert projects["problems"][1][0]["reason"] == "cannot be read (no answer)"


def test_members_of_an_archive_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("migfund.read.iati.read.LIMIT", 3_000_000)
    large = document(activity("A"), f"<!--{os.urandom(1_000_000).hex()}-->")
    with zipfile.ZipFile(tmp_path / "some.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.xml", large)
        archive.writestr("2.xml", large + os.urandom(1_000_000).hex().encode())
        archive.writestr("3.xml", b"<iati-activities>" + b" " * 2_000_000 + b"</iati-activities>")
    projects = mf.read_iati(tmp_path, on_error="report")
    assert projects["project_id"].fillna("").tolist() == ["A", "", ""]
    assert [found[0]["reason"].rpartition(": ")[2] for found in projects["problems"][1:]] == [
        "larger than 3 MB, which no file is",
        "unpacks to more than 200 times its size, which no project page does",
    ]


def test_an_activity_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(stream, "MAX_BYTES", 300_000)
    endless = activity("B").replace("</iati-activity>", "<x/>" * 200_000 + "</iati-activity>")
    found = list(read_activities(io.BytesIO(document(activity("A"), endless, activity("C")))))
    assert [item.path[-3:] for item in found] == ["[1]", "[2]", "[3]"]
    assert "without the end of the activity" in str(found[1].broken)


def test_memory_does_not_grow_with_the_file():
    size = 100

    class Long(io.RawIOBase):
        parts = iter([b"<iati-activities>", *[activity("A").encode() * 300] * size])

        def readable(self):
            return True

        def readinto(self, buffer):
            piece = self.left or next(self.parts, b"")
            taken = piece[: len(buffer)]
            self.left = piece[len(taken) :]
            buffer[: len(taken)] = taken
            return len(taken)

        left = b""

    tracemalloc.start()
    found = read_activities(io.BufferedReader(Long()))
    number = sum(item.element is not None for item in found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 300 * size
    assert peak < 3e6


def test_an_open_file_that_is_not_read_whole_is_refused(monkeypatch):
    monkeypatch.setattr("migfund.read.iati.gather.MAX_BYTES", 100)
    with pytest.raises(mf.ReadError, match="an open file of more than 0 MB is not read whole"):
        read(document(activity("A"), activity("B")), on_error="raise")
