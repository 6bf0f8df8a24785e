-- migrate:up

-- A course is no citizen. `event_id` is the event that opened it: it orders the list. `held_by` are the events of the
-- sessions held, in order; `window_told` is the event that told that sign-up is over for good. What was made by an event
-- entered in error (`erred`) is shown no more, and its id stays taken (R7).
CREATE TABLE courses (
    course_id uuid PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    offer text NOT NULL,
    capacity int NOT NULL,
    sessions int NOT NULL,
    intake_sessions int NOT NULL,
    first_session_on date NOT NULL,
    next_course_id uuid,
    held_by jsonb NOT NULL CHECK (jsonb_array_length(held_by) <= sessions),
    ended boolean NOT NULL,
    erred boolean NOT NULL,
    window_told uuid
) WITH (fillfactor = 80);

-- C3: of a sign-up that was granted only the place, of one that was refused nothing. `number` counts a course's sign-ups
-- and orders its waiting list. A released place stays, so that its referral serves no second course.
CREATE TABLE places (
    place_id uuid PRIMARY KEY,
    course_id uuid NOT NULL REFERENCES courses,
    citizen_id uuid NOT NULL,
    offer text NOT NULL,
    number int NOT NULL,
    state text NOT NULL CHECK (state IN ('given', 'waiting', 'released')),
    referral_id uuid,
    UNIQUE (course_id, number)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX places_one_each ON places (course_id, citizen_id) WHERE state <> 'released';
CREATE UNIQUE INDEX places_one_course ON places (citizen_id, referral_id) WHERE state <> 'released';
CREATE INDEX places_citizen ON places (citizen_id);

-- `run_out_by` is the event with which Samspil itself ended it: nobody reported that end, so nobody can take it back (R7).
CREATE TABLE companionships (
    citizen_id uuid NOT NULL,
    companionship_id uuid NOT NULL,
    course_id uuid NOT NULL REFERENCES courses,
    owner text NOT NULL,
    loop uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ends_by date NOT NULL,
    ended boolean NOT NULL,
    erred boolean NOT NULL,
    run_out_by uuid,
    PRIMARY KEY (citizen_id, companionship_id)
);

-- migrate:down
DROP TABLE companionships;
DROP TABLE places;
DROP TABLE courses;
