"""From an application to an intervention that only the authority's decision opens, with goals the authority sets."""

from deploy.demo.story import Citizen, Day, Id, Step, Story, reports, tells

STORY = Story(
    name="polaris",
    title="Ansøgning, afgørelse og en indsats efter § 85",
    source="POLARIS Center Herning (S0)",
    cast={"borgeren": Citizen("Palle Prøvesen")},
    steps=(
        Step(
            "Socialpsykiatrien søger om POLARIS for borgeren hos SVR",
            reports(
                "socialpsykiatri-app",
                "henvisning.oprettet",
                referral_id=Id("ansøgningen"),
                from_department="socialpsykiatri",
                to_department="svr",
                offer="polaris-individuel",
                priority="routine",
                themes=["mentale-funktioner", "egenomsorg"],
                origin="professional",
            ),
            (tells("henvisning.oprettet", "borgeren", asks=("karen",)),),
        ),
        Step(
            "SVR siger ja til at vurdere den",
            reports("svr-app", "henvisning.accepteret", referral_id=Id("ansøgningen"), by_department="svr"),
            (tells("henvisning.accepteret", "borgeren", "mette"),),
        ),
        Step(
            "SVR bevilger efter en individuel vurdering",
            reports(
                "svr-app",
                "afgoerelse.truffet",
                decision_id=Id("afgørelsen"),
                referral_id=Id("ansøgningen"),
                offer="polaris-individuel",
                legal_basis="SEL-85",
                granted=True,
                assessed_on=Day(),
            ),
            (
                tells("afgoerelse.truffet", "borgeren", "mette"),
                tells("henvisning.gennemfoert", "borgeren", "mette"),
            ),
        ),
        Step(
            "SVR henviser på afgørelsen og sætter indsatsmålet",
            reports(
                "svr-app",
                "henvisning.oprettet",
                referral_id=Id("henvisningen"),
                from_department="svr",
                to_department="socialpsykiatri",
                offer="polaris-individuel",
                decision_id=Id("afgørelsen"),
                priority="routine",
                themes=["mentale-funktioner", "egenomsorg"],
                origin="professional",
            )
            + reports(
                "svr-app",
                "indsatsmaal.fastsat",
                goal_id=Id("indsatsmålet"),
                decision_id=Id("afgørelsen"),
                themes=["egenomsorg"],
                kind="develop",
            ),
            (
                tells("henvisning.oprettet", "borgeren", asks=("mette",)),
                tells("indsatsmaal.fastsat", "borgeren", "mette"),
            ),
        ),
        Step(
            "Socialpsykiatrien siger ja",
            reports(
                "socialpsykiatri-app",
                "henvisning.accepteret",
                referral_id=Id("henvisningen"),
                by_department="socialpsykiatri",
            ),
            (tells("henvisning.accepteret", "borgeren", "karen"),),
        ),
        Step(
            "Socialpsykiatrien starter indsatsen",
            reports(
                "socialpsykiatri-app",
                "indsats.startet",
                intervention_id=Id("indsatsen"),
                referral_id=Id("henvisningen"),
                department="socialpsykiatri",
                offer="polaris-individuel",
                follow_up_on=Day(30),
            ),
            (tells("indsats.startet", "borgeren", "karen"), tells("henvisning.ivaerksat")),
        ),
        Step(
            "De aftaler et delmål på SVR's mål",
            reports(
                "socialpsykiatri-app",
                "delmaal.aftalt",
                sub_goal_id=Id("delmålet"),
                goal_id=Id("indsatsmålet"),
                intervention_id=Id("indsatsen"),
                measure_kind="scale",
                target_on=Day(30),
                citizen_took_part=True,
            ),
            (tells("delmaal.aftalt", "borgeren", "karen"),),
        ),
        Step(
            "Delmålet bliver nået, og så tabt igen",
            reports(
                "socialpsykiatri-app",
                "delmaal.naaet",
                sub_goal_id=Id("delmålet"),
                goal_id=Id("indsatsmålet"),
                intervention_id=Id("indsatsen"),
                reached_on=Day(),
                informant="professional",
            )
            + reports(
                "socialpsykiatri-app",
                "delmaal.tabt",
                sub_goal_id=Id("delmålet"),
                goal_id=Id("indsatsmålet"),
                intervention_id=Id("indsatsen"),
                lost_on=Day(),
                informant="citizen",
                private={"citizen_words": "Det gik godt et par uger, men så faldt det hele sammen igen."},
            ),
            (tells("delmaal.naaet", "borgeren", "karen"), tells("delmaal.tabt", "borgeren", "karen")),
        ),
        Step(
            "De holder opfølgning og går videre",
            reports(
                "socialpsykiatri-app",
                "opfoelgning.holdt",
                intervention_id=Id("indsatsen"),
                held_on=Day(),
                decision="continue",
                next_on=Day(60),
            ),
            (tells("opfoelgning.holdt", "borgeren", "karen"),),
        ),
    ),
)
