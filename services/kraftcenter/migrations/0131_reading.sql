-- migrate:up

-- What people see (the functions are in shared/identity/migrations/0003_reading.sql). Whoever has no policy here is not seen
-- by any of them: receipts, queues, marks, and the journal.
CREATE POLICY reading ON subjects FOR SELECT USING (
    subject = (SELECT reader_citizen()) OR (SELECT reader_glass()) OR reader_knows_by(involvement));

-- Besides its own loops a department that is involved sees the others', but reading never opens what telling withholds (I2):
-- the relatives' team sees its own alone, and a self-referral without assessment stays between its receiver and the citizen.
CREATE FUNCTION reader_sees_work(citizen uuid, of_loop uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN citizen = reader_citizen() OR reader_glass() OR reader_department() IS NOT NULL AND (
        SELECT coalesce(bool_or(l."loop" = of_loop AND l.own), false)
            OR coalesce(bool_or(l.involved), false) AND NOT coalesce(bool_or(l."loop" = of_loop AND l.quiet), false)
                AND reader_department() <> reader_said('relatives_team')
        FROM subjects s, reader_loops(s.involvement) l WHERE s.subject = citizen);
END
$$;

-- The same of the citizen the read is about, found once for all rows.
CREATE FUNCTION reader_work_about() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT l."loop" FROM subjects s, reader_loops(s.involvement) l
        WHERE s.subject = reader_about() AND reader_sees_work(s.subject, l."loop"));
END
$$;

CREATE POLICY reading ON interventions FOR SELECT USING (reader_sees_work(citizen_id, "loop"));
CREATE POLICY reading ON goals FOR SELECT USING (CASE WHEN citizen_id = (SELECT reader_about())
    THEN "loop" = ANY ((SELECT reader_work_about())::uuid[]) ELSE reader_sees_work(citizen_id, "loop") END);
CREATE POLICY reading ON sub_goals FOR SELECT USING (CASE WHEN citizen_id = (SELECT reader_about())
    THEN "loop" = ANY ((SELECT reader_work_about())::uuid[]) ELSE reader_sees_work(citizen_id, "loop") END);

-- The words go with the step of a sub-goal they came with, and are read about one citizen at a time.
CREATE FUNCTION reader_words_about() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT (step ->> 'event_id')::uuid FROM sub_goals s, jsonb_array_elements(s.history) step
        WHERE s.citizen_id = reader_about() AND s."loop" = ANY ((SELECT reader_work_about())::uuid[]));
END
$$;
CREATE POLICY reading ON words FOR SELECT USING (
    citizen_id = (SELECT reader_about()) AND event_id = ANY ((SELECT reader_words_about())::uuid[]));

-- A course is about nobody. Who has a place in it is the citizen's alone to see (C3, C4).
CREATE POLICY reading ON courses FOR SELECT USING (true);
CREATE POLICY reading ON places FOR SELECT USING (citizen_id = (SELECT reader_citizen()));
CREATE POLICY reading ON companionships FOR SELECT USING (citizen_id = (SELECT reader_citizen()));

-- migrate:down
DROP POLICY reading ON companionships;
DROP POLICY reading ON places;
DROP POLICY reading ON courses;
DROP POLICY reading ON words;
DROP FUNCTION reader_words_about;
DROP POLICY reading ON sub_goals;
DROP POLICY reading ON goals;
DROP POLICY reading ON interventions;
DROP FUNCTION reader_work_about;
DROP FUNCTION reader_sees_work;
DROP POLICY reading ON subjects;
