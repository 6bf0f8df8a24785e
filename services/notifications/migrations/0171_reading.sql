-- migrate:up

-- Whose a session of the pages is, so that it can be ended without its cookie, and when its person last asked for something:
-- one nobody uses ends. Those from before are nobody's, and end by their own time.
ALTER TABLE web_sessions
    ADD COLUMN who text,
    ADD COLUMN department text,
    ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX web_sessions_who ON web_sessions (who);

-- What people see (the functions are in shared/identity/migrations/0003_reading.sql). Whoever has no policy here is not seen
-- by any of them: receipts, queues, deliveries, invitations, sessions, webhooks.

-- Whose notices the reader reads: `domain/recipient.py`'s keys. A relative's are asked for here, by what stands now (P2).
CREATE FUNCTION reader_addresses() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE reader_role()
        WHEN 'coordinator' THEN ARRAY['department:' || reader_department()]
        WHEN 'manager' THEN ARRAY['managers:' || reader_department()]
        WHEN 'citizen' THEN ARRAY['citizen:' || reader_citizen()]
        WHEN 'relative' THEN ARRAY(
            SELECT 'relative:' || d.citizen_id || '/' || d.designation_id FROM designations d
            WHERE d.standing AND (
                (d.citizen_id = reader_said('citizen')::uuid AND d.designation_id::text = ANY (string_to_array(reader_said('designations'), ',')))
                OR EXISTS (SELECT FROM bindings b WHERE b.sub = reader_name()
                    AND b.citizen_id = d.citizen_id AND b.designation_id = d.designation_id)))
    END;
END
$$;

-- Whether the reader, or any of the reader's department, was told of an event, on whatever channel.
CREATE FUNCTION reader_told(event uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM notices n WHERE n.event_id = event AND n.recipient = ANY (CASE
            WHEN reader_department() IS NULL THEN reader_addresses()
            ELSE ARRAY['department:' || reader_department(), 'managers:' || reader_department()] END));
END
$$;

CREATE POLICY reading ON subjects FOR SELECT USING (
    subject = (SELECT reader_citizen()) OR (SELECT reader_glass()) OR reader_knows_by(involvement));

CREATE POLICY reading ON notices FOR SELECT USING (recipient = ANY ((SELECT reader_addresses())::text[]));

-- A course is about nobody. Of a citizen a department sees what it was told, what it reported, and its own loops (I2).
CREATE POLICY reading ON events FOR SELECT USING (
    subject = (SELECT reader_citizen()) OR (SELECT reader_glass()) OR type = 'dk.samspil.forloeb.aabnet.v1'
    OR EXISTS (SELECT FROM notices n WHERE n.event_id = events.event_id)
    OR CASE WHEN subject = (SELECT reader_about())
        THEN correlationid = ANY ((SELECT reader_loops_about())::uuid[])
            OR (department = (SELECT reader_department()) AND (SELECT reader_knows(reader_about())))
        ELSE reader_sees_loop(subject, correlationid)
            OR (department = (SELECT reader_department()) AND reader_knows(subject)) END
    OR reader_told(event_id));

CREATE POLICY reading ON designations FOR SELECT USING (
    'relative:' || citizen_id || '/' || designation_id = ANY ((SELECT reader_addresses())::text[])
    OR reader_knows(citizen_id));
CREATE POLICY reading ON bindings FOR SELECT USING (sub = (SELECT reader_name()));

-- P4: what nobody has matched is the relatives' team's; what is matched, the coordinators' of departments involved now.
CREATE POLICY reading ON knowledge FOR SELECT USING ((SELECT reader_role()) = 'coordinator' AND CASE
    WHEN citizen_id IS NULL THEN (SELECT reader_department() = reader_said('relatives_team'))
    ELSE (SELECT reader_glass()) OR reader_involved(citizen_id) END);

-- What the sentence of a correction takes from the event it corrects, which its reader need not have been told of: type and
-- day, of events the reader sees the correction of.
CREATE FUNCTION reader_beside(of_events uuid[], correction_reached text, referral_created text)
RETURNS TABLE (event_id uuid, wrong text, wrong_at timestamptz, last boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT e.event_id, w.* FROM events e CROSS JOIN LATERAL (
        SELECT w.type AS wrong, w.registeredtime AS wrong_at, false AS last FROM events w
        WHERE e.type <> correction_reached AND w.event_id = (e.data->>'event_id')::uuid AND w.subject = e.subject
        UNION ALL
        SELECT w.type, w.registeredtime, false FROM events w
        WHERE e.data->>'event_id' IS NULL AND w.subject = e.subject AND w.correlationid = e.correlationid
        AND w.type = referral_created AND w.data->>'referral_id' = e.data->>'referral_id'
        UNION ALL
        SELECT NULL, NULL, true FROM events w
        WHERE e.type = correction_reached AND w.subject = e.subject AND w.correlationid = e.correlationid
        AND w.type = e.type AND w.causationid = e.causationid AND w.version < e.version
    ) w WHERE e.event_id = ANY (of_events) AND (
        reader_told(e.event_id) OR reader_sees_loop(e.subject, e.correlationid)
        OR (e.department = reader_department() AND reader_knows(e.subject)));
END
$$;

-- Who was told of an event about the citizen who reads, on which channel, and whether it was delivered and read: others'
-- notices, which the citizen sees nothing else of.
CREATE FUNCTION reader_known_by(event uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_array(n.recipient, n.channel, d.status, n.read_at IS NOT NULL) ORDER BY n.seq)
        FROM notices n LEFT JOIN deliveries d USING (id)
        WHERE n.event_id = event AND n.subject = reader_citizen());
END
$$;

-- What stands for a relative who reads: of the involvement their own designation, and nobody else's.
CREATE FUNCTION reader_designations()
RETURNS TABLE (citizen_id uuid, designation_id uuid, relation text, involvement text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT d.citizen_id, d.designation_id, d.relation, jsonb_build_object('known', true, 'p', (
        SELECT jsonb_agg(p) FROM jsonb_array_elements(s.involvement -> 'p') p
        WHERE (p ->> 0)::uuid = d.designation_id))::text
    FROM designations d JOIN subjects s ON s.subject = d.citizen_id
    WHERE 'relative:' || d.citizen_id || '/' || d.designation_id = ANY (reader_addresses())
    ORDER BY 1, 2;
END
$$;

-- migrate:down
DROP FUNCTION reader_designations;
DROP FUNCTION reader_known_by;
DROP FUNCTION reader_beside;
DROP POLICY reading ON knowledge;
DROP POLICY reading ON bindings;
DROP POLICY reading ON designations;
DROP POLICY reading ON events;
DROP POLICY reading ON notices;
DROP POLICY reading ON subjects;
DROP FUNCTION reader_told;
DROP FUNCTION reader_addresses;
DROP INDEX web_sessions_who;
ALTER TABLE web_sessions
    DROP COLUMN used_at,
    DROP COLUMN department,
    DROP COLUMN who;
