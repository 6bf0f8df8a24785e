-- migrate:up

-- A version without a journal tells of the first silence and starts no further clock. It leaves the journal as it is, by
-- which it is known: whoever keeps one sets the clocks. Unquoted, "loop" is a word of PL/pgSQL and not the column.
CREATE FUNCTION referral_silence_climbs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO timers (kind, ref, subject, due, correlationid)
    VALUES ('level2', NEW.referral_id, NEW.citizen_id, now() + interval '2 days', NEW."loop")
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER referral_silence_climbs AFTER UPDATE ON referrals FOR EACH ROW
WHEN (OLD.overdue_level = 0 AND NEW.overdue_level = 1 AND NEW.state IN ('requested', 'accepted') AND OLD.history = NEW.history)
EXECUTE FUNCTION referral_silence_climbs();

-- migrate:down
DROP TRIGGER referral_silence_climbs ON referrals;
DROP FUNCTION referral_silence_climbs;
