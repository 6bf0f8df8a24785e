from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import httpx2

from deploy.embedded.mail.box import Box
from deploy.embedded.mail.page import moment, page


async def _send(box: Box, subject: str, body: str) -> None:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = "ellen@example.invalid", "samspil@example.invalid", subject
    message.set_content(body)
    assert await box.handle_DATA(None, None, SimpleNamespace(original_content=message.as_bytes())) == "250 OK"


async def test_mails_outlive_a_restart_newest_first(tmp_path: Path) -> None:
    """What was sent can be looked at after the stack was stopped and started."""
    for subject in ("Først", "Sidst"):
        await _send(Box(tmp_path / "mail"), subject, "Der er nyt i Samspil")
    assert [mail.subject for mail in Box(tmp_path / "mail").latest()] == ["Sidst", "Først"]


async def test_the_page_shows_a_mail_as_text(tmp_path: Path) -> None:
    """What a mail says is shown, never run."""
    box = Box(tmp_path / "mail")
    await _send(box, "Nyt", "<script>alert(1)</script>")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(page(box)), base_url="http://mail") as client:
        shown = await client.get("/")
        listed = (await client.get("/messages")).json()
    assert "<script>" not in shown.text
    assert "&lt;script&gt;" in shown.text
    assert "1 mail, de nyeste øverst" in shown.text
    assert listed["items"][0]["to"] == "ellen@example.invalid"


async def test_a_link_in_a_mail_can_be_followed(tmp_path: Path) -> None:
    """Whoever tries Samspil opens the mail's link as a relative would; the mailbox itself is not named to the page."""
    box = Box(tmp_path / "mail")
    await _send(box, "Nyt", "Log ind:\n\nhttps://samspil.example/indbakke\n")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(page(box)), base_url="http://mail") as client:
        shown = await client.get("/")
    assert '<a href="https://samspil.example/indbakke" rel="noopener noreferrer">' in shown.text
    assert shown.headers["referrer-policy"] == "no-referrer"


def test_when_a_mail_came_is_shown_in_danish_time() -> None:
    """What a person reads is Danish, summer time included."""
    assert moment("2026-07-01T07:05:00+00:00") == "1.7.2026 kl. 9.05"
