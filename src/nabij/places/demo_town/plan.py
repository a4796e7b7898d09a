"""The hand-drawn plan of the demo town: what a draughtsman would put on paper first.

Metres east and north of the market of Zandekerke, before `curves.warp` makes every line waver a little. Places,
names, codes and postcodes are of our own making; the town lies in open polder.
"""

from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = list[tuple[float, float]]
Spots: TypeAlias = list[tuple[float, float, float]]


def path(text: str) -> Path:
    """Points written as "east,north east,north"."""
    return [(float(east), float(north)) for east, north in (point.split(",") for point in text.split())]


ORIGIN_LON, ORIGIN_LAT = 2.760, 51.062
MARKET: Path = path("-62,-34 -50,40 4,52 66,38 58,-38 0,-48")
MARKET_LINDEBEEK: Path = path("5555,-330 5562,-268 5648,-262 5655,-325")


@dataclass(frozen=True)
class Town:
    code: str
    name: str
    postcode: str
    outline: Path


@dataclass(frozen=True)
class Road:
    """A main road; inside `until_m` of the market of its town it carries another name and class."""

    name: str
    kind: str
    path: Path
    inner_name: str = ""


@dataclass(frozen=True)
class Quarter:
    """A neighbourhood: the blocks whose middle lies in `outline` and in no quarter named before it.

    With `built_only` just its built-up blocks: the fields around belong to the quarter around.
    """

    number: int
    town: str
    name: str
    outline: Path
    built_only: bool = False


BROOK: Path = path("3350,5300 3420,4200 3180,3300 3480,2500 3230,1700 3520,950 3290,250")
BROOK += path("3540,-500 3330,-1300 3620,-2100 3400,-3000 3640,-3900 3500,-5300")
CANAL: Path = path("-5600,1560 -3600,1500 -1500,1530 600,1640 2200,1780 3700,1840 5600,1760")
CANAL += path("8900,1620")
DOCK: Path = path("1500,1725 1560,2060 1900,2240")
RAILWAY: Path = path("-5600,-900 -3600,-820 -1500,-660 -300,-640 900,-720 2400,-960 4200,-1080")
RAILWAY += path("5700,-1010 7200,-780 8900,-600")

TOWNS = [
    Town(
        "39001",
        "Zandekerke",
        "8695",
        [
            *path("-4500,-2400 -4700,600 -4100,2900 -2400,3600 -600,4100 1500,3700"),
            *BROOK[2:-3],
            *path("2700,-3500 1200,-3900 -700,-4400 -2600,-3900"),
        ],
    ),
    Town(
        "39002",
        "Lindebeek",
        "8698",
        [*BROOK[2:-3], *path("4500,-3300 6100,-3700 7700,-2900 8500,-1200 8300,700 8600,2100 7300,3200 5600,3500")],
    ),
]

INNER_RING: Path = path("-410,70 -330,330 -60,455 240,410 430,190 455,-60 330,-330 60,-440")
INNER_RING += path("-240,-400 -400,-190")
OUTER_RING: Path = path("-1750,250 -1690,900 -1050,1290 -200,1400 750,1420 1330,1060 1620,350")
OUTER_RING += path("1700,-350 1480,-1180 820,-1560 -150,-1700 -1080,-1480 -1640,-720")
RING_LINDEBEEK: Path = path("5130,-300 5200,130 5560,300 5950,160 6080,-260 5900,-640 5480,-720")
RING_LINDEBEEK += path("5200,-560")

MAIN_ROADS = [
    Road(
        "Westmolensteenweg",
        "main",
        path("0,0 -200,30 -410,70 -900,90 -1750,250 -2700,380 -3700,420 -5200,700"),
        "Westmolenstraat",
    ),
    Road(
        "Duinsesteenweg",
        "main",
        path("0,0 -40,200 -60,455 -120,900 -200,1400 -60,2100 -180,3000 60,4900"),
        "Duinstraat",
    ),
    Road(
        "Havensteenweg",
        "main",
        path("0,0 170,210 240,410 640,830 1130,1250 1900,1960 2600,2900 3300,4800"),
        "Schippersstraat",
    ),
    Road(
        "Lindebeeksesteenweg",
        "main",
        path("0,0 220,-30 455,-60 1000,10 1690,-80 2500,40 3400,-60 4300,-240 5130,-300 5600,-300"),
        "Hoogstraat",
    ),
    Road(
        "Brabantsesteenweg",
        "main",
        path("0,0 170,-190 330,-330 800,-800 1200,-1390 1900,-2000 2500,-2900 2700,-5000"),
        "Brabantstraat",
    ),
    Road(
        "Ieperleesteenweg",
        "main",
        path("0,0 -90,-210 -240,-400 -330,-900 -420,-1620 -640,-2300 -800,-3000 -1000,-5000"),
        "Kerkstraat",
    ),
    Road(
        "Kloosterbaan",
        "secondary",
        path("-330,-270 -760,-700 -1280,-1260 -2000,-1700 -3000,-2050 -5000,-2900"),
    ),
    Road(
        "Kapellebaan",
        "secondary",
        path("-330,330 -780,760 -1300,1200 -2000,1750 -2750,2250 -4600,3300"),
    ),
    Road(
        "Noordpolderstraat",
        "secondary",
        path("5600,-300 5620,300 5520,1200 5700,2200 5650,4000"),
        "Kerkstraat",
    ),
    Road("Heidebaan", "main", path("5600,-300 5580,-680 5700,-1500 5850,-2400 5750,-4200"), "Stationsstraat"),
    Road(
        "Oostmolensteenweg",
        "main",
        path("5600,-300 6080,-260 6900,-420 7700,-350 9000,-560"),
        "Molenstraat",
    ),
    Road("Broekstraat", "secondary", path("5950,160 6500,800 7100,1200 8000,1900 9000,2500")),
    Road(
        "Schoorbaan",
        "secondary",
        path("-2000,-1700 -1500,-2300 -640,-2300 500,-2500 1900,-2000 2700,-1800 4300,-1700 5700,-1500"),
    ),
    Road("Zeeweg", "secondary", path("-2750,2250 -1500,2450 -60,2100 1000,2600 1900,1960")),
    Road("Polderbaan", "secondary", path("2600,2900 3700,2600 4600,2300 5520,1200")),
]

