"""The file that a person means."""

from handlers.errors import NotFound
from handlers.ports import Files
from handlers.values import File


def the_file(files: Files, tenant: str, said: str) -> File:
    """By its id or name; of several with one name the newest. Raises NotFound."""
    found = files.find(tenant, said.strip())
    if not found:
        raise NotFound(f"There is no file {said!r}; give the name or id of one that was uploaded (POST /v1/files).")
    return found[0]
