-- migrate:up

-- When it was muted: what somebody has muted who has not been seen for long is forgotten.
ALTER TABLE mutes ADD COLUMN put_at timestamptz NOT NULL DEFAULT now();

-- What a department has left unread past its deadline is for its own to see, its managers too, whom nothing else shows
-- their team's notices.
CREATE POLICY reading ON unread_overdue FOR SELECT USING (
    (SELECT reader_role()) IN ('coordinator', 'manager') AND recipient = (SELECT 'department:' || reader_department()));
CREATE FUNCTION reader_unread() RETURNS SETOF notices LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF reader_role() IN ('coordinator', 'manager') THEN
        RETURN QUERY SELECT n.* FROM unread_overdue u JOIN notices n ON n.id = u.notice_id
            WHERE u.recipient = 'department:' || reader_department()
            AND n.recipient = u.recipient AND n.read_at IS NULL AND n.settled_at IS NULL;
    END IF;
END
$$;

-- migrate:down
DROP FUNCTION reader_unread;
DROP POLICY reading ON unread_overdue;
ALTER TABLE mutes DROP COLUMN put_at;
