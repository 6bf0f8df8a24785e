"""PostgreSQL as every floor above meets it: a pool, a transaction, what is worth retrying, and forward-only migrations.

Knows nothing of the domain; a table belongs to the floor or the service that made its migration.
"""

from shared.postgres._faults import is_infrastructure, retry_delays
from shared.postgres._grants import READER_SUFFIX, grant_service_role
from shared.postgres._looking import keep_looking, log_fault
from shared.postgres._migrations import MigrationFailed, migrate, migration_folders, pending
from shared.postgres._pool import Connection, Pool, open_pool, transaction
from shared.postgres._purge import Leftover, leftover, purge
from shared.postgres._room import ensure_room

__all__ = [
    "READER_SUFFIX",
    "Connection",
    "Leftover",
    "MigrationFailed",
    "Pool",
    "ensure_room",
    "grant_service_role",
    "is_infrastructure",
    "keep_looking",
    "leftover",
    "log_fault",
    "migrate",
    "migration_folders",
    "open_pool",
    "pending",
    "purge",
    "retry_delays",
    "transaction",
]
