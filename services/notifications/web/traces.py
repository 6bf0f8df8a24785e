"""Where a trace can be read."""


def trace_address(traces_url: str | None, trace_id: str | None) -> str | None:
    """The address of one trace's page; None without a trace, or where nobody has told of such pages."""
    if trace_id is None or traces_url is None:
        return None
    if "{trace_id}" in traces_url:  # not Zipkin's pages, and their addresses differ
        return traces_url.replace("{trace_id}", trace_id)
    return f"{traces_url}/zipkin/traces/{trace_id}"
