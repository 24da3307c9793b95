"""Delivery by e-mail: the brief in the inbox, once, whole, or a clear word why not."""

from briefgen.delivery.mail.addresses import Envelope, envelope
from briefgen.delivery.mail.outbox import Outbox
from briefgen.delivery.mail.report import Report
from briefgen.delivery.mail.sending import brief_name, deliver, preview, retry, try_login
from briefgen.delivery.mail.target import MailTarget

__all__ = [
    "Envelope",
    "MailTarget",
    "Outbox",
    "Report",
    "brief_name",
    "deliver",
    "envelope",
    "preview",
    "retry",
    "try_login",
]
