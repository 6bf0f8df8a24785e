-- migrate:up

-- Who reads, as the one door says it at the start of a transaction (shared/identity/_reading.py). What is not said is
-- NULL or false, and policies then show nothing. A policy asks for it as (SELECT …), so that it is found once a statement.
CREATE FUNCTION reader_said(what text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('samspil.' || what, true), '');

CREATE FUNCTION reader_name() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('samspil.name', true), '');

CREATE FUNCTION reader_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('samspil.role', true), '');

CREATE FUNCTION reader_department() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN current_setting('samspil.role', true) IN ('app', 'coordinator', 'manager')
    THEN nullif(current_setting('samspil.department', true), '') END;

CREATE FUNCTION reader_citizen() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN current_setting('samspil.role', true) = 'citizen'
    THEN nullif(current_setting('samspil.citizen', true), '')::uuid END;

CREATE FUNCTION reader_glass() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('samspil.role', true) IN ('coordinator', 'manager')
    AND current_setting('samspil.glass', true) = 'true', false);

-- The one citizen a read is about, where it is said: what many rows share is then found once. It opens nothing.
CREATE FUNCTION reader_about() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('samspil.about', true), '')::uuid;

-- A citizen's loops as the reader's department stands to them, out of the folded involvement
-- (shared/contracts/involvement/stored.py): `own` is a party to it, while it is open and for a while after (I1);
-- `involved` says that it makes the department involved now; `quiet` is a self-referral without assessment (I2).
CREATE FUNCTION reader_loops(involvement jsonb)
RETURNS TABLE (loop uuid, own boolean, involved boolean, quiet boolean) LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH pieces AS (
        SELECT (r ->> 1)::uuid AS id, ARRAY[r ->> 2, r ->> 3] AS parties,
            r ->> 7 IS NULL AND r -> -1 ->> 1 IN ('requested', 'accepted', 'in-progress', 'on-hold') AS goes_on,
            coalesce((r ->> 7)::bigint, (r -> -1 ->> 2)::bigint) AS last_at,
            r ->> 6 IS NOT NULL AND r ->> 7 IS NULL AS used, false AS granted,
            CASE WHEN r ->> 5 = 'self' AND r ->> 4 = ANY (string_to_array(reader_said('unassessed'), ',')) THEN n END AS quiet_at, n AS referral_at
        FROM jsonb_array_elements(involvement -> 'r') WITH ORDINALITY AS referrals (r, n)
        UNION ALL
        SELECT (i ->> 1)::uuid, ARRAY[i ->> 2], i ->> 6 IS NULL AND NOT (i ->> 7)::boolean, (i ->> 5)::bigint,
            NOT (i ->> 7)::boolean, false, NULL, NULL
        FROM jsonb_array_elements(involvement -> 'i') AS interventions (i)
        UNION ALL
        SELECT (d ->> 1)::uuid, ARRAY[reader_said('authority')], false, (d ->> 6)::bigint, false,
            (d ->> 4)::boolean AND NOT (d ->> 7)::boolean, NULL, NULL
        FROM jsonb_array_elements(involvement -> 'd') AS decisions (d)
    ), whole AS (
        SELECT p.id, bool_or(reader_department() = ANY (p.parties)) AS party,
            bool_or(p.goes_on AND reader_department() = ANY (p.parties)) AS at_work,
            bool_or(p.goes_on) OR bool_or(p.granted) AND NOT bool_or(p.used) AS is_open,
            bool_or(p.granted) AND reader_department() = reader_said('authority') AS grants,
            max(p.last_at) AS last_at, min(p.quiet_at) = min(p.referral_at) AS quiet
        FROM pieces p GROUP BY p.id
    )
    SELECT w.id,
        coalesce(w.party AND (w.is_open OR to_timestamp(w.last_at / 1e6) + reader_said('readable_for')::interval > now()), false),
        coalesce(w.at_work OR w.grants AND w.is_open, false), coalesce(w.quiet, false)
    FROM whole w;
END;

-- Whether a citizen is the reader's business at all, by the involvement: the department is involved, or was until lately,
-- or is the relatives' team while a designation stands (I2).
CREATE FUNCTION reader_knows_by(involvement jsonb) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM reader_loops(involvement) l WHERE l.own OR l.involved)
        OR reader_department() = reader_said('relatives_team') AND EXISTS (
            SELECT FROM jsonb_array_elements(involvement -> 'p') AS designations (d)
            WHERE jsonb_array_length(d) > 1 AND NOT jsonb_path_exists(d, 'strict $[1 to last] ? (@[1] == null)'));
END;

