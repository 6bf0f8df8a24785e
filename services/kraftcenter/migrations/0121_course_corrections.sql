-- migrate:up

-- The events of the sessions held, in order: a correction takes the last one back (R7).
ALTER TABLE courses ADD COLUMN held_by jsonb NOT NULL DEFAULT '[]';

-- What was made by an event entered in error: a course is shown no more, a companionship never ran; their ids stay taken.
ALTER TABLE courses ADD COLUMN erred boolean NOT NULL DEFAULT false;
ALTER TABLE companionships ADD COLUMN erred boolean NOT NULL DEFAULT false;

-- migrate:down
ALTER TABLE companionships DROP COLUMN erred;
ALTER TABLE courses DROP COLUMN erred;
ALTER TABLE courses DROP COLUMN held_by;
