"""Every kind of problem an answer may name. A slug is a promise to apps; a test holds the code against this list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`status` is the usual one, `sometimes` another it comes with, too; `title` stands in every such answer,
    `explanation` on the page its `type` leads to."""

    status: int
    title: str
    explanation: str
    sometimes: int | None = None


PROBLEM_TYPES: dict[str, ProblemType] = {
    "unauthenticated": ProblemType(
        401,
        "Ikke logget ind",
        "Forespørgslen havde intet gyldigt token. Hent et nyt hos udstederen, og prøv igen.",
    ),
    "forbidden": ProblemType(403, "Ikke tilladt", "Din rolle giver ikke adgang til dette."),
    "not-involved": ProblemType(
        403,
        "Afdelingen er ikke involveret",
        "Kun afdelinger, der er involveret i borgerens sag, kan se eller indberette om borgeren.",
    ),
    "another-manager": ProblemType(
        403,
        "Skal bekræftes af en anden",
        "Sletning af en borger kræver to ledere: én, der beder om den, og en anden, der bekræfter den.",
    ),
    "wrong-department": ProblemType(
        403,
        "Anden afdeling",
        "Den handlende afdeling er den, dit token er udstedt til. En anden kan ikke angives i data.",
    ),
    "wrong-source": ProblemType(
        403,
        "Forkert kilde",
        "En app bruger sin egen registrerede kilde (urn:samspil:app:navn), en person urn:samspil:web.",
    ),
    "not-found": ProblemType(
        404, "Findes ikke", "Der er intet på adressen, eller det er ikke noget, du har adgang til at kende."
    ),
    "method-not-allowed": ProblemType(
        405, "Metoden kan ikke bruges her", "Adressen findes, men ikke med denne HTTP-metode."
    ),
    "conflict": ProblemType(
        409,
        "I strid med det, der allerede er modtaget",
        "Samme kilde og id er modtaget før med et andet indhold, eller det samme er allerede afgjort på en anden måde. "
        "Ændret indhold skal have et nyt id.",
    ),
    "too-large": ProblemType(
        413, "For stort", "En indberetning må højst fylde 64 KiB, et bundt eller en anden forespørgsel 1 MiB."
    ),
    "too-slow": ProblemType(
        408, "For langsomt", "Forespørgslens indhold kom ikke helt frem i tide. Prøv igen, når forbindelsen er bedre."
    ),
    "unsupported-media-type": ProblemType(
        415, "Indholdstypen kan ikke bruges", "Indholdet skal være JSON, en CloudEvent eller et bundt af CloudEvents."
    ),
    "bad-request": ProblemType(
        400, "Kan ikke læses", "Forespørgslen følger ikke HTTP, eller teksten i den er ikke UTF-8."
    ),
    "unreadable": ProblemType(422, "Kan ikke læses", "Indholdet er ikke gyldig JSON eller ikke en CloudEvent."),
    "invalid": ProblemType(
        422,
        "Ugyldigt indhold",
        "Et eller flere felter mangler eller har en forkert form. Hvert fejlagtigt felt er nævnt.",
    ),
    "invalid-event": ProblemType(
        422, "Ikke en gyldig CloudEvent", "En CloudEvent mangler en attribut, eller en attribut har en forkert form."
    ),
    "invalid-data": ProblemType(
        422, "Data følger ikke kataloget", "Felterne i data passer ikke til indberetningens type."
    ),
    "unknown-type": ProblemType(422, "Ukendt type", "Typen findes ikke i hændelseskataloget."),
    "wrong-service": ProblemType(
        422,
        "Besvares af en anden tjeneste",
        "Hver type indberettes hos den tjeneste, der ejer den. Svaret nævner hvilken.",
    ),
    "not-reportable": ProblemType(
        422, "Kan ikke indberettes", "Typen dannes kun af Samspil selv ud fra det, der er indberettet."
    ),
    "illegal-move": ProblemType(
        422, "Ikke et lovligt skridt", "Tilstanden tillader ikke dette skridt. De lovlige skridt er nævnt i svaret."
    ),
    "not-allowed": ProblemType(
        422,
        "Reglerne tillader det ikke",
        "En regel for tilbuddet eller rollen er ikke opfyldt. Svaret nævner hvilken.",
        sometimes=403,
    ),
    "unknown-citizen": ProblemType(
        422,
        "Borgeren kendes ikke",
        "Opret borgeren med POST /citizens hos tjenesten referral, og brug det id, den giver.",
    ),
    "unknown-reference": ProblemType(
        422, "Nævner noget ukendt", "Et id i data skulle være kendt her, men er det ikke."
    ),
    "rests-on": ProblemType(
        422,
        "Noget senere bygger på det",
        "Hændelsen er grundlag for noget, der er indberettet siden. Ret det seneste først.",
    ),
    "already-exists": ProblemType(422, "Findes allerede", "Id'et er allerede brugt til noget andet. Brug et nyt."),
    "purpose-missing": ProblemType(
        422,
        "Formål mangler",
        "Opslag om en borger kræver et formål i headeren Samspil-Purpose, ved nødadgang også grund.",
    ),
    "too-many-requests": ProblemType(
        429, "For mange forespørgsler", "Vent det antal sekunder, headeren Retry-After siger, og prøv igen."
    ),
    "internal": ProblemType(
        500,
        "Fejl hos Samspil",
        "Noget gik galt hos os. Oplys sporets id (trace_id), hvis du henvender dig til driften.",
    ),
    "unavailable": ProblemType(
        503,
        "Midlertidigt utilgængelig",
        "Samspil kan ikke svare lige nu. Prøv igen efter det antal sekunder, der er oplyst.",
    ),
}
