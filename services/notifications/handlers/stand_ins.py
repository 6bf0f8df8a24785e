"""A manager says who looks after what the department leaves unread (N4)."""

from datetime import date

from services.notifications.domain.designation import postal
from services.notifications.domain.unread import StandIn
from services.notifications.ports import StandIns
from shared.contracts import FieldError, Refused, Reporter

LONGEST_NAME = 100
LONGEST_DAYS = 366


async def show_stand_in(reader: Reporter, department: str, stand_ins: StandIns) -> StandIn:
    """Raises Refused (404) where there is none, or the department is not the reader's."""
    found = await stand_ins.of(department) if reader.department == department else None
    if found is None:
        raise Refused("not-found", "Afdelingen har ingen vikar.", status=404)
    return found


async def set_stand_in(
    reader: Reporter, department: str, name: str, email: str, begins_on: date, ends_on: date, stand_ins: StandIns
) -> StandIn:
    """In place of the one before. Raises Refused (403) for who is not a manager of the department, (422) with every
    field that will not do."""
    _manager(reader, department)
    wrong = []
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        wrong.append(FieldError("/name", f"Skriv navnet, højst {LONGEST_NAME} tegn."))
    if postal(email.strip()) is None:
        wrong.append(FieldError("/email", "Skal være en e-mailadresse."))
    if ends_on < begins_on:
        wrong.append(FieldError("/until", "Den sidste dag kan ikke ligge før den første."))
    elif (ends_on - begins_on).days > LONGEST_DAYS:
        wrong.append(FieldError("/until", "En vikar kan højst være for et år ad gangen."))
    if wrong:
        raise Refused("invalid", "Vikaren kan ikke gemmes.", errors=tuple(wrong))
    return await stand_ins.put(department, name.strip(), email.strip(), (begins_on, ends_on), reader.name)


async def remove_stand_in(reader: Reporter, department: str, stand_ins: StandIns) -> None:
    """Raises Refused (403, 404)."""
    _manager(reader, department)
    if not await stand_ins.remove(department):
        raise Refused("not-found", "Afdelingen har ingen vikar.", status=404)


def _manager(reader: Reporter, department: str) -> None:
    if reader.role != "manager" or reader.department != department:
        raise Refused("forbidden", "Kun afdelingens egen leder kan vælge en vikar.", status=403)
