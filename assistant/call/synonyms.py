"""What other systems call the same thing: their word, and ours."""

from __future__ import annotations

SAYS = {"bill": "bill", "bill_oral": "bill", "bill_written": "bill", "do_not_bill": "do_not_bill"}
CHANNELS = {
    "oral": "verbal",
    "spoken": "verbal",
    "mail": "email",
    "e-mail": "email",
    "written": "letter",
    "memo": "letter",
}
EVIDENCE = {
    "document_seen": "document",
    "our_record": "record",
    "customer_says": "customer",
    "agent_says": "colleague",
    "colleague_says": "colleague",
}
