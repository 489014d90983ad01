"""Legal forms of business in Indonesia as reference data (`data/companies.yaml`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from handlers.amounts import rupiah
from handlers.business.capital import CAPITAL
from handlers.business.lookup import find
from handlers.business.services import SERVICES, Service
from handlers.reference import Provenance, Translated, load
from handlers.values import Money, Value

CompanyType = Literal["pt_pma", "pt_local", "cv", "rep_office"]
Note = Literal["capital", "location", "choose", "no_code", "no_sales", "local_only"]


class Company(Provenance):
    """A legal form. `foreign`: the capital rules of a PT PMA hold for it; `service` is the code of its set-up."""

    code: CompanyType
    name: Translated
    aliases: tuple[str, ...]
    service: str
    owners: Translated
    founders: Translated
    foreign: bool
    liability: Translated
    income: Translated
    suited: Translated
    steps: tuple[str, ...]

    @property
    def set_up(self) -> Service:
        return next(service for service in SERVICES.services if service.code == self.service)

    @property
    def least_paid_up(self) -> Money | None:
        return rupiah(CAPITAL.paid_up) if self.foreign else None

    @property
    def least_investment(self) -> Money | None:
        return rupiah(CAPITAL.investment) if self.foreign else None


class Step(Value):
    """Something to do; `days` are working days, the fewest and the most."""

    what: Translated
    days: tuple[int, int]


class Companies(Value):
    companies: tuple[Company, ...]
    steps: Mapping[str, Step]
    timing: Provenance
    notes: Mapping[Note, Translated]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        priced = {service.code for service in SERVICES.services}
        for company in self.companies:
            if missing := set(company.steps) - set(self.steps):
                raise ValueError(f"{company.code} names steps that are not there: {sorted(missing)}")
            if company.service not in priced:
                raise ValueError(f"{company.code} names the service {company.service!r}, which is not there")
        return self

    def of(self, code: CompanyType) -> Company:
        return next(company for company in self.companies if company.code == code)

    def find(self, said: str, language: str) -> Company:
        """The form that a person means. Raises Ambiguous, NotFound and InvalidRequest."""
        return find(said, self.companies, "legal form", language)

    def days(self, company: Company) -> tuple[int, int]:
        """Working days of all steps, the fewest and the most."""
        spans = [self.steps[key].days for key in company.steps]
        return sum(least for least, _ in spans), sum(most for _, most in spans)


COMPANIES = load(Path(__file__).parent / "data/companies.yaml", Companies)
