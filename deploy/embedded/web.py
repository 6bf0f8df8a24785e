"""Asking a part of the stack over HTTP."""


async def answers(url: str) -> bool:
    """Whether a GET gives a success. Raises the client's own errors where nobody listens yet."""
    import httpx2

    async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
        return (await client.get(url)).is_success
