"""Bytes to text: which encoding is known, which is guessed, and what is no text."""

import pytest

from migfund.errors import MigfundError
from migfund.files.decode import decode
from migfund.files.documents import read_document

RUSSIAN = "Проект по развитию миграции. Бюджет: 300 000 долларов США. Страны: Беларусь, Армения."


FRENCH = "Coût du projet à Bénin : 5 €, durée – août"


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (RUSSIAN, "utf-8", False),
        (RUSSIAN, "utf-8-sig", False),
        (RUSSIAN, "utf-16", False),
        (FRENCH, "utf-16-le", False),
        (FRENCH, "utf-16-be", False),
        (RUSSIAN, "utf-32", False),
        (RUSSIAN, "cp1251", True),
        (RUSSIAN, "koi8-r", True),
        (RUSSIAN, "iso8859-5", True),
        (f"Our work\nBudget\n{RUSSIAN}", "cp866", True),
        (FRENCH, "cp1252", False),
        ("Gefördert für Österreich", "iso8859-1", False),
        ("Año 2019, niñas", "cp1252", False),
        ("“Budget” – 5 € – café", "cp1252", False),
        ("Budget: 5 ¤, projet à Bénin".replace("¤", "€"), "iso8859-15", False),
        ("Budget of £5 m – 3 °C", "cp1252", False),
        ("Sjöfartsverket på Åland", "cp1252", True),
    ],
)
def test_encodings_known_and_guessed(text: str, encoding: str, guessed: bool) -> None:
    document = decode(text.encode(encoding))
    assert document.text == text
    assert [doubt.field for doubt in document.doubts] == ["encoding"] * guessed


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Tytuł: Studnie dla wsi, które są potrzebne", "cp1250"),
        ("Název: Studny. Začátek projektu: 1. července 2019, 5 mil. Kč", "cp1250"),
        ("Cím: Kutak. Kezdő időpont: 2019", "cp1250"),
        ("Početak projekta: 2019, između sela", "cp1250"),
        ("Başlangıç: 1 Temmuz 2019, iki yıl", "cp1254"),
    ],
)
def test_words_of_central_europe_and_turkey_show_their_encoding(text: str, encoding: str) -> None:
    document = decode(text.encode(encoding))
    assert document.text == text
    assert f"{encoding} was assumed" in document.doubts[0].reason


def test_a_letter_that_another_encoding_reads_otherwise_is_named() -> None:
    (doubt,) = decode("Współpraca".encode("cp1250")).doubts
    assert "Windows-1252 was assumed" in doubt.reason


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "gb2312"])
def test_a_declared_encoding_is_no_guess(name: str) -> None:
    text = {"gb2312": "移民项目"}.get(name, RUSSIAN)
    page = f'<html><head><meta charset="{name}"></head><body>{text}</body></html>'
    document = read_document(page.encode(name))
    assert (document.text.strip(), document.doubts) == (text, ())


@pytest.mark.parametrize("name", ["utf-8", "nonsense", "hex", "windows-1251"])
def test_a_false_declaration_misleads_nobody(name: str) -> None:
    page = f'<html><head><meta charset="{name}"></head><body>{FRENCH}</body></html>'
    encoding = "utf-8" if name == "windows-1251" else "cp1252"
    assert read_document(page.encode(encoding)).text.strip() == FRENCH


def test_a_broken_letter_spoils_no_others() -> None:
    document = decode(RUSSIAN.encode()[:-2])
    assert document.text.startswith(RUSSIAN[:-2])
    assert "1 places are not UTF-8" in document.doubts[0].reason


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n", "an image"),
        (b"PK\x03\x04", "Office"),
    ],
)
def test_what_is_not_text_is_called_by_its_name(start: bytes, kind: str) -> None:
    with pytest.raises(MigfundError, match=f"not text but .*{kind}"):
        read_document(start)
