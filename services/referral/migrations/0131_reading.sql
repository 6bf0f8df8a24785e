-- migrate:up

-- What people see (the functions are in shared/identity/migrations/0003_reading.sql). Whoever has no policy here is not seen
-- by any of them: receipts, queues and marks.
CREATE POLICY reading ON subjects FOR SELECT USING (
    subject = (SELECT reader_citizen()) OR (SELECT reader_glass()) OR reader_knows_by(involvement));

CREATE POLICY reading ON citizens FOR SELECT USING (
    (SELECT reader_role()) IN ('coordinator', 'manager') AND reader_knows(citizen_id));

CREATE POLICY reading ON referrals FOR SELECT USING (reader_sees_loop(citizen_id, loop));

-- Whose lists a loop stands on is nobody else's to know.
CREATE POLICY reading ON loop_parties FOR SELECT USING (
    department = (SELECT reader_department()) OR (SELECT reader_glass()));

-- What was written goes with the referral, for who works with it.
CREATE POLICY reading ON referral_words FOR SELECT USING (
    (SELECT reader_department()) IS NOT NULL AND EXISTS (
        SELECT FROM referrals r
        WHERE r.citizen_id = referral_words.citizen_id AND r.referral_id = referral_words.referral_id));

-- migrate:down
DROP POLICY reading ON referral_words;
DROP POLICY reading ON loop_parties;
DROP POLICY reading ON referrals;
DROP POLICY reading ON citizens;
DROP POLICY reading ON subjects;
