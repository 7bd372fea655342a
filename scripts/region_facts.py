"""Members of groups of countries, written by hand as facts; build_region_lists.py writes the lists.

What each rests on stands in migfund/codelists/SOURCES.md. A code list is one text of ISO 3166-1
alpha-3 codes, Kosovo as XKX.
"""

WORLD_BANK_REGIONS = {
    "East Asia & Pacific": """
        ASM AUS BRN KHM CHN FJI PYF GUM HKG IDN JPN KIR PRK KOR LAO MAC MYS MHL FSM MNG MMR NRU
        NCL NZL MNP PLW PNG PHL WSM SGP SLB TWN THA TLS TON TUV VUT VNM""",
    "Europe & Central Asia": """
        ALB AND ARM AUT AZE BLR BEL BIH BGR HRV CYP CZE DNK EST FRO FIN FRA GEO DEU GIB GRC GRL
        HUN ISL IRL IMN ITA KAZ XKX KGZ LVA LIE LTU LUX MDA MCO MNE NLD MKD NOR POL PRT ROU RUS
        SMR SRB SVK SVN ESP SWE CHE TJK TUR TKM UKR GBR UZB""",
    "Latin America & Caribbean": """
        ATG ARG ABW BHS BRB BLZ BOL BRA VGB CYM CHL COL CRI CUB CUW DMA DOM ECU SLV GRD GTM GUY
        HTI HND JAM MEX NIC PAN PRY PER PRI SXM KNA LCA MAF VCT SUR TTO TCA URY VEN VIR""",
    # Since July 2025 with Afghanistan and Pakistan, which were in South Asia.
    "Middle East, North Africa, Afghanistan & Pakistan": """
        AFG PAK DZA BHR DJI EGY IRN IRQ ISR JOR KWT LBN LBY MLT MAR OMN QAT SAU SYR TUN ARE PSE
        YEM""",
    "North America": "BMU CAN USA",
    "South Asia": "BGD BTN IND MDV NPL LKA",
    "Sub-Saharan Africa": """
        AGO BEN BWA BFA BDI CPV CMR CAF TCD COM COD COG CIV GNQ ERI SWZ ETH GAB GMB GHA GIN GNB
        KEN LSO LBR MDG MWI MLI MRT MUS MOZ NAM NER NGA RWA STP SEN SYC SLE SOM ZAF SSD SDN TZA
        TGO UGA ZMB ZWE""",
}

IOM_REGIONS = {
    "West and Central Africa": """
        BEN BFA CMR CPV CAF TCD COG CIV GNQ GAB GMB GHA GIN GNB LBR MLI MRT NER NGA STP SEN SLE
        TGO""",
    "Southern Africa": "AGO BWA COM COD SWZ LSO MDG MWI MUS MOZ NAM SYC ZAF ZMB ZWE",
    "East Africa and the Horn of Africa": "BDI DJI ERI ETH KEN RWA SOM SSD TZA UGA",
    "Middle East and North Africa": """
        DZA BHR EGY IRQ JOR KWT LBN LBY MAR OMN PSE QAT SAU SDN SYR TUN ARE YEM""",
    "Central and North America and the Caribbean": """
        ATG BHS BRB BLZ CAN CRI CUB DMA DOM SLV GRD GTM GUY HTI HND JAM MEX NIC PAN KNA LCA VCT
        SUR TTO USA""",
    "South America": "ARG BOL BRA CHL COL ECU PRY PER URY VEN",
    "Asia and the Pacific": """
        AFG AUS BGD BTN BRN KHM CHN COK FJI IND IDN IRN JPN KIR LAO MYS MDV MHL FSM MNG MMR NRU
        NPL NZL NIU PAK PLW PNG PHL PRK KOR WSM SGP SLB LKA THA TLS TON TUV VUT VNM""",
    "European Economic Area": """
        AUT BEL BGR CHE CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ISL ITA LIE LTU LUX
        LVA MLT NLD NOR POL PRT ROU SVK SVN SWE""",
    "South-Eastern Europe, Eastern Europe and Central Asia": """
        ALB ARM AZE BLR BIH GEO ISR KAZ KGZ MDA MNE MKD RUS SRB TJK TUR TKM UKR UZB XKX""",
}

# The fund's list of August 2024 has these under Europe; M49 has them in Western Asia.
FUND_EUROPE = "ARM AZE GEO"

EU_NEIGHBOURHOOD = {
    "Eastern Partnership": "ARM AZE BLR GEO MDA UKR",
    "Southern Neighbourhood": "DZA EGY ISR JOR LBN LBY MAR PSE SYR TUN",
    "Western Balkans": "ALB BIH XKX MNE MKD SRB",
}

