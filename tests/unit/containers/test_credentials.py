"""The command that makes the containers' secrets."""

import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from deploy.docker.credentials.__main__ import make
from deploy.docker.credentials.authority import LEAF_DAYS, authority, issue, still_good
from deploy.docker.credentials.vault import load
from shared.messaging.topics import principals
from shared.runtime import read_settings


def _texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """Keys and passwords outlive everything: running the command again is safe."""
    make(tmp_path / "private")
    before = _texts(tmp_path / "private")
    assert make(tmp_path / "private") == []
    assert _texts(tmp_path / "private") == before


def test_two_installations_share_nothing(tmp_path: Path) -> None:
    """No default credentials: every word is random."""
    make(tmp_path / "one")
    make(tmp_path / "two")
    one, two = _texts(tmp_path / "one"), _texts(tmp_path / "two")
    assert [name for name in one if one[name] and one[name] == two[name]] == []


def test_only_its_owner_comes_to_the_files(tmp_path: Path) -> None:
    """Containers read them one by one under users of their own; on this machine the folder keeps others away."""
    make(tmp_path / "private")
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700
    for name in ("vault.json", "ca_key.pem", "pairs/kafka_1_key.pem"):
        assert stat.S_IMODE((tmp_path / "private" / name).stat().st_mode) == 0o400


def test_every_principal_of_ours_has_a_password_and_no_app_has_one_here(tmp_path: Path) -> None:
    """Least privilege: one for each service and the auditor; an app's is made when it is added, and shown once."""
    make(tmp_path)
    assert set(json.loads((tmp_path / "kafka_users").read_text())) == set(principals([]))


def test_keys_are_32_bytes(tmp_path: Path) -> None:
    """What the settings ask of a key-encryption key and of the CPR key."""
    make(tmp_path)
    keys = load(tmp_path / "vault.json")["keys"]
    assert isinstance(keys, dict)
    assert {len(base64.b64decode(key)) for key in keys.values()} == {32}


def test_what_a_new_key_takes_the_place_of_stays_readable(tmp_path: Path) -> None:
    """V3: in every step of a change the service is given both keys; a run in between keeps them, and empty is none."""
    make(tmp_path)
    file, vault = tmp_path / "referral_previous_key_encryption_keys", tmp_path / "vault.json"
    old, new = (tmp_path / "referral_key_encryption_key").read_text(), base64.b64encode(bytes(32)).decode()
    assert _opened_by(tmp_path) == [old]
    for current, previous in ((old, new), (new, old), (new, f"{old},{new}")):
        kept = load(vault)
        kept["keys"], kept["previous_keys"] = {**_of(kept, "keys"), "referral": current}, {"referral": previous}
        vault.chmod(0o600)
        vault.write_text(json.dumps(kept))
        make(tmp_path)
        assert make(tmp_path) == []
        assert file.read_text() == previous
        assert _opened_by(tmp_path) == [current, *previous.split(",")]


def _of(kept: dict[str, dict[str, str] | str], section: str) -> dict[str, str]:
    found = kept[section]
    assert isinstance(found, dict)
    return found


def _opened_by(folder: Path) -> list[str]:
    """The keys that referral's settings have of these files, the one it wraps under first."""
    settings = read_settings(
        {
            "SAMSPIL_DATABASE_URL": "x",
            "SAMSPIL_KAFKA_BOOTSTRAP": "x",
            "SAMSPIL_KAFKA_USERNAME": "x",
            "SAMSPIL_KAFKA_PASSWORD": "x",
            "SAMSPIL_ISSUER": "x",
            "SAMSPIL_KEY_ENCRYPTION_KEY_FILE": str(folder / "referral_key_encryption_key"),
            "SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS_FILE": str(folder / "referral_previous_key_encryption_keys"),
        }
    )
    keys = [settings.wrapping_key(), *settings.previous_wrapping_keys()]
    return [base64.b64encode(key).decode() for key in keys]


def test_a_certificate_is_for_its_hosts_and_only_a_brokers_also_signs_in() -> None:
    """Least privilege: whoever bears the database's certificate is nobody at the brokers' door."""
    signer = authority()
    for client in (True, False):
        read = x509.load_pem_x509_certificate(
            issue(signer, "x", ["x", "127.0.0.1"], client=client).certificate.encode()
        )
        read.verify_directly_issued_by(x509.load_pem_x509_certificate(signer.certificate.encode()))
        usage = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert (ExtendedKeyUsageOID.CLIENT_AUTH in usage) is client


def test_a_certificate_is_renewed_a_month_before_it_ends_and_for_other_hosts() -> None:
    """Rotation: the command, run now and then, renews what needs it."""
    now = datetime.now(UTC)
    certificate = issue(authority(), "x", ["x"], now=now).certificate
    assert still_good(certificate, ["x"], now=now)
    assert not still_good(certificate, ["x", "y"], now=now)
    assert not still_good(certificate, ["x"], now=now + timedelta(days=LEAF_DAYS - 29))


def test_a_lost_authority_renews_every_certificate(tmp_path: Path) -> None:
    """A certificate under an authority that is gone would be refused by everybody."""
    make(tmp_path)
    (tmp_path / "ca.pem").unlink()
    make(tmp_path)
    signer = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    for path in (tmp_path / "pairs").glob("*_key.pem"):
        leaf = path.with_name(path.name.replace("_key.pem", ".pem"))
        x509.load_pem_x509_certificate(leaf.read_bytes()).verify_directly_issued_by(signer)
