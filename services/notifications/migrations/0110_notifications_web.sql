-- migrate:up

-- Who is signed in on the pages. `digest` is the SHA-256 of the token in the person's cookie; `access_token` is theirs,
-- sealed under the key from outside the database.
CREATE TABLE web_sessions (
    digest bytea PRIMARY KEY,
    access_token bytea NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX web_sessions_ends_at ON web_sessions (ends_at);

-- migrate:down
DROP TABLE web_sessions;
