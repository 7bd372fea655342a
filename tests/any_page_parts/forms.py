"""Forms of facts: labelled rows to lines, of text or of HTML."""

from collections.abc import Callable
from html import escape

from any_page_parts.facts import Row
from any_page_parts.languages import Writer
from any_page_parts.rows import MONEY, TIME

Form = Callable[[list[Row], Writer], list[str]]


def bullets(rows: list[Row], writer: Writer) -> list[str]:
    mark = writer.rng.choice("•-*–")
    return [f"{mark} {row.label.text}: {row.value}" for row in rows]


def bullet_lines(rows: list[Row], writer: Writer) -> list[str]:
    if writer.rng.random() < 0.5:
        return [line for row in rows for line in ("-", row.label.text, blank_list(row, writer))]
    return [f"  • {r.label.text}\n    {blank_list(r, writer)}" for r in rows]


def blank_list(row: Row, writer: Writer) -> str:
    """Return the value, a list at times with blanks alone between the names."""
    return " ".join(row.values) if row.values and writer.rng.random() < 0.3 else row.value


def colon(rows: list[Row], writer: Writer) -> list[str]:
    mark = writer.rng.choice([": ", ": ", ":", " : ", ":\t", ":\u00a0"])
    return [f"{row.label.text}{mark}{row.value}" for row in rows]


def lines(rows: list[Row], writer: Writer) -> list[str]:
    gap = writer.rng.choice([[], [""]])
    return [line for row in rows for line in (row.label.text, *line_list(row, writer), *gap)]


def line_list(row: Row, writer: Writer) -> list[str]:
    """Return the value, a list at times with a line for each name."""
    return row.values if len(row.values) > 1 and writer.rng.random() < 0.3 else [row.value]


def dl(rows: list[Row], _: Writer) -> list[str]:
    items = [f"<dt>{escape(r.label.text)}</dt><dd>{escape(r.value)}</dd>" for r in rows]
    return ["<dl>", *items, "</dl>"]


def html_table(rows: list[Row], writer: Writer) -> list[str]:
    head = writer.rng.choice(["th", "td"])
    cells = [
        f"<tr><{head}>{escape(row.label.text)}</{head}><td>{escape(row.value)}</td></tr>"
        for row in rows
    ]
    return ["<table>", *cells, "</table>"]


def header_table(rows: list[Row], writer: Writer) -> list[str]:
    labels, values = [row.label.text for row in rows], [row.value for row in rows]
    if writer.rng.random() < 0.5:
        return ["\t".join(labels), "\t".join(values)]
    rule = "|---" * len(rows) + "|"
    return [f"| {' | '.join(labels)} |", rule, f"| {' | '.join(values)} |"]


def html_header_table(rows: list[Row], _: Writer) -> list[str]:
    heads = "".join(f"<th>{escape(row.label.text)}</th>" for row in rows)
    cells = "".join(f"<td>{escape(row.value)}</td>" for row in rows)
    return ["<table>", f"<tr>{heads}</tr>", f"<tr>{cells}</tr>", "</table>"]


def bold(rows: list[Row], writer: Writer) -> list[str]:
    form = writer.rng.choice(["**{}:** {}", "**{}**: {}", "**{}** {}", "- **{}:** {}"])
    return [form.format(row.label.text, row.value) for row in rows]


def html_bold(rows: list[Row], writer: Writer) -> list[str]:
    form = writer.rng.choice(
        ["<p><strong>{}:</strong> {}</p>", "<p><b>{}</b><br>{}</p>", "<div><b>{}</b> {}</div>"]
    )
    return [form.format(escape(row.label.text), escape(row.value)) for row in rows]


def no_mark(rows: list[Row], writer: Writer) -> list[str]:
    gap = writer.rng.choice([" ", " ", "  ", "\u00a0", "     "])
    return [f"{row.label.text}{gap}{row.value}" for row in rows]


