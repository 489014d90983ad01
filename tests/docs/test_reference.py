"""`docs/handlers.md` says what the registry says."""

from pathlib import Path

from handlers.registry import load
from zantara.authoring.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "handlers.md"


def test_the_page_is_up_to_date() -> None:
    expected = reference(load(entry_points=False).values())

    assert PAGE.read_text(encoding="utf-8") == expected, "write it again: zantara handlers reference > docs/handlers.md"


def test_a_handlers_section_tells_all_that_a_caller_needs() -> None:
    page = reference(load(entry_points=False).values())
    section = page.partition("### visa.overstay_fine\n")[2].partition("\n###")[0]

    assert "- Effect: read (changes nothing)" in section
    assert "- Scope: `business:read`" in section
    assert "- Limits: 10 s, 2 retries, 32 at once" in section
    assert "| **`days`** | integer | days overstayed |" in section
    assert "| `fine` | " in section
    for language in ("English", "Indonesian", "Italian"):
        assert f"({language})" in section
