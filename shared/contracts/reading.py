"""The strict reading of a report's data: every field known, none that only Samspil fills in, rules without state.

Errors are JSON pointers into the CloudEvent with a Danish sentence, and never repeat what was sent.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError, to_json

from shared.contracts.answer import FieldError, Refused
from shared.contracts.cloudevents import RawReport
from shared.contracts.codes import OFFERS
from shared.contracts.fact import Fact, MadeBySamspil, fact_of
from shared.contracts.kraftcenter import GoalSet
from shared.contracts.referral import EligibilityDecided
from shared.contracts.report import Contact, Private, Report, Reporter

MAX_FIELDS = 100
MAX_NOTE = 20_000
MAX_CONTACT = {"name": 200, "email": 254, "phone": 40}

_PLAIN_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

_DETAILS = (
    ("missing", "Feltet mangler."),
    ("extra_forbidden", "Typen har ikke dette felt."),
    ("uuid", "Skal være en UUID."),
    ("date_", "Skal være en dato (ÅÅÅÅ-MM-DD)."),
    ("datetime_", "Skal være et tidspunkt med tidszone (RFC 3339)."),
    ("timezone", "Skal være et tidspunkt med tidszone (RFC 3339)."),
    ("bool", "Skal være true eller false."),
    ("int", "Skal være et helt tal."),
    ("tuple", "Skal være en liste."),
    ("too_long", "Listen er for lang."),
    ("greater", "Ligger uden for det tilladte."),
    ("less", "Ligger uden for det tilladte."),
)


def read_report(raw: RawReport, reporter: Reporter, *, private_allowed: bool) -> Report[Any]:
    """The whole report, checked. `private_allowed` is for HTTP; on Kafka the object is refused.

    Raises Refused as `read_report_data` and `read_private` do.
    """
    data = dict(raw.data)
    words = data.pop("private", None)
    if "private" in raw.data and not private_allowed:
        raise _refused(FieldError("/data/private", "Private oplysninger må kun sendes over HTTP."))
    fact = read_report_data(raw.type, data)
    private = Private() if words is None else read_private(words)
    return Report(raw.id, raw.source, raw.subject, raw.time, reporter, fact, private, raw.traceparent)


def read_report_data(type_: str, data: Mapping[str, Any]) -> Fact:
    """The data of a report of this type, without `private`. A `legal_basis` left out is filled in from the offer.

    Raises Refused: `unknown-type`, `not-reportable` (only Samspil makes it), or `invalid-data` with an error a field.
    """
    fact_type = fact_of(type_)
    if fact_type is None:
        raise Refused("unknown-type", "Typen findes ikke i kataloget.", pointer="/type")
    if not fact_type.reported:
        raise Refused("not-reportable", "Denne type danner kun Samspil selv.", pointer="/type")
    if len(data) > MAX_FIELDS:
        # No type has nearly as many, and each that is not known costs an error.
        raise _refused(FieldError("/data", "Har for mange felter."))
    own = [
        FieldError(f"/data/{n}", "Feltet udfylder kun Samspil selv.") for n in _made_by_samspil(fact_type) if n in data
    ]
    if own:
        raise _refused(*own)
    offer = OFFERS.get(data["offer"]) if isinstance(data.get("offer"), str) else None
    if fact_type is EligibilityDecided and offer is not None and not offer.needs_decision:
        raise _refused(FieldError("/data/offer", "Tilbuddet kræver ingen afgørelse."))
    try:
        fact = fact_type.model_validate_json(to_json(_with_legal_basis(fact_type, data)), strict=True, extra="forbid")
    except ValidationError as invalid:
        raise _refused(*(_field_error(error) for error in invalid.errors(include_input=False))) from None
    except PydanticSerializationError:
        raise _refused(FieldError("/data", "Kan ikke læses som JSON.")) from None
    errors = list(_rules(fact))
    if errors:
        raise _refused(*errors)
    return fact


def read_private(words: Any) -> Private:
    """The object `private`: `note`, `citizen_words`, `contact` {name, email, phone}; texts of bounded length."""
    if not isinstance(words, dict):
        raise _refused(FieldError("/data/private", "Skal være et JSON-objekt."))
    errors: list[FieldError] = []
    contact = words.get("contact")
    if contact is not None and not isinstance(contact, dict):
        errors.append(FieldError("/data/private/contact", "Skal være et JSON-objekt."))
        contact = None
    limits = {"note": MAX_NOTE, "citizen_words": MAX_NOTE}
    texts = {n: _text(words, n, limit, "/data/private", errors) for n, limit in limits.items()}
    reached = {n: _text(contact or {}, n, limit, "/data/private/contact", errors) for n, limit in MAX_CONTACT.items()}
    errors += _strangers(words, {f.name for f in fields(Private)}, "/data/private")
    errors += _strangers(contact or {}, set(MAX_CONTACT), "/data/private/contact")
    if reached["email"] is not None and not _EMAIL.fullmatch(reached["email"]):
        errors.append(FieldError("/data/private/contact/email", "Skal være en e-mailadresse."))
    if errors:
        raise _refused(*errors)
    return Private(**texts, contact=Contact(**reached) if contact else None)


@cache
def _made_by_samspil(fact_type: type[Fact]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in fact_type.model_fields.items()
        if any(isinstance(mark, MadeBySamspil) for mark in field.metadata)
    )


def _with_legal_basis(fact_type: type[Fact], data: Mapping[str, Any]) -> Mapping[str, Any]:
    offer = data.get("offer")
    if "legal_basis" not in fact_type.model_fields or data.get("legal_basis") is not None:
        return data
    return {**data, "legal_basis": OFFERS[offer].legal_basis} if isinstance(offer, str) and offer in OFFERS else data


def _rules(fact: Fact) -> list[FieldError]:
    offer, basis = getattr(fact, "offer", None), getattr(fact, "legal_basis", None)
    if offer is not None and basis is not None and basis != OFFERS[offer].legal_basis:
        return [FieldError("/data/legal_basis", "Følger af tilbuddet: udelad feltet, eller angiv tilbuddets eget.")]
    if isinstance(fact, GoalSet) and (fact.decision_id is None) == (fact.intervention_id is None):
        detail = "Et indsatsmål hører til enten en afgørelse eller en indsats."
        return [FieldError("/data/decision_id", detail), FieldError("/data/intervention_id", detail)]
    return []


def _field_error(error: ErrorDetails) -> FieldError:
    kind = error["type"]
    if kind == "literal_error":
        # `expected` holds the codes of our own list.
        return FieldError(_pointer(error), f"Skal være en af: {error['ctx']['expected'].replace(' or ', ', ')}.")
    detail = next((text for start, text in _DETAILS if kind.startswith(start)), "Værdien er ikke gyldig.")
    return FieldError(_pointer(error), detail)


def _pointer(error: ErrorDetails) -> str:
    """A name that a reporter made up is repeated only where it can be nothing but a field's name."""
    parts = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden" and not _PLAIN_NAME.fullmatch(parts[-1]):
        parts.pop()
    return "/".join(["/data", *parts])


def _strangers(given: Mapping[str, Any], known: set[str], at: str) -> list[FieldError]:
    strangers = [name for name in given if name not in known]
    names = [f"{at}/{name}" if _PLAIN_NAME.fullmatch(name) else at for name in strangers]
    return [FieldError(pointer, "Feltet kendes ikke.") for pointer in names]


def _text(given: Mapping[str, Any], name: str, limit: int, at: str, errors: list[FieldError]) -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        errors.append(FieldError(f"{at}/{name}", "Skal være tekst."))
    elif len(value) > limit:
        errors.append(FieldError(f"{at}/{name}", f"Må højst være på {limit} tegn."))
    elif (_CONTROL if name in MAX_CONTACT else _UNPRINTABLE).search(value):
        # A line break in a name or an address becomes a header of its own in an e-mail.
        errors.append(FieldError(f"{at}/{name}", "Indeholder tegn, der ikke kan gemmes."))
    else:
        return value
    return None


def _refused(*errors: FieldError) -> Refused:
    return Refused("invalid-data", "Indberetningens data følger ikke kataloget.", errors=errors)
