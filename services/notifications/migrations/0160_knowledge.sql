-- migrate:up

-- What people have handed in about somebody (P4). Until a coordinator has said about whom, `sealed` stands under the item's
-- own key (wrapped by the key from outside the database); then it is sealed anew under the citizen's, and `own_key` is
-- gone. `event_id` is the event that told of the matching: whose notice of it is read with the words.
CREATE TABLE knowledge (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now(),
    own_key bytea,
    sealed bytea NOT NULL,
    citizen_id uuid,
    matched_at timestamptz,
    event_id uuid,
    CHECK ((own_key IS NULL) = (citizen_id IS NOT NULL))
);
CREATE INDEX knowledge_unmatched ON knowledge (received_at, id) WHERE citizen_id IS NULL;
CREATE INDEX knowledge_citizen ON knowledge (citizen_id) WHERE citizen_id IS NOT NULL;

-- migrate:down
DROP TABLE knowledge;