# Dates of the treaties of accession.
EU_SINCE = {
    "1958-01-01": "BEL DEU FRA ITA LUX NLD",
    "1973-01-01": "DNK GBR IRL",
    "1981-01-01": "GRC",
    "1986-01-01": "ESP PRT",
    "1995-01-01": "AUT FIN SWE",
    "2004-05-01": "CYP CZE EST HUN LVA LTU MLT POL SVK SVN",
    "2007-01-01": "BGR ROU",
    "2013-07-01": "HRV",
}
EU_UNTIL = {"GBR": "2020-01-31"}

# Years of inclusion; the day where an inclusion falls late in a year.
LDC_SINCE = {
    "1971": """AFG BEN BTN BWA BFA BDI TCD ETH GIN HTI LAO LSO MWI MDV MLI NPL NER RWA WSM SOM
               SDN UGA TZA YEM""",
    "1975": "BGD CAF GMB",
    "1977": "CPV COM",
    "1981": "GNB",
    "1982": "DJI GNQ STP SLE TGO",
    "1985": "VUT",
    "1986": "KIR MRT TUV",
    "1987": "MMR",
    "1988": "MOZ",
    "1990": "LBR",
    "1991": "KHM COD MDG SLB ZMB",
    "1994": "AGO ERI",
    "2000": "SEN",
    "2003-12-04": "TLS",
    "2012-12-18": "SSD",
}
# The last day before graduation takes effect.
LDC_UNTIL = {
    "BWA": "1994-12-18",
    "CPV": "2007-12-19",
    "MDV": "2010-12-31",
    "WSM": "2013-12-31",
    "GNQ": "2017-06-03",
    "VUT": "2020-12-03",
    "BTN": "2023-12-12",
    "STP": "2024-12-12",
}

# The DAC's lists of ODA recipients: years of reporting, and the groups as the list prints them.
# Least developed countries are those of LDC_2005 that had not left the category.
DAC_LDC_2005 = """
    AFG AGO BGD BEN BTN BFA BDI KHM CPV CAF TCD COM COD DJI GNQ ERI ETH GMB GIN GNB HTI KIR LAO LSO
    LBR MDG MWI MDV MLI MRT MOZ MMR NPL NER RWA WSM STP SEN SLE SLB SOM SDN TLS TGO TUV UGA TZA VUT
    YEM ZMB"""
