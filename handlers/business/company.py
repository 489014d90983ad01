"""Setting up a company in Indonesia: how, how long, for how much, and in which form."""

from typing import Annotated

from pydantic import ConfigDict

from handlers.business.companies import COMPANIES, Company, CompanyType
from handlers.business.kbli import KbliMatch, matches
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Source, Value

CODES = 3
"""KBLI codes that a plan suggests for the activity."""


class PlanStep(Value):
    """A step. Working days, the fewest and the most."""

    what: Annotated[str, Label("step", id="langkah", it="passo", role="title")]
    least_days: Annotated[int, Label("days from", id="hari dari", it="giorni da")]
    most_days: Annotated[int, Label("to", id="sampai", it="a")]


class SetupPlan(Value):
    """The steps in their order. Working days; `price` is the fee for the set-up, without the capital."""

    model_config = ConfigDict(json_schema_extra=titled("Set-up plan", "Rencana pendirian", "Piano di costituzione"))

    form: Annotated[str, Label("legal form", id="bentuk usaha", it="forma giuridica", role="title")]
    steps: Annotated[tuple[PlanStep, ...], Label("steps", id="langkah", it="passi")]
    least_days: Annotated[
        int, Label("working days at least", id="hari kerja paling cepat", it="giorni lavorativi almeno")
    ]
    most_days: Annotated[
        int, Label("working days at most", id="hari kerja paling lama", it="giorni lavorativi al massimo")
    ]
    price: Annotated[Money, Label("our fee", id="biaya jasa kami", it="nostro onorario")]
    paid_up: Annotated[
        Money | None, Label("paid-up capital at least", id="modal disetor minimal", it="capitale versato minimo")
    ]
    investment: Annotated[
        Money | None, Label("investment of more than", id="investasi lebih dari", it="investimento superiore a")
    ]
    codes: Annotated[
        tuple[KbliMatch, ...], Label("activities that fit", id="kegiatan yang cocok", it="attività adatte")
    ]
    notes: Annotated[tuple[str, ...], Label("please note", id="perhatian", it="attenzione")]
    days_caveat: Annotated[str | None, Label("about the days", id="tentang lamanya", it="sui giorni")]
    price_caveat: Annotated[str | None, Label("about the fee", id="tentang biaya", it="sull'onorario")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class CompanyForm(Value):
    """A legal form. Amounts are absent where the law sets none; working days, the fewest and the most."""

    name: Annotated[str, Label("legal form", id="bentuk usaha", it="forma giuridica", role="title")]
    code: Annotated[CompanyType, Label("code", role="hidden")]
    owners: Annotated[str, Label("owners", id="pemilik", it="proprietari")]
    founders: Annotated[str, Label("founders", id="pendiri", it="fondatori")]
    paid_up: Annotated[
        Money | None, Label("paid-up capital at least", id="modal disetor minimal", it="capitale versato minimo")
    ]
    investment: Annotated[
        Money | None, Label("investment of more than", id="investasi lebih dari", it="investimento superiore a")
    ]
    liability: Annotated[str, Label("liability", id="tanggung jawab", it="responsabilità")]
    income: Annotated[str, Label("may earn from", id="boleh berpenghasilan dari", it="può guadagnare da")]
    suited: Annotated[str, Label("suited to", id="cocok untuk", it="adatta a")]
    price: Annotated[Money, Label("our fee", id="biaya jasa kami", it="nostro onorario")]
    most_days: Annotated[
        int, Label("working days at most", id="hari kerja paling lama", it="giorni lavorativi al massimo")
    ]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class CompanyComparison(Value):
    """Legal forms in the order in which they were named."""

    model_config = ConfigDict(
        json_schema_extra=titled("Company forms compared", "Perbandingan bentuk usaha", "Forme giuridiche a confronto")
    )

    forms: Annotated[tuple[CompanyForm, ...], Label("legal forms", id="bentuk usaha", it="forme giuridiche")]


@handler(
    "company.setup_plan",
    effect="read",
    examples=[
        (
            "how do i open a PT PMA for a restaurant in Canggu?",
            {"company_type": "pt_pma", "activity": "restaurant", "city": "Canggu"},
        ),
        ("steps and cost for a rep office in jakarta", {"company_type": "rep_office", "city": "jakarta"}),
        ("mau bikin CV buat usaha laundry, langkahnya apa aja?", {"company_type": "cv", "activity": "laundry"}),
        ("proses pendirian PT lokal berapa lama ya", {"company_type": "pt_local"}),
        (
            "come si apre una PT PMA per un hotel a Ubud?",
            {"company_type": "pt_pma", "activity": "hotel", "city": "Ubud"},
        ),
        ("che passi servono per una PT locale di software", {"company_type": "pt_local", "activity": "software"}),
    ],
)
def setup_plan(
    ctx: Context,
    company_type: Annotated[CompanyType, Label("legal form", id="bentuk usaha", it="forma giuridica")],
    activity: Annotated[
        str | None, Label("what the business does", id="kegiatan usaha", it="cosa fa l'impresa")
    ] = None,
    city: Annotated[str | None, Label("where", id="di mana", it="dove")] = None,
) -> SetupPlan:
    """Plan the steps, time and cost of setting up a company in Indonesia."""
    company = COMPANIES.of(company_type)
    codes = matches(activity, ctx.language, foreign_owned=company.foreign)[:CODES] if activity else ()
    least, most = COMPANIES.days(company)
    steps = [COMPANIES.steps[key] for key in company.steps]
    return SetupPlan(
        form=company.name.to(ctx.language),
        steps=tuple(
            PlanStep(what=step.what.to(ctx.language), least_days=step.days[0], most_days=step.days[1]) for step in steps
        ),
        least_days=least,
        most_days=most,
        price=company.set_up.money,
        paid_up=company.least_paid_up,
        investment=company.least_investment,
        codes=tuple(codes),
        notes=tuple(_notes(company, activity, city, bool(codes), ctx.language)),
        days_caveat=COMPANIES.timing.caveat(ctx.language),
        price_caveat=company.set_up.caveat(ctx.language),
        source=company.cited(),
    )


@handler(
    "company.compare",
    effect="read",
    examples=[
        ("PT PMA or local PT, which one is better for me?", {"company_types": ["PT PMA", "local PT"]}),
        ("compare pma, cv and rep office", {"company_types": ["pma", "cv", "rep office"]}),
        ("bedanya PT sama CV apa sih?", {"company_types": ["PT", "CV"]}),
        ("bandingin PT PMA dengan kantor perwakilan dong", {"company_types": ["PT PMA", "kantor perwakilan"]}),
        (
            "differenza tra PT PMA e ufficio di rappresentanza?",
            {"company_types": ["PT PMA", "ufficio di rappresentanza"]},
        ),
        ("confronta PT locale e CV", {"company_types": ["PT locale", "CV"]}),
    ],
)
def compare_companies(
    ctx: Context,
    company_types: Annotated[
        list[str], Label("legal forms to compare", id="bentuk usaha yang dibandingkan", it="forme da confrontare")
    ],
) -> CompanyComparison:
    """Compare Indonesian company forms."""
    forms = list(dict.fromkeys(COMPANIES.find(said, ctx.language) for said in company_types))
    if len(forms) < 2:
        known = ", ".join(company.name.to(ctx.language) for company in COMPANIES.companies)
        raise InvalidRequest(f"{company_types} names {len(forms)} legal form; name at least 2 of: {known}.")
    return CompanyComparison(forms=tuple(_form(company, ctx.language) for company in forms))


def _notes(company: Company, activity: str | None, city: str | None, coded: bool, language: str) -> list[str]:
    told = {
        "capital": company.foreign,
        "location": bool(city),
        "choose": coded,
        "no_code": bool(activity) and not coded,
        "no_sales": company.code == "rep_office",
        "local_only": company.code in ("pt_local", "cv"),
    }
    notes = [
        note.to(language).format(city=city, activity=activity) for key, note in COMPANIES.notes.items() if told[key]
    ]
    caveat = company.caveat(language)
    return [*notes, caveat] if caveat else notes


def _form(company: Company, language: str) -> CompanyForm:
    return CompanyForm(
        name=company.name.to(language),
        code=company.code,
        owners=company.owners.to(language),
        founders=company.founders.to(language),
        paid_up=company.least_paid_up,
        investment=company.least_investment,
        liability=company.liability.to(language),
        income=company.income.to(language),
        suited=company.suited.to(language),
        price=company.set_up.money,
        most_days=COMPANIES.days(company)[1],
        caveat=company.caveat(language),
        source=company.cited(),
    )
