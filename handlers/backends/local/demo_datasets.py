"""The demo tenant's datasets: a season of hockey that was never played, web visits and sales. All of it is a sample."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Literal

from handlers.backends.local.datasets import FOLDER
from handlers.demo import demo_seed
from handlers.ports import DataDir
from handlers.reference import load
from handlers.values import Value

SEED = 1909
"""Any number: the same one gives the same season. (The club was founded in that year.)"""

DAYS = 400
"""Days of web visits and sales before the day of seeding."""

OPENING_NIGHT = dt.date(2025, 10, 8)
PERIODS = ("OT", "SO")

PAGES = {"/": 95, "/visa": 70, "/kitas": 48, "/pt-pma": 36, "/pajak": 22, "/kontak": 18}
SOURCES = ("google", "instagram", "langsung", "rujukan")
PRODUCTS = {"visa bisnis": 65.0, "E23 KITAS": 800.0, "PT PMA": 2500.0, "NPWP": 90.0, "virtual office": 300.0}


class Player(Value):
    name: str
    position: Literal["C", "LW", "RW", "D", "G"]


class Hockey(Value):
    """The content of `hockey.yaml`."""

    players: tuple[Player, ...]
    opponents: tuple[str, ...]


@demo_seed(order=40)
def seed(data_dir: DataDir, tenant: str, now: dt.datetime) -> bool:
    """Write the datasets where the tenant has no folder for them yet; whether it was done now."""
    folder = data_dir / FOLDER / tenant
    if folder.exists():
        return False
    unfinished = folder.with_name(f".{tenant}.unfinished")
    unfinished.mkdir(parents=True, exist_ok=True)
    games = list(_games(_chance(0)))
    _write(unfinished / "games.parquet", games)
    _write(unfinished / "players.parquet", list(_players(_chance(1), games)))
    _write(unfinished / "kunjungan_web.parquet", list(_visits(_chance(2), now.date())))
    _write(unfinished / "penjualan.parquet", list(_sales(_chance(3), now.date())))
    unfinished.rename(folder)
    return True


def _chance(number: int) -> Random:
    return Random(SEED + number)  # noqa: S311 (made-up figures are no secret)


def _games(chance: Random) -> Iterator[dict[str, Any]]:
    """82 games, every second or third day, home and away in turns of three."""
    day = OPENING_NIGHT
    for number in range(1, 83):
        scored, conceded = _goals(chance, 3.1), _goals(chance, 2.9)
        extra = chance.choice(PERIODS) if scored == conceded else None
        if extra is not None:
            scored += (won := chance.random() < 0.5)
            conceded += not won
        shots = max(scored, round(chance.gauss(30, 5)))
        yield {
            "game": number,
            "date": day,
            "opponent": chance.choice(HOCKEY.opponents),
            "venue": "home" if (number // 3) % 2 == 0 else "away",
            "goals_for": scored,
            "goals_against": conceded,
            "decided_in": extra or "regulation",
            "shots_for": shots,
            "shots_against": max(conceded, round(chance.gauss(29, 5))),
            "power_play_goals": min(scored, _goals(chance, 0.6)),
            "expected_goals_for": round(max(0.4, chance.gauss(scored * 0.5 + 1.5, 0.4)), 2),
            "sample": True,
        }
        day += dt.timedelta(days=chance.choice((2, 2, 2, 3)))


def _goals(chance: Random, mean: float) -> int:
    """A Poisson number: arrivals within a unit of time."""
    count, passed = 0, chance.expovariate(mean)
    while passed < 1:
        count, passed = count + 1, passed + chance.expovariate(mean)
    return count


def _players(chance: Random, games: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Two dozen who do not exist. Skaters share out the goals that the games have."""
    everyone = range(len(HOCKEY.players))
    weights = [_scoring(chance, player) for player in HOCKEY.players]
    goals, assists = [0 for _ in everyone], [0 for _ in everyone]
    for _ in range(sum(game["goals_for"] for game in games)):
        scorer, *others = chance.choices(everyone, weights, k=3)
        goals[scorer] += 1
        for other in {other for other in others if other != scorer}:
            assists[other] += 1
    for index, player in enumerate(HOCKEY.players):
        skates = player.position != "G"
        yield {
            "number": 10 + index * 3,
            "name": player.name,
            "position": player.position,
            "age": chance.randint(19, 35),
            "games": chance.randint(55, 82) if skates else chance.randint(32, 50),
            "goals": goals[index],
            "assists": assists[index],
            "points": goals[index] + assists[index],
            "plus_minus": round(chance.gauss(1, 9)) if skates else 0,
            "minutes_per_game": round(chance.uniform(10, 24), 1) if skates else 60.0,
            "sample": True,
        }


def _scoring(chance: Random, player: Player) -> float:
    """How readily a player scores, against the others."""
    match player.position:
        case "G":
            return 0.0
        case "D":
            return chance.uniform(0.2, 0.6)
        case _:
            return chance.uniform(0.5, 3)


def _visits(chance: Random, today: dt.date) -> Iterator[dict[str, Any]]:
    """Visits and sign-ups by day, page and source; fewer on Sundays, slowly more over the year."""
    for day in _days(today):
        growth = 1 - (today - day).days / (2 * DAYS)
        weekday = 0.7 if day.weekday() == 6 else 1.0
        for page, usual in PAGES.items():
            for source in SOURCES:
                visits = max(0, round(chance.gauss(usual * growth * weekday / len(SOURCES), 3)))
                signups = sum(chance.random() < 0.04 for _ in range(visits))
                yield {"tanggal": day, "halaman": page, "sumber": source, "kunjungan": visits, "pendaftaran": signups}


def _sales(chance: Random, today: dt.date) -> Iterator[dict[str, Any]]:
    """Sales over the counter, in euros."""
    number = 0
    for day in _days(today):
        for _ in range(_goals(chance, 0.3 if day.weekday() == 6 else 1.4)):
            number += 1
            product = chance.choices(list(PRODUCTS), (6, 4, 1, 3, 2))[0]
            yield {"nomor": number, "tanggal": day, "produk": product, "jumlah_eur": PRODUCTS[product], "contoh": True}


def _days(today: dt.date) -> Iterator[dt.date]:
    return (today - dt.timedelta(days=ago) for ago in range(DAYS, -1, -1))


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    import duckdb  # noqa: PLC0415 (half a second, kept off start-up)

    kinds = {int: "BIGINT", float: "DOUBLE", str: "VARCHAR", bool: "BOOLEAN", dt.date: "DATE"}
    columns = ", ".join(f'unnest(?::{kinds[type(value)]}[]) AS "{name}"' for name, value in rows[0].items())
    quoted = str(path).replace("'", "''")
    with duckdb.connect(":memory:") as connection:
        values = [[row[name] for row in rows] for name in rows[0]]
        connection.execute(f"COPY (SELECT {columns}) TO '{quoted}' (FORMAT parquet)", values)


HOCKEY = load(Path(__file__).parent / "data/hockey.yaml", Hockey)
