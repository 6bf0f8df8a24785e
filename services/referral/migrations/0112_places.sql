-- migrate:up

-- The place, or the spot on a waiting list, that was given on a sign-up with the referral.
ALTER TABLE referrals ADD COLUMN place_id uuid;
ALTER TABLE referrals ADD COLUMN place_event uuid;

-- migrate:down
ALTER TABLE referrals DROP COLUMN place_event;
ALTER TABLE referrals DROP COLUMN place_id;
