"""What every map, directory and weather service does that answers our handlers."""

import datetime as dt

import pytest

from handlers.assistance.gazetteer import Point
from handlers.backends.local.maps import LocalMaps
from handlers.backends.local.places import LocalPlaces
from handlers.backends.local.weather import LocalForecasts
from handlers.errors import Ambiguous, InvalidRequest, NotFound

DAY = dt.date(2026, 11, 21)


@pytest.fixture(params=[LocalMaps])
def maps(request):
    return request.param()


@pytest.fixture(params=[LocalPlaces])
def places(request):
    return request.param()


@pytest.fixture(params=[LocalForecasts])
def forecasts(request):
    return request.param()


@pytest.mark.parametrize(
    ("address", "latitude", "longitude"),
    [
        ("Ubud", -8.507, 115.263),
        ("Gili Air", -8.358, 116.082),
        ("Jakarta", -6.196, 106.823),
        ("Padang Bai", -8.531, 115.509),
        ("padangbai", -8.531, 115.509),
        ("Pura Besakih", -8.374, 115.452),
        ("Jl. Raya Kerobokan 12, Seminyak, Bali", -8.691, 115.168),
        ("Seminiak", -8.691, 115.168),
    ],
)
def test_a_place_is_found_as_people_write_it(maps, address, latitude, longitude):
    found = maps.locate(address, "en")
    assert found.point.km_to(Point(latitude=latitude, longitude=longitude)) < 3


def test_namesakes_are_asked_about_and_told_apart_by_their_island(maps):
    with pytest.raises(Ambiguous) as asked:
        maps.locate("Kuta", "en")
    assert len(asked.value.options) == 2
    assert maps.locate("Kuta Lombok", "en").region.startswith("Lombok")


def test_a_region_is_named_in_the_persons_language(maps):
    assert maps.locate("Malang", "en").region == "Java, East Java"
    assert maps.locate("Malang", "id").region == "Jawa, Jawa Timur"
    assert maps.locate("Malang", "it").region == "Giava, Giava Orientale"


@pytest.mark.parametrize("nowhere", ["Rome", "xyzzy"])
def test_what_is_on_no_map_is_not_guessed(maps, nowhere):
    with pytest.raises(NotFound):
        maps.locate(nowhere, "en")


def test_nothing_is_no_address(maps):
    with pytest.raises(InvalidRequest):
        maps.locate(" ?! ", "en")


@pytest.mark.parametrize(
    ("origin", "destination", "km", "minutes"),
    [
        ("Denpasar", "Ubud", (20, 32), (45, 80)),
        ("Denpasar", "Lovina", (70, 95), (120, 190)),
        ("Padang Bai", "Candidasa", (7, 13), (12, 30)),
        ("Jakarta", "Bandung", (130, 180), (150, 240)),
    ],
)
def test_a_way_takes_about_as_long_as_it_does(maps, origin, destination, km, minutes):
    route = maps.route(origin, destination, "drive", "en")
    assert km[0] < route.km < km[1]
    assert minutes[0] < route.minutes < minutes[1]
    assert route.ferries == ()


def test_there_and_back_are_as_far(maps):
    there, back = maps.route("Ubud", "Amed", "drive", "en"), maps.route("Amed", "Ubud", "drive", "en")
    assert (there.km, there.minutes) == (back.km, back.minutes)


def test_a_longer_way_never_takes_less(maps):
    towns = ["Legian", "Canggu", "Tabanan", "Negara", "Gilimanuk"]
    minutes = [maps.route("Kuta, Bali", town, "drive", "en").minutes for town in towns]
    assert minutes == sorted(minutes)


def test_between_islands_one_takes_a_ferry(maps):
    route = maps.route("Sanur", "Nusa Penida", "drive", "en")
    assert [ferry.crossing for ferry in route.ferries] == ["Sanur Harbour – Banjar Nyuh"]
    assert route.minutes > sum(ferry.minutes for ferry in route.ferries)


def test_several_ferries_lead_on(maps):
    route = maps.route("Jakarta", "Mataram", "drive", "en")
    assert len(route.ferries) == 2


def test_where_no_ferry_goes_there_is_no_way(maps):
    with pytest.raises(NotFound, match="people fly"):
        maps.route("Ubud", "Manado", "drive", "en")


def test_walking_is_slower_than_driving(maps):
    walk, drive = (maps.route("Ubud", "Tegallalang", mode, "en") for mode in ("walk", "drive"))
    assert walk.minutes > 3 * drive.minutes


@pytest.mark.parametrize("query", ["bank", "banks", "banca", "ATM"])
def test_places_of_a_kind_come_nearest_first(places, query):
    found = places.search(query, "Ubud", 4, "en").places
    assert len(found) == 4
    assert [place.km for place in found] == sorted(place.km for place in found)
    assert {place.kind for place in found} == {"bank"}


def test_a_place_is_found_by_its_name(places):
    assert "BIMC" in places.search("bimc", "Kuta, Bali", 1, "en").places[0].name


def test_a_kind_may_be_narrowed(places):
    (found,) = places.search("Italian consulate", "Sanur", 5, "en").places
    assert "Italy" in found.name


def test_what_is_made_up_says_so(places):
    found = places.search("notaris", "Ubud", 1, "id").places[0]
    assert found.caveat == "contoh rekaan"
    assert found.kind == "notaris"


def test_an_unknown_kind_is_told_with_those_there_are(places):
    with pytest.raises(NotFound) as error:
        places.search("pizzeria", "Ubud", 5, "it")
    assert "notaio" in error.value.options


def test_what_is_far_is_not_near(places):
    with pytest.raises(NotFound, match="km away"):
        places.search("bank", "Manado", 5, "en")


def test_a_forecast_has_each_day_from_the_first(forecasts):
    weather = forecasts.forecast("Gili Air", DAY, 5, "en")
    assert [day.day for day in weather.days] == [DAY + dt.timedelta(days=number) for number in range(5)]
    assert all(day.low < day.high and 0 <= day.rain_chance <= 100 for day in weather.days)


def test_mountains_are_cooler_than_the_coast(forecasts):
    coast, mountain = (forecasts.forecast(place, DAY, 1, "en").days[0] for place in ("Denpasar", "Kintamani"))
    assert coast.high - mountain.high >= 5


def test_the_dry_season_is_drier(forecasts):
    august, january = (
        forecasts.forecast("Bali", day, 1, "en").days[0] for day in (dt.date(2026, 8, 10), dt.date(2027, 1, 10))
    )
    assert august.rain_chance < 20 < 50 < january.rain_chance


def test_the_twin_says_that_it_is_no_forecast():
    weather = LocalForecasts().forecast("Ubud", DAY, 1, "it")
    assert weather.about is not None
    assert "non una previsione" in weather.about


def test_no_weather_is_made_up_for_a_place_without_figures():
    with pytest.raises(NotFound, match="Medan"):
        LocalForecasts().forecast("Sabang", DAY, 1, "en")
