-- migrate:up

-- The event that the contact came with: where that was entered in error, so was the contact, and it is forgotten. Null for
-- contacts from before, which stay.
ALTER TABLE designations ADD COLUMN contact_event uuid;

-- migrate:down
ALTER TABLE designations DROP COLUMN contact_event;
