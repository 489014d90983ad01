"""The page and the plots."""

import datetime as dt
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from finetune.evaluation.calibration import Bin
from finetune.evaluation.figures import figures
from finetune.evaluation.judging import Judged
from finetune.evaluation.plots import reliability, risk_coverage
from finetune.evaluation.report import Evaluation, Run, page, save
from tests.support.plans import judged, plan, query, wanted

RUN = Run(
    endpoint="http://127.0.0.1:8000",
    model="scout-mini",
    files=("a.jsonl",),
    now="2026-11-20T09:00:00+08:00",
    concurrency=1,
    seconds=2.0,
    at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
)
SMS = wanted("sms.send", to="Maria")


class Read(HTMLParser):
    """What a browser would find: ids, links, text, and what it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.fetched: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(str(value))
            elif name == "href":
                self.links.add(str(value))
            elif name == "src":
                self.fetched.append(str(value))

    def handle_data(self, data: str) -> None:
        self.text += data


def evaluation(rows: list[Judged]) -> Evaluation:
    return Evaluation(run=RUN, figures=figures(rows, {"sms.send": "send"}))


def wrong(id: str, text: str = "text maria") -> Judged:
    return judged(query("single", SMS, id=id, text=text), plan(("sms.send", {"to": "Marco"})))


def test_every_example_on_the_page_leads_to_the_message_that_went_wrong() -> None:
    rows = [wrong("en-1"), judged(query("none", id="en-2"), plan(("sms.send", {}))), judged(query("none"), None)]

    read = Read(page(evaluation(rows), rows))

    assert {"#en-1", "#en-2"} <= read.links
    assert {link.removeprefix("#") for link in read.links} <= read.ids
    assert "text maria" in read.text
    assert 'to = "Maria"' in read.text
    assert 'to = "Marco"' in read.text
    assert "to wrong" in read.text
    assert "500 down" in read.text
    assert read.fetched == []


def test_a_right_message_takes_no_room() -> None:
    rows = [judged(query("single", SMS, id="en-1"), plan(("sms.send", {"to": "Maria"})))]

    read = Read(page(evaluation(rows), rows))

    assert "en-1" not in read.ids
    assert "100.0%" in read.text


def test_what_a_person_wrote_is_text_and_no_markup() -> None:
    rows = [wrong("en-1", "<script>alert(1)</script>")]

    html = page(evaluation(rows), rows)

    assert "<script>alert" not in html
    assert "<script>alert(1)</script>" in Read(html).text


def test_a_planner_without_confidences_has_a_page_too() -> None:
    rows = [judged(query("single", SMS), plan(("sms.send", {}), confidence=None))]

    assert "No plan came with a confidence" in page(evaluation(rows), rows)


def test_what_is_saved_can_be_read_back(tmp_path: Path) -> None:
    rows = [wrong("en-1")]
    made = evaluation(rows)

    html, document, messages = save(made, rows, tmp_path / "new" / "folder")

    assert html.read_text("utf-8") == page(made, rows)
    assert Evaluation.model_validate_json(document.read_text("utf-8")) == made
    assert [Judged.model_validate_json(line) for line in messages.read_text("utf-8").splitlines()] == rows


def test_a_bin_is_drawn_where_it_belongs() -> None:
    bins = [Bin(plans=40, confidence=share, right=share, low=share, high=share) for share in (0.0, 0.5, 1.0)]

    svg = ElementTree.fromstring(reliability(bins))

    across, up = ([float(dot.attrib[axis]) for dot in svg.iter("circle")] for axis in ("cx", "cy"))
    assert across[0] < across[1] < across[2]
    assert up[0] > up[1] > up[2]
    assert across[1] - across[0] == across[2] - across[1]
    diagonal = next(line for line in svg.iter("polyline") if line.attrib["class"] == "perfect").attrib["points"]
    assert diagonal == f"{across[0]},{up[0]} {across[2]},{up[2]}"
    assert next(svg.iter("circle"))[0].text == "40 plans: 0.0% sure, 0.0% right"


def test_the_curve_has_a_point_for_each_confidence_and_marks_the_threshold() -> None:
    rows = [wrong("en-1"), *(judged(query("none", id=f"n{at}"), plan(confidence=0.5 + at / 10)) for at in range(5))]

    svg = ElementTree.fromstring(risk_coverage(figures(rows, {}).selective))

    curve = next(line for line in svg.iter("polyline") if line.attrib["class"] == "curve")
    assert len(curve.attrib["points"].split()) == 5
    assert len(list(svg.iter("circle"))) == 1
    assert "≥ 0.80" in [text.text for text in svg.iter("text")]
