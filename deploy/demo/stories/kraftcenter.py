"""From a referral to a sub-goal reached, with a relative who has asked to know of just that."""

from deploy.demo.story import Call, Day, DemoCitizen, EventOf, Id, Step, Story, reports, tells

_WORDS = "Godt aftalt. Vi støtter op om det, når han er hos os."

STORY = Story(
    name="kraftcenter",
    title="Fra henvisning til nået delmål",
    source="Esbjerg, masterplan og Kraftcenter (S4)",
    cast={"borgeren": DemoCitizen()},
    steps=(
        Step(
            "Socialpsykiatrien henviser til træning i Kraftcenter",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                referral_id=Id("henvisningen"),
                from_department="socialpsykiatri",
                to_department="kraftcenter",
                offer="kraftcenter-traening",
                priority="routine",
                themes=["relationer"],
                origin="professional",
                private={"note": "Ønsker at komme mere ud blandt andre; bedst om formiddagen."},
            ),
            (tells("henvisning.oprettet", "borgeren", asks=("anne",)),),
        ),
        Step(
            "Kraftcenter siger ja",
            reports(
                "kraftcenter-app",
                "henvisning.accepteret",
                referral_id=Id("henvisningen"),
                by_department="kraftcenter",
            ),
            (tells("henvisning.accepteret", "borgeren", "mette"),),
        ),
        Step(
            "Kraftcenter starter indsatsen",
            reports(
                "kraftcenter-app",
                "indsats.startet",
                intervention_id=Id("indsatsen"),
                referral_id=Id("henvisningen"),
                department="kraftcenter",
                offer="kraftcenter-traening",
                follow_up_on=Day(90),
            ),
            (tells("indsats.startet", "borgeren", "mette"), tells("henvisning.ivaerksat")),
        ),
        Step(
            "Kraftcenter sætter et mål med borgeren",
            reports(
                "kraftcenter-app",
                "indsatsmaal.fastsat",
                goal_id=Id("målet"),
                intervention_id=Id("indsatsen"),
                themes=["relationer"],
                kind="develop",
            ),
            (tells("indsatsmaal.fastsat", "borgeren", "mette"),),
        ),
        Step(
            "De aftaler et delmål",
            reports(
                "kraftcenter-app",
                "delmaal.aftalt",
                sub_goal_id=Id("delmålet"),
                goal_id=Id("målet"),
                intervention_id=Id("indsatsen"),
                measure_kind="self_report",
                target_on=Day(60),
                citizen_took_part=True,
            ),
            (tells("delmaal.aftalt", "borgeren", "mette"),),
        ),
        Step(
            "Socialpsykiatrien svarer med et par ord, som kun Kraftcenter får",
            (
                Call(
                    "mette",
                    "notifications",
                    "GET",
                    "/inbox",
                    None,
                    {"event_id": EventOf("delmaal.aftalt")},
                    patient=True,
                    finds=("beskeden", "notice_id"),
                ),
                Call("mette", "notifications", "POST", "/inbox/{beskeden}/acknowledgement", {"words": _WORDS}),
                Call("anne", "notifications", "GET", "/inbox", None, {"words": _WORDS}, patient=True),
            ),
            (tells("besked.kvitteret", "anne"),),
        ),
        Step(
            "Delmålet er nået",
            reports(
                "kraftcenter-app",
                "delmaal.naaet",
                sub_goal_id=Id("delmålet"),
                goal_id=Id("målet"),
                intervention_id=Id("indsatsen"),
                reached_on=Day(),
                informant="citizen",
            ),
            # The citizen has designated Ellen for just this, by mail too, and the relatives' team hears of it once.
            (tells("delmaal.naaet", "borgeren", "mette", "ellen", "lone", mails=("ellen",)),),
        ),
    ),
)
