"""A peer group: places, the waiting list, and all that is never told: who was refused, and who came."""

from deploy.demo.story import Call, Citizen, Day, Id, Step, Story, reports, tells

_SIGN_UP = "/courses/{forløbet}/signup"


def _signs_up(name: str, *, outcome: str, recent_contact: bool = True, **more: Id) -> tuple[Call]:
    body = {"citizen_id": Id(name), "adult": True, "contact_under_two_years": recent_contact, **more}
    answers = {"outcome": outcome}
    # The referral and its acceptance are told to Kraftcenter by events.
    return (Call("sel82-app", "kraftcenter", "POST", _SIGN_UP, body, answers, patient="referral_id" in more),)


STORY = Story(
    name="peer",
    title="Et peer-forløb med én plads",
    source="peer-gruppeforløb i Fredericia, Helsingør og København (S3)",
    cast={
        "den første": Citizen("Ida Idésen"),
        "den anden": Citizen("Sanne Skabelon"),
        "den tredje": Citizen("Oda Opdigtet"),
    },
    steps=(
        Step(
            "Kraftcenter åbner et forløb",
            reports(
                "kraftcenter-app",
                "forloeb.aabnet",
                about="forløbet",
                course_id=Id("forløbet"),
                offer="peer-gruppe",
                capacity=1,
                sessions=10,
                first_session_on=Day(7),
            ),
            (tells("forloeb.aabnet", "birgit", about="forløbet"),),
        ),
        Step(
            "§82-indgangen tilmelder den første, som får pladsen",
            _signs_up("den første", outcome="place"),
            (
                tells("plads.tildelt", "den første", about="den første"),
                tells("forloeb.lukket_for_optag", "birgit", about="forløbet"),
            ),
        ),
        Step(
            "§82-indgangen henviser den anden, og Kraftcenter siger ja",
            reports(
                "sel82-app",
                "henvisning.oprettet",
                about="den anden",
                referral_id=Id("henvisningen"),
                from_department="sel82",
                to_department="kraftcenter",
                offer="peer-gruppe",
                priority="routine",
                themes=["netvaerk-og-faellesskaber"],
                origin="professional",
            )
            + reports(
                "kraftcenter-app",
                "henvisning.accepteret",
                about="den anden",
                referral_id=Id("henvisningen"),
                by_department="kraftcenter",
            ),
            (
                tells("henvisning.oprettet", "den anden", asks=("anne",), about="den anden"),
                tells("henvisning.accepteret", "den anden", "birgit", about="den anden"),
            ),
        ),
        Step(
            "§82-indgangen tilmelder den anden, som kommer på venteliste",
            _signs_up("den anden", outcome="waitlist", referral_id=Id("henvisningen")),
            (
                # Its referral's answer, the last §82 hears of it.
                tells("plads.venteliste", "den anden", "birgit", about="den anden"),
                tells("henvisning.gennemfoert", "den anden", "anne", "birgit", about="den anden"),
            ),
        ),
        Step(
            "Den tredje er uden for målgruppen, og intet bliver gemt",
            _signs_up("den tredje", outcome="not_eligible", recent_contact=False),
        ),
        Step(
            "Den første melder fra, og den anden rykker op",
            (
                Call(
                    "sel82-app",
                    "kraftcenter",
                    "DELETE",
                    _SIGN_UP + "?citizen_id={den første}",
                ),
            ),
            (
                tells("plads.frigivet", "den første", about="den første"),
                tells("plads.tildelt", "den anden", about="den anden"),
            ),
        ),
        Step(
            "En frivillig følges med den anden",
            reports(
                "kraftcenter-app",
                "foelgeskab.startet",
                about="den anden",
                companionship_id=Id("følgeskabet"),
                course_id=Id("forløbet"),
                ends_by=Day(90),
            ),
            (tells("foelgeskab.startet", "den anden", about="den anden"),),
        ),
        Step(
            "Gruppen mødes, og ingen får at vide, hvem der kom",
            reports(
                "kraftcenter-app",
                "forloeb.moede_afholdt",
                about="forløbet",
                course_id=Id("forløbet"),
                session=1,
            ),
            (tells("forloeb.moede_afholdt", about="forløbet"),),
        ),
    ),
)
