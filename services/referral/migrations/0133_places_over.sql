-- migrate:up

-- A place or companionship that is over, and the event that ended it: that can have been an error. JSON, beside the
-- columns of one that stands, which an older version beside this one goes by.
ALTER TABLE referrals ADD COLUMN place_over jsonb;

-- migrate:down
ALTER TABLE referrals DROP COLUMN place_over;
