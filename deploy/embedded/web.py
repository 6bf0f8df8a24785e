"""Asking a part of the stack over HTTP."""

import ssl

# It trusts nobody, as nobody here is on https: made up anew, with every certificate of the machine, the asking took
# more of a processor than the part that was starting.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def answers(url: str) -> bool:
    """Whether a GET gives a success. Raises the client's own errors where nobody listens yet."""
    import httpx2

    async with httpx2.AsyncClient(timeout=5, trust_env=False, verify=_NO_CERTIFICATES) as client:
        return (await client.get(url)).is_success
