"""The checkpoints of this installation: its key, and the files in which others find them.

For each municipality the folder `checkpoints` holds the newest checkpoint and the public key.  Both
are for everybody: who keeps copies elsewhere can prove later what the journal held.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from samrum.channels.durable import write_over
from samrum.core.refusal import Refused
from samrum.journal import checkpoint, handover, note
from samrum.journal.checkpoint import Kept
from samrum.journal.cluster import secret_in
from samrum.journal.handover import HandedOver, Handover, Signers
from samrum.journal.note import NotANote, PublicKey
from samrum.office.municipality import municipalities, municipality, now
from samrum.site.variables import told


def our_key() -> Ed25519PrivateKey:
    """The key that signs; made where none is set and nothing was ever signed.  Raises Refused."""
    return _key(told("SAMRUM_CHECKPOINT_KEY") or secret_in(_key_file(), _first))


def _first() -> str:
    if any(map(checkpoint.newest, municipalities())):
        raise Refused(
            "The key that signs checkpoints is not here.",
            because="{file} is not there, and checkpoints were signed already.",
            instead="Put it back from where the key for backups is. If nobody has it any more, read"
            " “The key that signs checkpoints is gone” in the runbook.",
            file=_key_file(),
        )
    return made()


def _key(seed: str) -> Ed25519PrivateKey:
    try:
        return note.private_key(seed)
    except NotANote as error:
        raise Refused(
            "The key that signs checkpoints cannot be used.",
            because="It has to be 32 bytes in base64: {error}.",
            instead="Correct it where it lies, or take it away and one is made.",
            error=error,
        ) from error


def _key_file() -> Path:
    return Path(settings.VAR) / "secrets" / "checkpoint"


def former_key_file() -> Path:
    """Where a key that was ours lies after a change, for somebody to take away."""
    return _key_file().with_suffix(".former")


def made() -> str:
    """A new key."""
    return b64encode(secrets.token_bytes(note.SEED_BYTES)).decode()


def origin(tenant: int) -> str:
    """The name under which a municipality's checkpoints are signed; it never changes."""
    host = told("SAMRUM_CHECKPOINT_ORIGIN") or urlsplit(settings.ADDRESS).hostname or "localhost"
    return f"{host}/journal/{tenant}"


def our_public_key(tenant: int) -> PublicKey:
    """What others check this municipality's checkpoints with."""
    return note.public_key(origin(tenant), our_key())


def our_signers(tenant: int) -> Signers:
    """Which key has to have signed a checkpoint of ours, now and before the key was changed."""
    return handover.signers(tenant, our_public_key(tenant))


def given_out(tenant: int) -> Path:
    """The file that holds the newest checkpoint; the public key lies beside it."""
    return Path(settings.VAR) / "checkpoints" / f"{municipality(tenant).id}.checkpoint"


def cover(tenant: int) -> Kept | None:
    """Make a checkpoint and give it out; None if nothing has moved since the last.

    Raises Refused where the journal does not hold what was given out: signing on would hide it; and
    where our key is a former one, or nobody can tell.
    """
    must_hold_what_was_given_out(tenant)
    try:
        kept = checkpoint.make(tenant, origin(tenant), our_key(), now(tenant))
    except HandedOver:
        raise Refused(
            "No checkpoint can be made: another key signs now.",
            because="The key was changed, and the former one is still set.",
            instead="Set SAMRUM_CHECKPOINT_KEY to the new key, and start `samrum work` again.",
        ) from None
    except NotANote as error:
        raise Refused(
            "No checkpoint can be made: the last change of the key cannot be read.",
            because="{error}.",
            instead="Read “When verify says no” in the runbook.",
            error=error,
        ) from error
    newest = kept or checkpoint.newest(tenant)
    if newest and (kept or not given_out(tenant).exists()):
        _give_out(tenant, newest.note, our_public_key(tenant))
    return kept


def _give_out(tenant: int, text: str, key: PublicKey) -> None:
    file = given_out(tenant)
    write_over(file, text.encode())
    write_over(file.with_suffix(".key"), f"{key}\n".encode())