# Built-up spots: metres east, north, radius. Spots that nearly touch grow together.
VILLAGES: Spots = [(-2790, 2280, 330), (-2450, 2330, 210), (-3080, 2500, 190), (-2560, 2010, 170)]
VILLAGES += [(-660, -2330, 340), (-330, -2400, 220), (-760, -2720, 230), (-1010, -2330, 180)]
VILLAGES += [(5690, -1560, 300), (5760, -1950, 220), (5420, -1600, 190), (6010, -1480, 190)]
VILLAGES += [(7120, 1210, 310), (7420, 1450, 220), (6850, 1010, 220), (7300, 980, 190)]
BUILT_UP: Spots = [(0, 0, 760), (480, 560, 520), (900, 960, 330), (1120, 640, 330), (1060, -40, 470), (1500, -60, 300)]
BUILT_UP += [(900, -560, 420), (640, -960, 430), (980, -1250, 260), (150, -1150, 330), (-320, -1130, 470)]
BUILT_UP += [(-420, -1560, 250), (-900, -620, 430), (-1230, -1130, 260), (-1120, 130, 480), (-1570, 230, 330)]
BUILT_UP += [(-700, 760, 400), (-1080, 1060, 300), (-1150, 620, 260), (-40, 900, 400), (-190, 1290, 240)]
BUILT_UP += [(400, 1030, 330), (2050, -40, 240), (1480, 1480, 210), (-330, -1900, 170), (-2030, 300, 200)]
BUILT_UP += [(5600, -280, 500), (5980, -60, 380), (5330, 120, 330), (5560, 560, 260), (6330, -330, 300)]
BUILT_UP += [(5160, -360, 300), (5620, -700, 330), (4800, -290, 200), (6640, -400, 180), (6280, 450, 200)]
INDUSTRY: list[Path] = [
    path("700,1720 1000,2480 1800,2560 2500,2380 2900,1860"),
    path("1560,-1010 1500,-1640 2150,-1760 2560,-1040"),
]
PARKS: list[tuple[str, Path]] = [
    ("Stadspark", path("-330,130 -360,310 -210,360 -150,250 -210,140")),
    ("Vestenpark", path("560,-300 740,-190 800,-400 690,-560 560,-470")),
    ("Begraafplaats", path("-1340,-420 -1180,-300 -1010,-420 -1180,-600")),
    ("Sportpark De Vlonder", path("180,1090 480,1180 560,940 270,860")),
    ("Domein Lindehof", path("5180,-420 5290,-330 5400,-420 5350,-560 5230,-560")),
    ("Heidebos", path("6400,-1500 6800,-1150 7400,-1300 7500,-1900 6900,-2200 6450,-2000")),
    ("Zandbos", path("-3600,-700 -3000,-400 -2700,-800 -3000,-1300 -3500,-1200")),
]
PONDS: list[tuple[str, Path]] = [
    ("Stadsvijver", path("-300,200 -290,280 -230,290 -220,220 -260,180")),
    ("Lindehofvijver", path("5260,-440 5310,-410 5340,-470 5280,-510")),
    ("Zandput", path("-2560,-1220 -2280,-1080 -2120,-1260 -2300,-1440 -2520,-1400")),
]

QUARTERS = [
    Quarter(1, "39001", "Binnenstad", INNER_RING),
    Quarter(8, "39001", "Kapellehoek", path("-3500,1700 -3500,2900 -2100,2900 -2100,1700"), built_only=True),
    Quarter(7, "39001", "Zuidschoor", path("-1300,-3100 -1300,-1960 -50,-1960 -50,-3100"), built_only=True),
    Quarter(6, "39001", "Vaartkant", path("450,1650 3600,1850 3600,3700 -100,4600 -150,1600")),
    Quarter(
        2,
        "39001",
        "Stationswijk",
        path(
            "-330,-270 330,-330 900,-720 2600,-990 2600,-1900 900,-1650 -150,-1800 -1100,-1500 "
            "-1700,-1400 -1280,-1260 -760,-700"
        ),
    ),
    Quarter(
        3,
        "39001",
        "Sint-Jozef",
        path("330,-330 455,-60 1000,10 1690,-80 2500,40 3600,0 3600,-1100 2400,-960 900,-720"),
    ),
    Quarter(
        4,
        "39001",
        "Molenveld",
        path("-60,455 240,410 455,-60 3600,0 3600,1750 -200,1600 -120,900"),
    ),
    Quarter(
        5,
        "39001",
        "Westakker",
        path("-60,455 -120,900 -200,1600 -1700,1450 -2200,500 -1900,-900 -1280,-1260 -760,-700 -330,-270"),
    ),
    Quarter(9, "39001", "Zandpolder", path("-6000,-6000 -6000,6000 3600,6000 3600,-6000")),
    Quarter(1, "39002", "Lindebeek-Dorp", path("5000,-720 5000,320 6200,320 6200,-720")),
    Quarter(3, "39002", "Broekhoek", path("3000,300 3000,5000 9000,5000 9000,-300 6100,0")),
    Quarter(2, "39002", "Lindeheide", path("3000,-6000 3000,1000 9000,1000 9000,-6000")),
]
ZONE_CODE, ZONE_NAME = "ipz901", "PZ Zandelinde"
