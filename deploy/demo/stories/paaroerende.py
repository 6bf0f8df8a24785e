"""Relatives: what one is told and not told, what another knows, and the support that is their own."""

from deploy.demo.story import Address, Call, Citizen, Day, DemoCitizen, Id, Relative, Step, Story, reports, tells

_WORDS = "Hun tager telefonen, når man ringer om formiddagen."

STORY = Story(
    name="paaroerende",
    title="Hvad en pårørende får at vide",
    source="Herning, pårørendestrategi (S2)",
    cast={"borgeren": Citizen("Tove Testesen"), "søsteren": Relative("Sus Testesen"), "Viggo": DemoCitizen()},
    steps=(
        Step(
            "Pårørendeteamet registrerer, hvad borgerens søster må vide",
            reports(
                "paaroerende-app",
                "paaroerende.udpeget",
                designation_id=Id("udpegningen"),
                relation="family",
                may_know=["indsats.startet", "indsats.afsluttet"],
                channels=["inbox", "mail"],
                private={"contact": {"name": "Sus Testesen", "email": Address("søsteren")}},
            ),
            (tells("paaroerende.udpeget", "borgeren", "søsteren"),),
            invites=frozenset({"søsteren"}),
        ),
        Step(
            "Kraftcenter starter en indsats: det må hun vide",
            reports(
                "kraftcenter-app",
                "indsats.startet",
                intervention_id=Id("indsatsen"),
                department="kraftcenter",
                offer="kraftcenter-hjaelp",
                follow_up_on=Day(90),
            ),
            (tells("indsats.startet", "borgeren", "søsteren", "lone", mails=("søsteren",)),),
        ),
        Step(
            "Kraftcenter sætter et mål: det må hun ikke vide",
            reports(
                "kraftcenter-app",
                "indsatsmaal.fastsat",
                goal_id=Id("målet"),
                intervention_id=Id("indsatsen"),
                themes=["sociale-forhold"],
                kind="maintain",
            ),
            (tells("indsatsmaal.fastsat", "borgeren"),),
        ),
        Step(
            "En nabo afleverer viden uden at få at vide, om kommunen kender borgeren",
            (Call(None, "notifications", "POST", "/knowledge", {"about": "Tove på Testvej", "words": _WORDS}),),
        ),
        Step(
            "Pårørendeteamet ser, hvem den handler om",
            (
                Call(
                    "lone",
                    "notifications",
                    "GET",
                    "/knowledge",
                    None,
                    {"words": _WORDS},
                    finds=("viden", "knowledge_id"),
                ),
                Call("lone", "notifications", "POST", "/knowledge/{viden}/match", {"citizen_id": Id("borgeren")}),
            ),
            (tells("viden.modtaget", asks=("anne",)),),
        ),
        Step(
            "Borgeren trækker udpegningen tilbage",
            reports("paaroerende-app", "paaroerende.tilbagekaldt", designation_id=Id("udpegningen")),
            (tells("paaroerende.tilbagekaldt", "borgeren"),),
        ),
        Step(
            "Kraftcenter afslutter indsatsen: nu får søsteren intet at vide",
            reports(
                "kraftcenter-app",
                "indsats.afsluttet",
                intervention_id=Id("indsatsen"),
                outcome="completed",
                by="citizen",
            ),
            (tells("indsats.afsluttet", "borgeren"),),
        ),
        Step(
            "Socialpsykiatrien henviser en anden borger til Kraftcenter",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                about="Viggo",
                referral_id=Id("henvisningen"),
                from_department="socialpsykiatri",
                to_department="kraftcenter",
                offer="kraftcenter-hjaelp",
                priority="routine",
                themes=["praktiske-opgaver"],
                origin="professional",
            ),
            (tells("henvisning.oprettet", "Viggo", asks=("anne",), about="Viggo"),),
        ),
        Step(
            "Hans pårørende beder om vejledning til sig selv",
            reports(
                "ellen",
                "henvisning.oprettet",
                about="Viggo",
                referral_id=Id("vejledningen"),
                to_department="paaroerende",
                offer="paaroerende-vejledning",
                priority="routine",
                themes=["relationer"],
                origin="relative",
            ),
            # Those who are involved with the citizen hear of every referral, the citizen too.
            (tells("henvisning.oprettet", "Viggo", "mette", "anne", asks=("lone",), about="Viggo"),),
        ),
    ),
)
