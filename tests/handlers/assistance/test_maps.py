"""maps.*, places.search and weather.forecast: what the handlers add to their ports."""

import pytest

from handlers.assistance.gazetteer import GAZETTEER, Gazetteer
from handlers.assistance.maps import distance, geocode
from handlers.assistance.places import search_places
from handlers.assistance.weather import forecast
from handlers.backends.local.maps import LocalMaps
from handlers.backends.local.places import LocalPlaces
from handlers.backends.local.weather import CLIMATE, LocalForecasts
from handlers.errors import InvalidRequest
from tests.support.contexts import context


def test_every_place_lies_in_indonesia():
    for place in GAZETTEER.places:
        assert -11.1 < place.at.latitude < 6.1, place.name
        assert 94.9 < place.at.longitude < 141.1, place.name


def test_every_place_is_found_by_its_own_name():
    for place in GAZETTEER.places:
        assert GAZETTEER.find(f"{place.name}, {place.province}", "en") == place


def test_neighbouring_places_of_an_island_are_not_scattered():
    for place in GAZETTEER.places:
        if place.island == "Bali":
            assert place.at.km_to(GAZETTEER.named("Bali").at) < 95, place.name


def test_a_place_that_stands_there_twice_is_refused():
    content = GAZETTEER.model_dump()
    content["areas"] = (*content["areas"], content["areas"][0])
    with pytest.raises(ValueError, match="stand there twice"):
        Gazetteer.model_validate(content)


def test_figures_that_were_not_compared_say_so():
    assert geocode(context(LocalMaps()), "Ubud").caveat is not None


def test_a_way_is_told_with_its_duration_and_mode():
    way = distance(context(LocalMaps(), language="id"), "Canggu", "Uluwatu", "scooter")
    assert (way.way, way.mode) == ("Canggu → Uluwatu", "naik motor")
    assert way.duration == f"{way.minutes} min"
    assert "Perkiraan" in way.caveat


def test_a_long_way_is_told_in_hours():
    way = distance(context(LocalMaps()), "Denpasar", "Jakarta")
    assert way.duration == f"{way.minutes // 60} h {way.minutes % 60:02} min"


def test_from_a_place_to_itself_is_no_way():
    with pytest.raises(InvalidRequest, match="same place"):
        distance(context(LocalMaps()), "Padang Bai", "padangbai")


@pytest.mark.parametrize("limit", [0, 21])
def test_a_list_has_bounds(limit):
    with pytest.raises(InvalidRequest, match="1 to 20"):
        search_places(context(LocalPlaces()), "bank", "Ubud", limit)


@pytest.mark.parametrize("days", [0, 15])
def test_a_forecast_has_bounds(days):
    with pytest.raises(InvalidRequest, match="1 to 14"):
        forecast(context(LocalForecasts()), "Ubud", days)


def test_a_forecast_begins_today():
    asked = context(LocalForecasts())
    weather = forecast(asked, "Ubud")
    assert weather.days[0].day == asked.now.date()
    assert len(weather.days) == 3


def test_rain_and_wet_days_go_together():
    for station in CLIMATE.stations:
        wettest, driest = max(station.rain), min(station.rain)
        assert station.wet[station.rain.index(wettest)] >= station.wet[station.rain.index(driest)], station.name
