-- migrate:up

-- Reporters name what they report on, so the same id could be used about two citizens; neither may then touch the other's.
-- `event_id` is the event that made the row: it orders rows of one citizen, and is what a correction names.
CREATE TABLE interventions (
    citizen_id uuid NOT NULL,
    intervention_id uuid NOT NULL,
    event_id uuid NOT NULL,
    loop uuid NOT NULL,
    department text NOT NULL,
    offer text NOT NULL,
    legal_basis text,
    referral_id uuid,
    started_on date NOT NULL,
    follow_up_on date NOT NULL,
    PRIMARY KEY (citizen_id, intervention_id)
);
CREATE INDEX interventions_id ON interventions (intervention_id);

-- G1: a goal rests on a decision or on an intervention.
CREATE TABLE goals (
    citizen_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    event_id uuid NOT NULL,
    loop uuid NOT NULL,
    decision_id uuid,
    intervention_id uuid,
    themes jsonb NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (citizen_id, goal_id),
    CHECK (num_nonnulls(decision_id, intervention_id) = 1)
);
CREATE INDEX goals_in_order ON goals (citizen_id, event_id);

-- `history` is every step in order, [{event_id, state, on, informant}]; the last one's state is the sub-goal's (G2).
CREATE TABLE sub_goals (
    citizen_id uuid NOT NULL,
    sub_goal_id uuid NOT NULL,
    goal_id uuid NOT NULL,
    intervention_id uuid NOT NULL,
    loop uuid NOT NULL,
    measure_kind text NOT NULL,
    target_on date NOT NULL,
    citizen_took_part boolean NOT NULL,
    history jsonb NOT NULL,
    PRIMARY KEY (citizen_id, sub_goal_id),
    FOREIGN KEY (citizen_id, goal_id) REFERENCES goals,
    FOREIGN KEY (citizen_id, intervention_id) REFERENCES interventions
) WITH (fillfactor = 80);
CREATE INDEX sub_goals_goal ON sub_goals (citizen_id, goal_id);

-- What was said beside a report, by the event it became, sealed under the citizen's key.
CREATE TABLE words (
    citizen_id uuid NOT NULL,
    event_id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (citizen_id, event_id)
);

-- migrate:down
DROP TABLE words;
DROP TABLE sub_goals;
DROP TABLE goals;
DROP TABLE interventions;
