"""Which reports this service takes; any other type of its own is answered as not yet reportable."""

from services.notifications import handlers
from shared.contracts import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    RelativeDesignated,
    Report,
)
from shared.intake import Reports

reports = Reports()


@reports.on(RelativeDesignated)
async def _(report: Report[RelativeDesignated], work: handlers.Work) -> None:
    await handlers.designate_relative(report, work)


@reports.on(DesignationChanged)
async def _(report: Report[DesignationChanged], work: handlers.Work) -> None:
    await handlers.change_designation(report, work)


@reports.on(DesignationRevoked)
async def _(report: Report[DesignationRevoked], work: handlers.Work) -> None:
    await handlers.revoke_designation(report, work)


@reports.on(DesignationEnteredInError)
async def _(report: Report[DesignationEnteredInError], work: handlers.Work) -> None:
    await handlers.enter_designation_in_error(report, work)
