"""Mail to people: that there is something to read, and nothing of what it is (N1)."""

from services.notifications.channels.mail.channel import CHANNEL
from services.notifications.channels.mail.post import Post, Security
from services.notifications.channels.mail.sender import MailSender

__all__ = ["CHANNEL", "MailSender", "Post", "Security"]
