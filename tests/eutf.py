"""The published tables of the EU Trust Fund for Africa: where they are, and their words by hand."""

import csv
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "eutf"
DATABASE = FOLDER / "EUTF-Projects-Database-2022-01.csv"
PROJECTS = FOLDER / "data_processed_EUTF_projects_akvo.csv"
RECIPIENTS = FOLDER / "data_processed_EUTF_akvo_recipients.csv"

needs_tables = pytest.mark.skipif(not FOLDER.exists(), reason="the shared data are not here")

NAMES = {
    "Algeria": "DZA",
    "Benin": "BEN",
    "Burkina Faso": "BFA",
    "Burundi": "BDI",
    "Cabo Verde": "CPV",
    "Cameroun": "CMR",
    "Côte d'Ivoire": "CIV",
    "Democratic Republic of the Congo": "COD",
    "Djibouti": "DJI",
    "Egypt": "EGY",
    "Eritrea": "ERI",
    "Ethiopia": "ETH",
    "Ghana": "GHA",
    "Guinea-Bissau": "GNB",
    "Guinée": "GIN",
    "Kenya": "KEN",
    "Libya": "LBY",
    "Mali": "MLI",
    "Mauritanie": "MRT",
    "Morocco": "MAR",
    "Niger": "NER",
    "Nigeria": "NGA",
    "Rwanda": "RWA",
    "Senegal": "SEN",
    "Somalia": "SOM",
    "South Sudan": "SSD",
    "Sudan": "SDN",
    "Tanzania": "TZA",
    "Tchad": "TCD",
    "The Gambia": "GMB",
    "Tunisia": "TUN",
    "Uganda": "UGA",
    "Yemen": "YEM",
}
CODES = {
    "BF": "BFA",
    "BI": "BDI",
    "BJ": "BEN",
    "CD": "COD",
    "CI": "CIV",
    "CM": "CMR",
    "CV": "CPV",
    "DJ": "DJI",
    "DZ": "DZA",
    "EG": "EGY",
    "ER": "ERI",
    "ET": "ETH",
    "GH": "GHA",
    "GM": "GMB",
    "GN": "GIN",
    "GW": "GNB",
    "JO": "JOR",
    "KE": "KEN",
    "LR": "LBR",
    "LY": "LBY",
    "MA": "MAR",
    "ML": "MLI",
    "MR": "MRT",
    "NE": "NER",
    "NG": "NGA",
    "RW": "RWA",
    "SD": "SDN",
    "SL": "SLE",
    "SN": "SEN",
    "SO": "SOM",
    "SS": "SSD",
    "TD": "TCD",
    "TG": "TGO",
    "TN": "TUN",
    "TZ": "TZA",
    "UG": "UGA",
}


def raw(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
