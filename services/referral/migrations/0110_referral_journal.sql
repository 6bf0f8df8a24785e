-- migrate:up

-- What has happened to a referral, event by event, so that one of them can be taken back; and the intervention that rests
-- on it. A version that knows neither leaves both as they are; the row's own columns then count.
ALTER TABLE referrals ADD COLUMN history jsonb NOT NULL DEFAULT '[]';
ALTER TABLE referrals ADD COLUMN begun jsonb;

-- Silence told of before there were further levels goes on climbing.
INSERT INTO timers (kind, ref, subject, due, correlationid)
SELECT 'level2', referral_id, citizen_id, now() + interval '2 days', loop FROM referrals
WHERE overdue_level = 1 AND state IN ('requested', 'accepted')
ON CONFLICT DO NOTHING;

-- migrate:down
DELETE FROM timers WHERE kind IN ('level2', 'level3', 'hold');
ALTER TABLE referrals DROP COLUMN begun;
ALTER TABLE referrals DROP COLUMN history;
