"""Rows of deliveries and of what nobody has read in time, and the ways of writing them."""

from typing import Any

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.delivery import lane_of
from services.notifications.domain.notice import Notice
from services.notifications.domain.told import MAIL
from shared.contracts import NoticesDelivered
from shared.postgres.effects import Effect, insert

DELIVERY = insert(
    "deliveries",
    ignore_known=True,
    id="uuid",
    channel="text",
    recipient="text",
    lane="text",
    event_id="uuid",
    event_type="text",
    subject="uuid",
    correlationid="uuid",
    because="text",
    traceparent="text",
    created_at="timestamptz",
    next_at="timestamptz",
)
# The stand-in stays noted when the managers are told, too.
OVERDUE = Effect(
    "note_unread_overdue",
    (("notice_id", "uuid"), ("recipient", "text"), ("level", "smallint"), ("stand_in", "uuid"), ("at", "timestamptz")),
    """INSERT INTO unread_overdue AS t (notice_id, recipient, level, stand_in, at)
    SELECT r.notice_id, r.recipient, r.level, r.stand_in, r.at FROM {rows}
    ON CONFLICT (notice_id) DO UPDATE SET level = greatest(t.level, excluded.level),
        stand_in = coalesce(t.stand_in, excluded.stand_in)""",
)
# One mail says that there is something, however much: none is queued beside one that nobody has tried yet. Its id
# follows from the one before, so that two who ask at once, and see nothing of each other, ask in one mail. Where none
# is left (deliveries are purged) it follows from the day: the first one's id would be a mail that has come already.
_STAND_IN_MAIL = "md5(r.stand_in || coalesce(last.id::text, current_date::text))::uuid"
STAND_IN_ASKED = Effect(
    "ask_stand_in",
    (("stand_in", "uuid"), ("traceparent", "text")),
    f"""INSERT INTO deliveries ({", ".join(name for name, _ in DELIVERY.columns)})
    SELECT {_STAND_IN_MAIL}, '{MAIL}', 'person:' || r.stand_in, '{MAIL}',
        {_STAND_IN_MAIL}, '{NoticesDelivered.type}', r.stand_in, r.stand_in,
        'stand_in', r.traceparent, clock_timestamp(), now()
    FROM {{rows}} LEFT JOIN LATERAL (SELECT d.id, d.status, d.attempts FROM deliveries d
        WHERE d.recipient = 'person:' || r.stand_in ORDER BY d.created_at DESC, d.id DESC LIMIT 1) last ON true
    WHERE last.id IS NULL OR last.status <> 'queued' OR last.attempts > 0 ORDER BY r.ord
    ON CONFLICT DO NOTHING""",  # noqa: S608 (constants of this service)
)
_CORRECTION = f"t.event_type IN ({', '.join(map(repr, sorted(CORRECTIONS)))})"
ENDED = Effect(
    "end_deliveries",
    (("id", "uuid"), ("status", "text")),
    "UPDATE deliveries AS t SET status = r.status, lease = NULL, done_at = now() FROM {rows} "
    "WHERE t.id = r.id AND t.status = 'queued'",
)
STOPPED = Effect(
    "stop_deliveries",
    (("subject", "uuid"), ("recipient", "text"), ("event_type", "text")),
    f"""UPDATE deliveries AS t SET status = 'stopped', code = 'withdrawn', lease = NULL, done_at = now() FROM {{rows}}
    WHERE t.subject = r.subject AND t.recipient = coalesce(r.recipient, t.recipient)
    AND t.event_type = coalesce(r.event_type, t.event_type) AND t.status = 'queued'
    AND (r.recipient IS NULL OR NOT {_CORRECTION})""",  # noqa: S608 (constants of this service)
)
# Its sender asks whether it may be sent still, and does not send it: the end of a correction's delivery is told of.
HURRIED = Effect(
    "hurry_corrections",
    (("subject", "uuid"), ("recipient", "text")),
    f"""UPDATE deliveries AS t SET next_at = now() FROM {{rows}}
    WHERE t.subject = r.subject AND t.recipient = r.recipient AND t.status = 'queued' AND t.lease IS NULL
    AND {_CORRECTION}""",  # noqa: S608 (as above)
)


def delivery_row(n: Notice, event_type: str) -> tuple[Any, ...]:
    return (
        n.id, n.channel, n.recipient.key, lane_of(n.channel, n.recipient), n.event_id, event_type, n.subject,
        n.correlationid, n.because, n.traceparent, n.created_at, n.created_at,
    )  # fmt: skip