# The first year in which the DAC's list has a country in another group than LDC, or (SSD) in it.
DAC_LDC_UNTIL = {
    "CPV": 2007,
    "MDV": 2010,
    "WSM": 2013,
    "GNQ": 2017,
    "VUT": 2020,
    "BTN": 2023,
    "STP": 2024,
}
DAC_LDC_FROM = {"SSD": 2014}
DAC_LISTS: dict[tuple[int, int], dict[str, str]] = {
    (2005, 2007): {
        "Other LIC": "CMR COG CIV GHA IND KEN PRK KGZ MDA MNG NIC NGA PAK PNG TJK UZB VNM ZWE",
        # Serbia stands for Serbia and Montenegro.
        "LMIC": """ALB DZA ARM AZE BLR BOL BIH BRA CHN COL CUB DOM ECU EGY SLV FJI MKD GEO GTM GUY
            HND IDN IRN IRQ JAM JOR KAZ MHL FSM MAR NAM NIU PSE PRY PER PHL SRB LKA SUR SWZ SYR THA
            TKL TON TUN TKM UKR WLF""",
        "UMIC": """AIA ATG ARG BRB BLZ BWA CHL COK CRI HRV DMA GAB GRD LBN LBY MYS MUS MYT MEX MSR
            NRU OMN PLW PAN SAU SYC ZAF SHN KNA LCA VCT TTO TUR TCA URY VEN""",
    },
    (2008, 2010): {
        "Other LIC": "CIV GHA KEN PRK KGZ NGA PAK PNG TJK UZB VNM ZWE",
        "LMIC": """ALB DZA ARM AZE BOL BIH CMR CPV CHN COL COG DOM ECU EGY SLV MKD GEO GTM GUY HND
            IND IDN IRN IRQ JOR XKX MHL FSM MDA MNG MAR NAM NIC NIU PSE PRY PER PHL LKA SWZ SYR THA
            TKL TON TUN TKM UKR WLF""",
        "UMIC": """AIA ATG ARG BRB BLR BLZ BWA BRA CHL COK CRI HRV CUB DMA FJI GAB GRD JAM KAZ LBN
            LBY MYS MUS MYT MEX MNE MSR NRU OMN PLW PAN SRB SYC ZAF SHN KNA LCA VCT SUR TTO TUR URY
            VEN""",
    },
    (2011, 2013): {
        "Other LIC": "KEN PRK KGZ SSD TJK ZWE",
        "LMIC": """ARM BLZ BOL CMR CPV COG CIV EGY SLV FJI GEO GHA GTM GUY HND IND IDN IRQ XKX MHL
            FSM MDA MNG MAR NIC NGA PAK PNG PRY PHL LKA SWZ SYR TKL TON TKM UKR UZB VNM PSE""",
        "UMIC": """ALB DZA AIA ATG ARG AZE BLR BIH BWA BRA CHL CHN COL COK CRI CUB DMA DOM ECU MKD
            GAB GRD IRN JAM JOR KAZ LBN LBY MYS MDV MUS MEX MNE MSR NAM NRU NIU PLW PAN PER SRB SYC
            ZAF SHN KNA LCA VCT SUR THA TUN TUR URY VEN WLF""",
    },
    (2014, 2017): {
        "Other LIC": "KEN PRK TJK ZWE",
        "LMIC": """ARM BOL CPV CMR COG CIV EGY SLV GEO GHA GTM GUY HND IND IDN XKX KGZ FSM MDA MNG
            MAR NIC NGA PAK PNG PRY PHL WSM LKA SWZ SYR TKL UKR UZB VNM PSE""",
        "UMIC": """ALB DZA ATG ARG AZE BLR BLZ BIH BWA BRA CHL CHN COL COK CRI CUB DMA DOM ECU FJI
            MKD GAB GRD IRN IRQ JAM JOR KAZ LBN LBY MYS MDV MHL MUS MEX MNE MSR NAM NRU NIU PLW PAN
            PER SHN LCA VCT SRB SYC ZAF SUR THA TON TUN TUR TKM URY VEN WLF""",
    },
    (2018, 2021): {
        "Other LIC": "PRK ZWE",
        "LMIC": """ARM BOL CPV CMR COG CIV EGY SLV SWZ GEO GHA GTM HND IND IDN JOR KEN XKX KGZ FSM
            MDA MNG MAR NIC NGA PAK PNG PHL LKA SYR TJK TKL TUN UKR UZB VNM PSE""",
        "UMIC": """ALB DZA ATG ARG AZE BLR BLZ BIH BWA BRA CHN COL COK CRI CUB DMA DOM ECU GNQ FJI
            GAB GRD GUY IRN IRQ JAM KAZ LBN LBY MYS MDV MHL MUS MEX MNE MSR NAM NRU NIU MKD PLW PAN
            PRY PER SHN LCA VCT WSM SRB ZAF SUR THA TON TUR TKM VEN WLF""",
    },
    (2022, 2023): {
        "Other LIC": "PRK SYR",
        "LMIC": """DZA BLZ BOL CPV CMR COG CIV EGY SLV SWZ GHA HND IND IDN IRN KEN KGZ FSM MNG MAR
            NIC NGA PAK PNG PHL WSM LKA TJK TKL TUN UKR UZB VUT VNM PSE ZWE""",
        "UMIC": """ALB ARG ARM AZE BLR BIH BWA BRA CHN COL CRI CUB DMA DOM ECU GNQ FJI GAB GEO GRD
            GTM GUY IRQ JAM JOR KAZ XKX LBN LBY MYS MDV MHL MUS MEX MDA MNE MSR NAM NRU NIU MKD PLW
            PAN PRY PER SHN LCA VCT SRB ZAF SUR THA TON TUR TKM VEN WLF""",
    },
    (2024, 2026): {
        "Other LIC": "PRK SYR",
        "LMIC": """DZA BTN BOL CPV CMR COG CIV EGY SWZ GHA HND IND IRN JOR KEN KGZ LBN FSM MNG MAR
            NIC NGA PAK PNG PHL WSM LKA TJK TKL TUN UKR UZB VUT VNM ZWE""",
        "UMIC": """ALB ARG ARM AZE BLR BLZ BIH BWA BRA CHN COL CRI CUB DMA DOM ECU SLV GNQ FJI GAB
            GEO GRD GTM GUY IDN IRQ JAM KAZ XKX LBY MYS MDV MHL MUS MEX MDA MNE MSR NAM NRU NIU MKD
            PLW PAN PRY PER SHN LCA VCT SRB ZAF SUR THA TON TUR TKM VEN WLF PSE""",
    },
}
# Within the years of a list: the first or the last year of a country on it, or of a move.
DAC_FIRST = {"XKX": 2009}
DAC_LAST = {"COK": 2019, "ATG": 2021, "NRU": 2025, "MSR": 2025}
# The list prints the new group of a graduate of the LDC category from the year after.
DAC_MOVED = {"VUT": (2021, "LMIC"), "STP": (2025, "LMIC")}
# The lists of 2000 to 2004 held those of 2005 but for three that joined in 2005, and four more.
DAC_JOINED_2005 = "BLR LBY UKR"
DAC_LEFT_BEFORE_2005 = {"MLT": 2002, "SVN": 2002, "BHR": 2004}
# Listed as a part of Yugoslavia, Serbia and Montenegro, Serbia, or Sudan: recipients, but the
# group of the part is not stated.
DAC_AS_PART = {"SRB": (2000, 2004), "MNE": (2000, 2007), "XKX": (2000, 2008), "SSD": (2000, 2010)}