def change_key(
    seed: str, lost: Sequence[PublicKey] = ()
) -> list[tuple[PublicKey, Handover | None]]:
    """Let the key of this seed sign from now on: each municipality's new public key, and what was
    handed over to it, None where nothing had been signed.  `lost`: the public halves of the former
    key where nobody has it any more; what it signed last is what is handed over.

    Ends whole after it was interrupted, if it is asked for with the same seed again.  Raises
    Refused, with nothing changed, where what was given out does not hold.
    """
    key, former = _key(seed), _former(lost)
    public = {tenant: note.public_key(origin(tenant), key) for tenant in municipalities()}
    if any(public[tenant] == leaving for tenant, leaving in former.items()):
        raise Refused(
            "The key is not changed.",
            because="It is the key that signs already.",
            instead="Name a file that does not exist; a new key is made in it.",
        )
    _must_lose_no_key()
    for tenant, leaving in former.items():
        _must_hold(tenant, handover.signers(tenant, leaving))
    done: dict[int, Handover | None] = dict.fromkeys(public)
    for tenant, leaving in former.items():
        try:
            done[tenant] = checkpoint.hand_over(tenant, leaving, key, now(tenant))
        except NotANote as error:
            raise Refused(
                "The key of {name} is not changed.",
                because="{error}.",
                instead="Was a change interrupted? Go on with the file of that new key. If not, "
                "it takes the key that signed last.",
                name=municipality(tenant).name,
                error=error,
            ) from error
    for tenant, bridge in done.items():
        if bridge:
            _give_out(tenant, bridge.note, public[tenant])
            write_over(given_out(tenant).with_suffix(".handover"), bridge.note.encode())
    if not told("SAMRUM_CHECKPOINT_KEY"):
        with suppress(FileNotFoundError):  # it is lost
            write_over(former_key_file(), _key_file().read_bytes(), 0o600)
        write_over(_key_file(), seed.encode(), 0o600)  # last: until then it can be asked for again
    return [(public[tenant], bridge) for tenant, bridge in done.items()]


def _former(lost: Sequence[PublicKey]) -> dict[int, PublicKey]:
    """The key that has signed until now, by tenant.  Raises Refused."""
    if not lost:
        return {tenant: our_public_key(tenant) for tenant in municipalities()}
    named = {key.name: key for key in lost}
    former = {one: named.pop(origin(one)) for one in municipalities() if origin(one) in named}
    signed = [one for one in municipalities() if one not in former and checkpoint.newest(one)]
    if named or signed:
        raise Refused(
            "The key is not changed.",
            because="The public keys that are named are of other municipalities than those that"
            " have signed.",
            instead="Name the public key of each of these: {origins}.",
            origins=", ".join(origin(one) for one in (*former, *signed)) or "-",
        )
    return former


def _must_lose_no_key() -> None:
    """Raises Refused where an earlier key would be written over; ours may lie there, put there by
    a change that was interrupted."""
    file = former_key_file()
    if told("SAMRUM_CHECKPOINT_KEY") or not file.exists():
        return
    if file.read_bytes() != _key_file().read_bytes():
        raise Refused(
            "The key is not changed.",
            because="{file} holds the one before it, and would be written over.",
            instead="Take that file to where the key for backups is, and run this again.",
            file=file,
        )


def keep_cosigned(signed: str, witness: str) -> tuple[int, int, Path]:
    """Keep one of our checkpoints that a witness has signed, beside the newest: when she did, how
    many heads it covers, and where it lies.  Raises Refused."""
    try:
        told, key = note.read(signed), PublicKey.read(witness, note.COSIGNED)
        tenant = next((one for one in municipalities() if origin(one) == told.origin), None)
        if tenant is None:
            raise NotANote(f"nobody here signs as {told.origin}")
        our_signers(tenant).opened(signed)
        at = note.cosigned_at(signed, key)
        if checkpoint.root_at(tenant, told.size) != told.root:
            raise NotANote("the journal has no such checkpoint, and our key has signed it")
    except NotANote as error:
        raise Refused(
            "The cosignature is not kept.",
            because="{error}.",
            instead="Ask the witness what she has signed. If our journal does not hold it, read "
            "“When verify says no” in the runbook.",
            error=error,
        ) from error
    name = key.name.replace("/", "_")
    file = given_out(tenant).with_name(f"{municipality(tenant).id}.{name}.cosigned")
    if not file.exists() or note.read(file.read_text(encoding="utf-8")).size <= told.size:
        write_over(file, signed.encode())
    return at, told.size, file


def must_hold_what_was_given_out(tenant: int) -> None:
    """Raises Refused unless the file's checkpoint is one of those that are kept."""
    _must_hold(tenant, our_signers(tenant))


def _must_hold(tenant: int, signers: Signers) -> None:
    file = given_out(tenant)
    if not file.exists():
        return
    try:
        outside = signers.opened(file.read_text(encoding="utf-8"))
    except (NotANote, UnicodeDecodeError) as error:
        raise Refused(
            "No checkpoint can be made: {file} is not one of ours.",
            because="{error}.",
            instead="Read “When verify says no” in the runbook before you take it away.",
            file=file,
            error=error,
        ) from error
    if checkpoint.root_at(tenant, outside.size) != outside.root:
        raise Refused(
            "No checkpoint can be made: the journal does not hold what was given out.",
            because="{file} covers {size} heads, and the journal has no such checkpoint.",
            instead="An old backup may stand here. Read “When verify says no” in the runbook.",
            file=file,
            size=outside.size,
        )
