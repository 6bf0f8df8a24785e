"""Nothing is left lying: a no is thought over, what rests is taken up again, and what was wrong is put right."""

from deploy.demo.story import Call, Citizen, Day, Id, Step, Story, reports, tells

STORY = Story(
    name="herlev",
    title="Nej, bero og rettelse",
    source="Herlev, plan for socialpsykiatrien 2019–2022 (S1)",
    cast={"borgeren": Citizen("Hanne Herlevsen"), "en anden borger": Citizen("Frode Forbyttet")},
    steps=(
        Step(
            "Socialpsykiatrien søger om POLARIS og bliver mindet om mindre indgribende tilbud",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                referral_id=Id("ansøgningen"),
                from_department="socialpsykiatri",
                to_department="svr",
                offer="polaris-doegn",
                priority="routine",
                themes=["borgeren-i-centrum"],
                origin="professional",
            ),
            (tells("henvisning.oprettet", "borgeren", asks=("karen",)),),
            hinted=True,
        ),
        Step(
            "SVR siger nej, og socialpsykiatrien må tage stilling",
            reports(
                "svr-app",
                "henvisning.afvist",
                referral_id=Id("ansøgningen"),
                by_department="svr",
                reason="not_in_target_group",
            ),
            (tells("henvisning.afvist", "borgeren", asks=("mette",)),),
        ),
        Step(
            "Socialpsykiatrien henviser i stedet til Kraftcenter, som siger ja",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                referral_id=Id("henvisningen"),
                from_department="socialpsykiatri",
                to_department="kraftcenter",
                offer="kraftcenter-traening",
                priority="routine",
                themes=["netvaerk-og-faellesskaber"],
                origin="professional",
            )
            + reports(
                "kraftcenter-app",
                "henvisning.accepteret",
                referral_id=Id("henvisningen"),
                by_department="kraftcenter",
            ),
            (
                tells("henvisning.oprettet", "borgeren", asks=("anne",)),
                tells("henvisning.accepteret", "borgeren", "mette"),
            ),
        ),
        Step(
            "Kraftcenter når ikke borgeren og sætter henvisningen i bero",
            reports(
                "kraftcenter-app",
                "henvisning.sat_i_bero",
                referral_id=Id("henvisningen"),
                reason="citizen_unreachable",
                until=Day(14),
            ),
            (tells("henvisning.sat_i_bero", "borgeren", "mette"),),
        ),
        Step(
            "Kraftcenter tager den op igen",
            reports("kraftcenter-app", "henvisning.genoptaget", referral_id=Id("henvisningen")),
            (tells("henvisning.genoptaget", "borgeren", "mette"),),
        ),
        Step(
            "Socialpsykiatrien henviser en forkert borger",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                about="en anden borger",
                referral_id=Id("fejlen"),
                from_department="socialpsykiatri",
                to_department="kraftcenter",
                offer="kraftcenter-traening",
                priority="routine",
                themes=["sundhed"],
                origin="professional",
            ),
            (tells("henvisning.oprettet", "en anden borger", asks=("anne",), about="en anden borger"),),
        ),
        Step(
            "Den retter fejlen, og rettelsen når alle, der fik beskeden",
            reports(
                "socialpsykiatri-app",
                "henvisning.fejlregistreret",
                about="en anden borger",
                referral_id=Id("fejlen"),
            ),
            (
                tells("henvisning.fejlregistreret", "en anden borger", "anne", about="en anden borger"),
                tells("rettelse.naaet_ud", "mette", about="en anden borger"),
            ),
        ),
        Step(
            "Den kan se, at rettelsen er nået ud til alle",
            (
                Call(
                    "socialpsykiatri-app",
                    "referral",
                    "GET",
                    "/events/{event:henvisning.oprettet}/reach",
                    answers={"told": 2, "reached": 2, "outstanding": 0, "withheld": 0},
                    patient=True,
                ),
            ),
        ),
    ),
)
