"""Delivery by e-mail: the brief in the inbox, once, whole, or a clear word why not."""

from briefgen.delivery.mail.addresses import Envelope, envelope
from briefgen.delivery.mail.outbox import Outbox
from briefgen.delivery.mail.report import Report, report_on
from briefgen.delivery.mail.sending import brief_name, deliver, enqueue, enqueue_all, preview, send, try_login
from briefgen.delivery.mail.target import MailTarget

__all__ = [
    "Envelope",
    "MailTarget",
    "Outbox",
    "Report",
    "brief_name",
    "deliver",
    "enqueue",
    "enqueue_all",
    "envelope",
    "preview",
    "report_on",
    "send",
    "try_login",
]
