import sys, types
from schemas.persona import Persona
from schemas.plan import *
from schemas.prompt import TextDelta
m=types.ModuleType("service.models.mini")
class ScoutMini:
    name="scout-mini"
    def __init__(self, e, c): pass
    async def step(self, prompt):
        if not prompt.steps:
            yield Plan(calls=[PlannedCall(id="c1",handler="calculator.evaluate",args={"expression":"2+2"}),PlannedCall(id="c2",handler="whatsapp.send",args={"to":"Maria Rossi","text":"hi"})],confidence=.7,route=Route(model="m",reason="r"))
        else: yield TextDelta("hello "); yield TextDelta("world")
m.ScoutMini=ScoutMini; sys.modules["service.models.mini"]=m
m=types.ModuleType("service.personas"); m.load_personas=lambda p: {"zantara":Persona(name="zantara",title="p",prompt="",phrases={})}
sys.modules["service.personas"]=m
from service.app import create_app
from service.settings import Settings
from service.telemetry import configure_logging
import uvicorn
configure_logging()
uvicorn.run(create_app(Settings()),host="127.0.0.1",port=8123,log_config=None,ws_max_size=2**20)