def tabs(rows: list[Row], _: Writer) -> list[str]:
    return [f"{row.label.text}\t{row.value}" for row in rows]


def one_line(rows: list[Row], writer: Writer) -> list[str]:
    mark = writer.rng.choice([" ", " ", " | ", "; ", "   "])
    return [mark.join(f"{row.label.text}: {row.value}" for row in rows)]


def value_first(rows: list[Row], _: Writer) -> list[str]:
    return [line for row in rows for line in (row.value, row.label.text, "")]


def positional(rows: list[Row], _: Writer) -> list[str]:
    return [row.value for row in rows]


def nested(rows: list[Row], writer: Writer) -> list[str]:
    """Dates under a heading of their own, money under another, the rest as lines."""
    written: list[str] = []
    heads = {"period": {*TIME, "end"}, "budget": {*MONEY, "own_contribution", "currency"}}
    for row in rows:
        group = next((name for name, fields in heads.items() if row.label.field in fields), None)
        if group is None:
            written += [row.label.text, f"  {row.value}", ""]
        elif group in heads:
            fields = heads.pop(group)
            written += [writer.rng.choice(writer.words["nested"][group])]
            mark = writer.rng.choice(["  ", "• ", ""])
            written += [f"{mark}{r.label.text}: {r.value}" for r in rows if r.label.field in fields]
            written.append("")
            rows = [r for r in rows if r.label.field not in fields or r is row]
    return written


def numbered(rows: list[Row], writer: Writer) -> list[str]:
    form = writer.rng.choice(["1.{} {}", "{}. {}", "{}) {}"])
    gap = writer.rng.choice([[], [""]])
    return [
        line
        for number, row in enumerate(rows, 1)
        for line in (form.format(number, row.label.text), *gap, *line_list(row, writer), "")
    ]


def headings(rows: list[Row], writer: Writer) -> list[str]:
    mark = writer.rng.choice(["##", "###"])
    return [
        line
        for row in rows
        for line in (f"{mark} {row.label.text}", "", *line_list(row, writer), "")
    ]


def columns(rows: list[Row], _: Writer) -> list[str]:
    return [*(row.label.text for row in rows), *(row.value for row in rows)]


def glued(rows: list[Row], writer: Writer) -> list[str]:
    mark = writer.rng.choice([" ", ": "])
    return [" ".join(f"{row.label.text}{mark}{row.value}" for row in rows)]


def unspaced(rows: list[Row], writer: Writer) -> list[str]:
    """Labels right before their values, as where a page's elements were joined."""
    return writer.rng.sample([f"{row.label.text}{row.value}" for row in rows], len(rows))


def mixed(rows: list[Row], writer: Writer) -> list[str]:
    """Half of the facts in one form, half in another."""
    middle = len(rows) // 2
    first, second = writer.rng.sample([colon, lines, bullets, bold, tabs, headings], 2)
    return [*first(rows[:middle], writer), "", *second(rows[middle:], writer)]


def flattened(rows: list[Row], writer: Writer) -> list[str]:
    """The facts of a page that loses its lines, as the text of a PDF does."""
    return writer.rng.choice([colon, no_mark, lines, numbered])(rows, writer)


FORMS: dict[str, Form | None] = {
    "bullets": bullets,
    "bullet_lines": bullet_lines,
    "colon": colon,
    "lines": lines,
    "dl": dl,
    "html_table": html_table,
    "header_table": header_table,
    "html_header_table": html_header_table,
    "bold": bold,
    "html_bold": html_bold,
    "no_mark": no_mark,
    "tabs": tabs,
    "one_line": one_line,
    "value_first": value_first,
    "positional": positional,
    "nested": nested,
    "numbered": numbered,
    "headings": headings,
    "columns": columns,
    "glued": glued,
    "unspaced": unspaced,
    "mixed": mixed,
    "flattened": flattened,
    "prose": None,
}
HTML = {"dl", "html_table", "html_header_table", "html_bold"}
MARKDOWN = {"bold", "headings"}
