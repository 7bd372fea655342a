"""Lines known by their form."""

import pytest

from migfund.read.pages.values import kind_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("CV10P0001", "prima_id"),
        ("CE.0265", "project_id"),
        ("QH6-805", "project_id"),
        ("150,000", "budget"),
        ("EUR 62.55 Million", "budget"),
        ("January 2020 to December 2024", "period"),
        ("36 months; 2022-2025", "period"),
        ("Kazakhstan / Kyrgyzstan", "countries"),
        ("Latin America and the Caribbean", "region"),
        ("National", "coverage"),
        ("Completed", "status"),
        # Short sentences that mention a year, a sum or a country are no values.
        ("Des Togolais rentrent de Libye et du Gabon depuis 2011.", None),
        ("Seit 2011 kehren Menschen zurück.", None),
        ("Togoleses regresan desde 2011.", None),
        ("Remittances reached USD 3 million in Togo.", None),
        ("Our work", None),
    ],
)
def test_kind_of(line, kind):
    assert kind_of(line) == kind
