"""system.status: what the service tells about itself."""

import asyncio
import datetime as dt

import pytest

from handlers.assistance.system import system_status
from handlers.errors import NotFound
from service.health import ServiceHealth, UnwellError, models_probe
from service.models.routes import RoutesFile
from tests.support.contexts import NOW, context
from tests.support.site import answer, site

STARTED = NOW.astimezone(dt.UTC) - dt.timedelta(hours=3)


def well():
    return "in this process"


async def asynchronous():
    await asyncio.sleep(0)
    return "redis"


def broken():
    raise ConnectionRefusedError("postgresql://user:secret@db/zantara")


def unwell():
    raise UnwellError("cannot be reached: scout")


def service(**probes):
    return ServiceHealth("0.1.0", STARTED, lambda: 104, probes)


async def test_all_is_well_when_every_part_is():
    status = await system_status(context(service(database=well, cache=asynchronous)))
    assert (status.healthy, status.status, status.handlers, status.version) == (True, "all is well", 104, "0.1.0")
    assert [(part.name, part.detail) for part in status.components] == [
        ("database", "in this process"),
        ("cache", "redis"),
    ]


async def test_it_tells_since_when_in_the_persons_time():
    status = await system_status(context(service()))
    assert status.since == STARTED
    assert status.since.utcoffset() == dt.timedelta(hours=8)


async def test_one_part_that_is_broken_is_told_without_its_secrets():
    status = await system_status(context(service(database=broken, cache=well), language="id"))
    assert (status.healthy, status.status) == (False, "ada yang bermasalah")
    assert [(part.healthy, part.detail) for part in status.components] == [
        (False, "ConnectionRefusedError"),
        (True, "in this process"),
    ]


async def test_why_a_part_is_not_well_is_told_where_the_probe_knows():
    status = await system_status(context(service(models=unwell)))
    assert status.components[0].detail == "cannot be reached: scout"


async def test_a_part_that_hangs_is_not_waited_for():
    impatient = ServiceHealth("0.1.0", STARTED, lambda: 104, {"cache": lambda: asyncio.sleep(30)}, patience=0.05)
    status = await system_status(context(impatient))
    assert (status.healthy, status.components[0].detail) == (False, "no answer within 0.05 s")


@pytest.mark.parametrize("said", ["database", "Database", "db", "basis data", "SQL"])
async def test_one_part_only_is_asked_for_as_people_call_it(said):
    status = await system_status(context(service(database=well, cache=broken)), said)
    assert [part.name for part in status.components] == ["database"]
    assert status.healthy


async def test_a_part_that_there_is_not_is_told():
    with pytest.raises(NotFound) as error:
        await system_status(context(service(database=well)), "printer")
    assert error.value.options == ("database",)


async def test_a_model_server_that_is_down_is_named():
    down = {"base_url": "http://127.0.0.1:9/v1", "model": "none"}
    with pytest.raises(UnwellError, match="cannot be reached: gone"):
        await models_probe(RoutesFile.model_validate({"models": {"gone": down}}))


async def test_models_that_answer_are_named():
    async with site() as server:
        up = {"base_url": server.url("/v1"), "model": "scout"}
        server.pages["/v1/models"] = answer('{"data": []}', "application/json")
        routes = RoutesFile.model_validate({"models": {"scout": up}})
        assert await models_probe(routes) == "scout-mini, scout"
