-- migrate:up

-- The issuer's name for the sign-in a session was begun by, so that the issuer can end it (OpenID Connect Back-Channel
-- Logout). Those from before, and of an issuer that names none, end with any sign-in of their person's.
ALTER TABLE web_sessions ADD COLUMN sid text;

-- migrate:down
ALTER TABLE web_sessions DROP COLUMN sid;
