"""For each kind of refusal: what the app does wrong, and what its developer does about it. Shown in Danish."""

from collections.abc import Mapping

from deploy.cli.apps.check.facts import RAN_OUT

REMEDIES: Mapping[str, tuple[str, str]] = {
    "invalid-data": (
        "data følger ikke kataloget",
        "ret felterne efter typens skema: /docs på tjenesten, eller docs/events.md",
    ),
    "invalid-event": (
        "indberetningen er ikke en gyldig CloudEvent, eller nøglen er ikke den samme som subject",
        "send specversion, id (UUID), source, type, subject (borgerens id) og time; på Kafka er nøglen = subject",
    ),
    "unreadable": (
        "indholdet kan ikke læses som JSON eller som en CloudEvent",
        "brug et CloudEvents-SDK, og send JSON i UTF-8",
    ),
    "unsupported-media-type": (
        "indholdstypen er forkert",
        "send Content-Type: application/cloudevents+json (eller ce-headere og application/json)",
    ),
    "too-large": ("indberetningen fylder for meget", "hold en indberetning under 64 KiB og et bundt under 1 MiB"),
    "unknown-type": ("typen findes ikke", "skriv typen som i docs/events.md: dk.samspil.<navn>.<skete>.v1"),
    "not-reportable": (
        "typen dannes kun af Samspil selv",
        "indberet det, der skete; Samspil danner selv resten (docs/events.md viser, hvem der indberetter hvad)",
    ),
    "wrong-service": (
        "typen ejes af en anden tjeneste",
        "send den til den tjeneste, som svaret nævner: henvisning.* og afgoerelse.* til referral, indsats*.* og "
        "delmaal.* til kraftcenter, paaroerende.* til notifications (på Kafka er det ligegyldigt)",
    ),
    "wrong-source": ("source er ikke appens egen", "brug source urn:samspil:app:{app}"),
    "wrong-department": (
        "data nævner en anden handlende afdeling end appens",
        "appen handler for {department}: sæt den, eller brug den anden afdelings app",
    ),
    "unauthenticated": ("appen er ikke registreret", "se `samspil apps list`, og opret den med `samspil apps add`"),
    "forbidden": ("appen har ikke lov til det", "se i docs/interface.md, hvem der må"),
    "not-involved": (
        "afdelingen er ikke involveret i borgerens sag",
        "indberet først en henvisning eller en indsats, afdelingen selv er part i",
    ),
    "illegal-move": (
        "skridtet er ikke lovligt i den tilstand, sagen har",
        "læs legal_moves i svaret, eller GET /referrals/<id>, og byg knapperne efter dem",
    ),
    "not-allowed": ("en regel for tilbuddet eller rollen er ikke opfyldt", "læs detail i svaret: det nævner reglen"),
    "unknown-citizen": (
        "borgeren kendes ikke",
        "hent borgerens id med POST /citizens hos referral, og brug det som subject",
    ),
    "unknown-reference": (
        "et id i data kendes ikke",
        "brug det id, som blev brugt, da det blev indberettet",
    ),
    RAN_OUT: (
        "den ventede på noget, der aldrig kom",
        "indberet også det, den nævner (henvisningen, målet, indsatsen), eller ret det id, den nævner det med",
    ),
    "rests-on": ("noget senere bygger på det, der meldes som en fejl", "meld det seneste som en fejl først"),
    "already-exists": ("et nyt id er allerede brugt til noget andet", "lav en ny UUID til hver ny ting"),
    "conflict": (
        "samme id er sendt igen med et andet indhold",
        "en gentagelse skal være uændret, også time; er indholdet nyt, skal id være nyt",
    ),
    "internal": (
        "det gik galt hos Samspil",
        "send indberetningen igen, og oplys trace_id til driften, hvis det bliver ved",
    ),
}
