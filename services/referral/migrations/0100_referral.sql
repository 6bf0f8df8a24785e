-- migrate:up

-- The citizen index. `cpr_index` is a keyed hash whose key lives outside the database; the other columns are sealed under
-- the citizen's own key.
CREATE TABLE citizens (
    citizen_id uuid PRIMARY KEY,
    cpr_index bytea NOT NULL UNIQUE,
    cpr bytea NOT NULL,
    name bytea NOT NULL,
    birth_date bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The reporter names the referral, so the same id could be used for two citizens; neither may then touch the other's.
CREATE TABLE referrals (
    citizen_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    loop uuid NOT NULL,
    from_department text,
    to_department text NOT NULL,
    offer text NOT NULL,
    legal_basis text,
    decision_id uuid,
    priority text NOT NULL,
    themes jsonb NOT NULL,
    origin text NOT NULL,
    state text NOT NULL,
    due timestamptz,
    created_at timestamptz NOT NULL,
    overdue_level int NOT NULL,
    intervention_id uuid,
    provider text,
    PRIMARY KEY (citizen_id, referral_id)
) WITH (fillfactor = 80);
CREATE INDEX referrals_id ON referrals (referral_id);

-- Which departments' lists a loop stands on. Whether they may still read it is told by the involvement.
CREATE TABLE loop_parties (
    department text NOT NULL,
    citizen_id uuid NOT NULL,
    loop uuid NOT NULL,
    PRIMARY KEY (department, citizen_id, loop)
);
CREATE INDEX loop_parties_citizen ON loop_parties (citizen_id);

-- What was written with reports, sealed under the citizen's key.
CREATE TABLE referral_words (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    sealed bytea NOT NULL
);
CREATE INDEX referral_words_referral ON referral_words (citizen_id, referral_id, seq);

-- migrate:down
DROP TABLE referral_words;
DROP TABLE loop_parties;
DROP TABLE referrals;
DROP TABLE citizens;
