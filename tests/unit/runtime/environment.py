"""What a service is told, at the least."""

import base64

ENVIRONMENT = {
    "SAMSPIL_DATABASE_URL": "postgresql://kraftcenter:geheim@127.0.0.1:1/kraftcenter",
    "SAMSPIL_KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "SAMSPIL_KAFKA_USERNAME": "kraftcenter",
    "SAMSPIL_KAFKA_PASSWORD": "geheim",
    "SAMSPIL_ISSUER": "http://127.0.0.1:1",
    "SAMSPIL_KEY_ENCRYPTION_KEY": base64.b64encode(bytes(32)).decode(),
}