-- The four below look into `subjects` as its owner, so that its policy need not be asked again; the body is bound when it
-- runs, as that table is made by a later file.
CREATE FUNCTION reader_knows(citizen uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN citizen = reader_citizen() OR reader_glass() OR reader_department() IS NOT NULL AND EXISTS (
        SELECT FROM subjects s WHERE s.subject = citizen AND reader_knows_by(s.involvement));
END
$$;

CREATE FUNCTION reader_involved(citizen uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN reader_department() IS NOT NULL AND EXISTS (
        SELECT FROM subjects s, reader_loops(s.involvement) l WHERE s.subject = citizen AND l.involved);
END
$$;

CREATE FUNCTION reader_sees_loop(citizen uuid, of_loop uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN citizen = reader_citizen() OR reader_glass() OR reader_department() IS NOT NULL AND EXISTS (
        SELECT FROM subjects s, reader_loops(s.involvement) l WHERE s.subject = citizen AND l."loop" = of_loop AND l.own);
END
$$;

-- Of the citizen the read is about: the readable loops of the reader's own, or all of them.
CREATE FUNCTION reader_loops_about() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT l."loop" FROM subjects s, reader_loops(s.involvement) l
        WHERE s.subject = reader_about() AND (l.own OR reader_glass() OR s.subject = reader_citizen()));
END
$$;

-- Every policy named here is for the reader's role alone, once `migrate` has given it that role and the service's own role
-- a policy of its own (shared/postgres/_grants.py).
--
-- A manager who looks after how the own department reads opens the reasons it gave, also where it is not involved.
CREATE POLICY reading ON citizen_keys FOR SELECT USING (
    reader_knows(citizen_id) OR (SELECT reader_role()) = 'manager' AND EXISTS (
        SELECT FROM access_log l
        WHERE l.citizen_id = citizen_keys.citizen_id AND l.flagged AND l.department = (SELECT reader_department())));
-- The reason for breaking the glass stands under the citizen's key, which may not be there yet.
CREATE POLICY reading_keeps ON citizen_keys FOR INSERT WITH CHECK ((SELECT reader_glass()));

CREATE POLICY reading ON access_log FOR SELECT USING (
    citizen_id = (SELECT reader_citizen()) OR (SELECT reader_role()) = 'manager' AND (
        department = (SELECT reader_department()) OR reader_knows(citizen_id)));
-- Nobody leaves a trace in another's name.
CREATE POLICY reading_keeps ON access_log FOR INSERT WITH CHECK (
    actor = (SELECT reader_name()) AND role = (SELECT reader_role())
    AND department IS NOT DISTINCT FROM (SELECT reader_said('department')));

-- Of somebody erased there is nothing but that to see, and every read that leaves a trace must ask.
CREATE POLICY reading ON tombstones FOR SELECT USING (true);

-- What a manager found who looked at how the own department reads: the last word on a read stands, the others stay. Nobody
-- looks after their own.
CREATE TABLE access_checks (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    access_id bigint NOT NULL REFERENCES access_log ON DELETE CASCADE,
    outcome text NOT NULL CHECK (outcome IN ('in_order', 'follow_up')),
    checked_by text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX access_checks_access ON access_checks (access_id, seq DESC);

CREATE POLICY reading ON access_checks FOR SELECT USING ((SELECT reader_role()) = 'manager' AND EXISTS (
    SELECT FROM access_log l WHERE l.id = access_id AND l.department = (SELECT reader_department())));
CREATE POLICY reading_keeps ON access_checks FOR INSERT WITH CHECK (
    (SELECT reader_role()) = 'manager' AND checked_by = (SELECT reader_name()) AND EXISTS (
        SELECT FROM access_log l WHERE l.id = access_id AND l.department = (SELECT reader_department())
        AND l.role IN ('coordinator', 'manager') AND l.actor <> (SELECT reader_name())));

-- migrate:down
DROP TABLE access_checks;
DROP POLICY reading ON tombstones;
DROP POLICY reading_keeps ON access_log;
DROP POLICY reading ON access_log;
DROP POLICY reading_keeps ON citizen_keys;
DROP POLICY reading ON citizen_keys;
DROP FUNCTION reader_loops_about;
DROP FUNCTION reader_sees_loop;
DROP FUNCTION reader_involved;
DROP FUNCTION reader_knows;
DROP FUNCTION reader_knows_by;
DROP FUNCTION reader_loops;
DROP FUNCTION reader_about;
DROP FUNCTION reader_glass;
DROP FUNCTION reader_citizen;
DROP FUNCTION reader_department;
DROP FUNCTION reader_role;
DROP FUNCTION reader_name;
DROP FUNCTION reader_said;
