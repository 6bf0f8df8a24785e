"""Whose notices somebody reads."""

from services.notifications.domain.recipient import addresses, relative
from shared.contracts import Refused, Reporter
from shared.postgres import Connection

_STANDING = """
SELECT citizen_id, designation_id FROM designations
WHERE citizen_id = $1 AND designation_id = ANY($2) AND standing
UNION
SELECT citizen_id, designation_id FROM bindings JOIN designations USING (citizen_id, designation_id)
WHERE sub = $3 AND standing
ORDER BY citizen_id, designation_id
"""


async def addresses_of(connection: Connection, reader: Reporter) -> list[str]:
    """The keys of every recipient the reader reads for. Raises Refused (403) for who has no inbox.

    A relative stands for the designations the issuer names and for those they accepted an invitation to. P2: under a
    revoked one nothing is read, old notices included.
    """
    if reader.role == "relative":
        rows = await connection.fetch(_STANDING, reader.citizen_id, list(reader.designations), reader.name)
        return [relative(row["citizen_id"], row["designation_id"]).key for row in rows]
    mine = addresses(reader)
    if not mine and reader.role != "citizen":
        raise Refused("forbidden", "Du har ingen indbakke.", status=403)
    return [address.key for address in mine]
