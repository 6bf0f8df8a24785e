"""Traces, metrics and alarms: addresses that meet, attributes that are ours, metrics that there are."""

import re

import yaml

from deploy.embedded.layout import REPOSITORY
from shared.messaging.topics import SERVICES
from shared.telemetry import Metrics
from shared.telemetry._redaction import SPAN_ATTRIBUTES
from tests.suites.composition import Composition

COLLECTOR, JAEGER, PROMETHEUS, ALARMS = (
    f"deploy/observability/{name}" for name in ("otel-collector.yaml", "jaeger.yaml", "prometheus.yml", "alarms.yml")
)
RESOURCE = {
    *(f"service.{name}" for name in ("name", "namespace", "version", "instance.id")),
    *(f"telemetry.sdk.{name}" for name in ("language", "name", "version")),
}
"""What describes the sending process; everything else is an attribute of a span."""


def faults(composition: Composition) -> list[str]:
    return [*_traces(composition), *_metrics(composition)]


def _traces(composition: Composition) -> list[str]:
    collector, jaeger = yaml.safe_load(composition.text(COLLECTOR)), yaml.safe_load(composition.text(JAEGER))
    found = []
    port = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].rpartition(":")[2]
    for service in SERVICES:
        told = composition.environment(service)
        if (
            told["OTEL_EXPORTER_OTLP_ENDPOINT"] != f"http://otel-collector:{port}"
            or told["OTEL_TRACES_EXPORTER"] != "otlp"
        ):
            found.append(f"{service} sends traces elsewhere")
        if told["OTEL_SERVICE_NAME"] != service:
            found.append(f"{service} bears another name")
    (exporter,) = collector["exporters"].values()
    if (
        exporter["endpoint"]
        != f"jaeger:{jaeger['receivers']['otlp']['protocols']['grpc']['endpoint'].rpartition(':')[2]}"
    ):
        found.append("the collector sends elsewhere")
    gate = collector["processors"]["redaction"]
    if gate["allow_all_keys"] or set(gate["allowed_keys"]) != SPAN_ATTRIBUTES | RESOURCE or gate["summary"] != "silent":
        found.append("the collector lets other attributes through than ours")
    for name, each in (("the collector", collector), ("jaeger", jaeger)):
        for pipeline in each["service"]["pipelines"].values():
            for kind in ("receivers", "processors", "exporters"):
                found += [f"{name} has no {part}" for part in pipeline[kind] if part not in each[kind]]
        extensions = each.get("extensions", {})
        found += [f"{name} has no {part}" for part in each["service"].get("extensions", []) if part not in extensions]
    if "redaction" not in collector["service"]["pipelines"]["traces"]["processors"]:
        found.append("the collector's gate stands open")
    health = jaeger["extensions"]["healthcheckv2"]["http"]["endpoint"].rpartition(":")[2]
    if f"127.0.0.1:{health}/status" not in str(composition.services["jaeger"]["healthcheck"]["test"]):
        found.append("jaeger is asked where it does not answer")
    return found


def _metrics(composition: Composition) -> list[str]:
    (job,) = yaml.safe_load(composition.text(PROMETHEUS))["scrape_configs"]
    (found_by,) = job["dns_sd_configs"]
    found = []
    if (
        found_by["names"] != list(SERVICES)
        or str(found_by["port"]) != composition.environment("referral")["SAMSPIL_HTTP_PORT"]
    ):
        found.append("Prometheus asks others than the services")
    if job["metrics_path"] not in (REPOSITORY / "shared" / "runtime" / "health.py").read_text(encoding="utf-8"):
        found.append("Prometheus asks where nobody answers")
    exported = Metrics().render().decode()
    rules = yaml.safe_load(composition.text(ALARMS))["groups"][0]["rules"]
    for rule in rules:
        for name in re.findall(r"\bsamspil_[a-z_]+", rule["expr"]):
            if f"\n# TYPE {name} " not in exported:
                found.append(f"{rule['alert']} watches {name}, which nobody counts")
    return found
