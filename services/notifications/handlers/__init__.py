"""Use cases: telling of events, deciding on designations, the knowledge box, reading, what is done with a notice, the
rules and the preview."""

from services.notifications.handlers.designations import (
    change_designation,
    designate_relative,
    enter_designation_in_error,
    revoke_designation,
)
from services.notifications.handlers.ending import end_delivery
from services.notifications.handlers.glass import glass_broken
from services.notifications.handlers.knowledge import (
    discard_knowledge,
    foresee_match,
    hand_in,
    match_knowledge,
    read_knowledge,
)
from services.notifications.handlers.muting import mute, mute_like, muted
from services.notifications.handlers.preview import preview
from services.notifications.handlers.reading import read_notice
from services.notifications.handlers.rulebook import change_rules, compare_rules, rule_changes, rules_in_force
from services.notifications.handlers.stand_ins import remove_stand_in, set_stand_in, show_stand_in
from services.notifications.handlers.subscriptions import choose_mail
from services.notifications.handlers.telling import tell_event
from services.notifications.handlers.tending import (
    acknowledge_notice,
    hand_over_notice,
    snooze_notice,
    snooze_ran_out,
    take_back_notice,
    wake_notice,
)
from services.notifications.handlers.unread import left_by_stand_in, left_unread
from services.notifications.handlers.webhooks import (
    deliveries,
    remove_webhook,
    rotate_secret,
    set_webhook,
    show_webhook,
    test_webhook,
)
from services.notifications.ports import Around, Decisions, Reads, Why, Work

__all__ = [
    "Around",
    "Decisions",
    "Reads",
    "Why",
    "Work",
    "acknowledge_notice",
    "change_designation",
    "change_rules",
    "choose_mail",
    "compare_rules",
    "deliveries",
    "designate_relative",
    "discard_knowledge",
    "end_delivery",
    "enter_designation_in_error",
    "foresee_match",
    "glass_broken",
    "hand_in",
    "hand_over_notice",
    "left_by_stand_in",
    "left_unread",
    "match_knowledge",
    "mute",
    "mute_like",
    "muted",
    "preview",
    "read_knowledge",
    "read_notice",
    "remove_stand_in",
    "remove_webhook",
    "revoke_designation",
    "rotate_secret",
    "rule_changes",
    "rules_in_force",
    "set_stand_in",
    "set_webhook",
    "show_stand_in",
    "show_webhook",
    "snooze_notice",
    "snooze_ran_out",
    "take_back_notice",
    "tell_event",
    "test_webhook",
    "wake_notice",
]
