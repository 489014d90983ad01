"""How a route reaches the composed service."""

from typing import Annotated

from fastapi import Depends, Request, WebSocket

from service.composition import Service


def _service(request: Request) -> Service:
    return request.app.state.service


def service_of(socket: WebSocket) -> Service:
    """The service, from a socket's scope."""
    return socket.app.state.service


Composed = Annotated[Service, Depends(_service)]
