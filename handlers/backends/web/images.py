"""Images of the open web, behind the same guard as its pages."""

import puremagic

from handlers.assistance.image import MEDIA_TYPES, Images
from handlers.backend import backend
from handlers.backends.web.client import Wanted, WebClient
from handlers.errors import InvalidRequest

IMAGES = Wanted(", ".join(MEDIA_TYPES), "image that can be read", MEDIA_TYPES.__contains__)


@backend(Images, vendor="web")
class WebImages:
    """Reads images over HTTP; what a server calls an image is looked at before it is believed."""

    def __init__(self, client: WebClient) -> None:
        self._client = client.wanting(IMAGES)

    async def fetch(self, url: str) -> bytes:
        body = await self._client.get(url)
        if body.truncated:
            raise InvalidRequest(f"The image at {body.url} is larger than {len(body.data) // 1_000_000} MB; upload it.")
        try:
            found = puremagic.from_string(body.data, mime=True)  # pyright: ignore[reportUnknownMemberType]
        except (puremagic.PureError, ValueError):
            found = ""
        if found not in MEDIA_TYPES:
            raise InvalidRequest(f"What {body.url} sends is no image that can be read; give a JPEG, PNG, WebP or GIF.")
        return body.data
