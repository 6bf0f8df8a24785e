-- migrate:up

-- The municipality's changes to who is told (I3). A row is one whole overlay over the rules that ship; the last one counts.
-- `by` is the issuer's name of the manager, `name` what colleagues know them by. Of no citizen a word stands here.
CREATE TABLE rule_versions (
    version bigint PRIMARY KEY CHECK (version > 0),
    at timestamptz NOT NULL DEFAULT now(),
    by text NOT NULL,
    name text NOT NULL,
    department text NOT NULL,
    reason text,
    back_to bigint,
    overlay jsonb NOT NULL
);
-- Nothing is ever overwritten: who was told what can be accounted for by the version that counted.
CREATE FUNCTION rule_versions_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of the rules stands as it is';
END
$$;
CREATE TRIGGER rule_versions_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_versions
    FOR EACH STATEMENT EXECUTE FUNCTION rule_versions_stand();

-- migrate:down
DROP TABLE rule_versions;
DROP FUNCTION rule_versions_stand();
