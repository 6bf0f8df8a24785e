"""What a service counts. Labels are types, topics, codes and routes: closed lists, none of which names a citizen."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_SIZES = (1, 5, 10, 25, 50, 100, 200, 300, 400, 500)


class Metrics:
    """One service's metrics, in a registry of their own. Names follow OpenTelemetry's where it has one.

    A `type` label takes registered event types alone; what nobody registered is counted under `unknown`.
    """

    content_type = CONTENT_TYPE

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.request_seconds = Histogram(
            "http_server_request_duration_seconds",
            "Time to answer a request",
            ("http_request_method", "http_route", "http_response_status_code"),
            registry=registry,
            buckets=_SECONDS,
        )
        self.events_read = Counter(
            "messaging_client_consumed_messages",
            "Records read from Kafka",
            ("messaging_destination_name",),
            registry=registry,
        )
        self.events_sent = Counter(
            "messaging_client_sent_messages",
            "Records Kafka has confirmed",
            ("messaging_destination_name",),
            registry=registry,
        )
        self.process_seconds = Histogram(
            "messaging_process_duration_seconds",
            "Time to apply a batch, commit included",
            ("messaging_destination_name",),
            registry=registry,
            buckets=_SECONDS,
        )
        self.events_published = Counter(
            "samspil_events_published", "Events decided here, by type", ("type",), registry=registry
        )
        self.events_repeated = Counter(
            "samspil_events_repeated",
            "Records the inbox had seen",
            ("messaging_destination_name",),
            registry=registry,
        )
        self.events_unknown = Counter(
            "samspil_events_unknown",
            "Records of a type nobody here knows, read past",
            ("messaging_destination_name",),
            registry=registry,
        )
        self.version_gaps = Counter(
            "samspil_version_gaps",
            "Versions missing before the one that came",
            ("messaging_destination_name",),
            registry=registry,
        )
        self.reports = Counter(
            "samspil_reports", "Reports answered, by door and outcome", ("door", "outcome"), registry=registry
        )
        self.reports_refused = Counter(
            "samspil_reports_refused", "Reports refused, by problem", ("problem",), registry=registry
        )
        self.retries = Counter(
            "samspil_retries", "Work tried again after an infrastructure failure", ("work",), registry=registry
        )
        self.relay_batch = Histogram(
            "samspil_relay_batch_events", "Events in one relayed batch", registry=registry, buckets=_SIZES
        )
        self.relay_seconds = Histogram(
            "samspil_relay_batch_seconds", "From reading a batch to deleting it", registry=registry, buckets=_SECONDS
        )
        self.relay_active = Gauge("samspil_relay_active", "1 where this instance is the relay", registry=registry)
        self.outbox_rows = Gauge("samspil_outbox_rows", "Events not yet confirmed by Kafka", registry=registry)
        self.outbox_age = Gauge("samspil_outbox_age_seconds", "Age of the oldest of them", registry=registry)
        self.consumer_lag = Gauge(
            "samspil_consumer_lag",
            "Records not yet read",
            ("messaging_destination_name", "messaging_destination_partition_id"),
            registry=registry,
        )
        self.topics_unreached = Gauge(
            "samspil_topics_unreached", "Topics of apps that the clocks no longer wait for", registry=registry
        )
        self.dead_letters = Gauge("samspil_dead_letters", "What could not be handled", ("consumer",), registry=registry)
        self.parked = Gauge(
            "samspil_parked_subjects", "Subjects parked behind a dead letter", ("consumer",), registry=registry
        )
        self.waiting = Gauge("samspil_waiting", "Reports and events that wait for others", registry=registry)
        self.purged = Counter(
            "samspil_purged", "Rows that were kept long enough, by what they were", ("kind",), registry=registry
        )
        self.timers_fired = Counter("samspil_timers_fired", "Timers that ran out", ("kind",), registry=registry)
        self.timers_late = Gauge("samspil_timers_late", "Timers that ran out and wait", registry=registry)
        self.timers_late_age = Gauge(
            "samspil_timers_late_age_seconds", "How long ago the first of them ran out", registry=registry
        )
        self.timer_delay = Histogram(
            "samspil_timer_delay_seconds",
            "From due to fired",
            registry=registry,
            buckets=(0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 900.0, 3600.0),
        )

        self.deliveries = Counter(
            "samspil_deliveries",
            "Attempts to deliver over mail and webhooks, by what they came to",
            ("channel", "outcome"),
            registry=registry,
        )
        self.delivery_seconds = Histogram(
            "samspil_delivery_duration_seconds", "One attempt", ("channel",), registry=registry, buckets=_SECONDS
        )
        self.deliveries_given_up = Counter(
            "samspil_deliveries_given_up", "Deliveries given up; managers were told", ("channel",), registry=registry
        )
        self.deliveries_queued = Gauge(
            "samspil_deliveries_queued", "Deliveries not yet made or given up", ("channel",), registry=registry
        )
        self.deliveries_age = Gauge(
            "samspil_deliveries_age_seconds", "Age of the oldest of them", ("channel",), registry=registry
        )

    def render(self) -> bytes:
        """The body of `/metrics`, in Prometheus' text format (`content_type`)."""
        return generate_latest(self.registry)
