"""What docs/security.md says that no code can say: for what, how sensitive, what then.

{module:NAME} in a text is a constant of the product, filled in by docs/security.py.  The tests hold
that every connection, use of cryptography, table, folder, cookie and limit of the code stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PLACE: Final = re.compile(r"\{([\w.]+):(\w+)(?::(\w+))?\}")


BEGINNING: Final = (
    "What OWASP ASVS 5.0 asks to be written down, for whoever installs Samrum or audits it. Which"
    " requirement a test proves stands in [asvs](asvs.md); what to do, in the"
    " [runbook](runbook.md); every setting, in [settings](settings.md); every log, in"
    " [logs](logs.md). Numbers here are read from the code, and a test fails when something is"
    " missing."
)
SPEAKING: Final = (
    "To nobody else: these are the modules that can open a connection. Whom to speak to is said by"
    " whoever runs it, in a variable or in a municipality's file, and never by a visitor: what"
    " somebody gives as an e-mail address is handed to the mail server, and no address that is"
    " typed is ever fetched (trial I7). No redirect is followed, and no proxy is taken from the"
    " environment. `serve` and `work` close a list when they begin, the egress list: a name or an"
    " address that no setting and no municipality's file has named is not even looked up, whichever"
    " library asks. The list has, beside those, what the e-identity provider's own description"
    " names. `samrum egress` prints it for your firewall, which also sees what is not Python: the"
    " client of the database. Browsers load nothing from others."
)
COMING_IN: Final = (
    "There is no password, and no account of the product's own. Every address has its row in"
    " `samrum/web/doors.txt`; one that has none does not start."
)


@dataclass(frozen=True, slots=True)
class Connection:
    """Somebody it speaks to; `modules` are those that can open the connection."""

    to: str
    over: str
    sends: str
    said_by: str
    waits: str
    modules: tuple[str, ...]


CONNECTIONS: Final = (
    Connection(
        "browsers and other systems, through your proxy",
        "HTTP from the proxy on the same machine; the proxy ends TLS",
        "pages, answers",
        "`--host`, `--port`; `SAMRUM_HOSTS`, `SAMRUM_ADDRESS`",
        "64 at a time for each process; the next wait for their turn",
        ("cli/serve.py",),
    ),
    Connection(
        "the database",
        "a Unix socket with SCRAM-SHA-256; elsewhere TLS (`sslmode=verify-full`)",
        "everything that is kept",
        "`DATABASE_URL`, `DATABASE_OWNER_URL`; ours if not set",
        "a page says that the service rests; `work` tries again",
        ("journal/cluster.py", "journal/dump.py", "journal/engine/base.py", "cli/journal.py"),
    ),
    Connection(
        "the e-identity provider, and the issuer of other systems' tokens",
        "HTTPS, certificates of the system; our own key instead of a secret",
        "that somebody logs in, and the code that she brought; its keys are fetched",
        "`SAMRUM_OIDC`, `SAMRUM_API_ISSUER`, and the addresses that their own description names",
        "10 seconds; at log-out {site.e_identity:PATIENCE}. Nobody new comes in, who is in stays",
        ("channels/eidentity.py",),
    ),
    Connection(
        "a mail server",
        "SMTP with STARTTLS or TLS, certificates checked; unencrypted only on this machine",
        "letters to who chose e-mail; the daily mail to the administrator",
        "`[channels.email]` of the municipality's file",
        "30 seconds a step; tried again {office.sending:MOST_ATTEMPTS} times, then a person looks",
        ("channels/smtp.py",),
    ),
    Connection(
        "other systems' webhooks",
        "HTTPS, signed (RFC 9421); never into a private network unless the file says so",
        "that something happened in a case: kind, case, time, and nothing of anybody",
        "`webhook` of `[systems.*]` in the municipality's file",
        "{channels.webhook:PATIENCE} seconds; asked again, longer and longer; others go on",
        ("channels/webhook.py",),
    ),
    Connection(
        "a witness, or whoever has kept a checkpoint",
        "HTTPS",
        "nothing personal: checkpoints and keys are fetched",
        "the words of `samrum witness` and `samrum checkpoint --cosigned`",
        "10 seconds; the command says so",
        ("channels/fetched.py",),
    ),
    Connection(
        "a virus scanner (clamd)",
        "TCP or a Unix socket, without encryption: keep it on this machine",
        "each file that is handed in, without a name",
        "`SAMRUM_SCANNER`; none if not set",
        "{channels.scanner:PATIENCE} seconds; the file is not kept, and the page says so",
        ("channels/scanner.py",),
    ),
    Connection(
        "this installation itself, the provider and the mail server: do they answer",
        "as above",
        "nothing personal",
        "`samrum doctor`, the start of `serve` and of `demo`, once a day `work`: the settings"
        " above",
        "{site.doctor:PATIENCE} and {site.outside:PATIENCE} seconds each; it says so",
        ("site/doctor.py", "site/local.py", "site/outside.py", "cli/demo.py"),
    ),
    Connection(
        "the npm registry",
        "HTTPS, each file held to its SHA-512",
        "nothing: style sheets and a script are fetched",
        "when a checkout is set up or a wheel is built; never by an installed version",
        "the set-up stops",
        ("cli/assets.py",),
    ),
    Connection(
        "the demonstration's own e-identity provider",
        "HTTP on this machine",
        "log-ins of made-up people",
        "`samrum demo` only; it does not start in production",
        "-",
        ("channels/demo_server.py",),
    ),
)


@dataclass(frozen=True, slots=True)
class WayIn:
    who: str
    how: str
    strength: str
    bounded: str


WAYS_IN: Final = (
    WayIn(
        "a resident or somebody of the staff (`resident`, `staff` in doors.txt)",
        "her e-identity, OpenID Connect with PKCE",
        "the provider's level of assurance; `SAMRUM_OIDC_LEVELS` says which are enough",
        "{web.shared.pace:LOGINS_OF_AN_ADDRESS} log-ins a minute from an address;"
        " {office.identity:IDLE} without a press, {office.identity:LONGEST} in all",
    ),
    WayIn(
        "another system (`system`)",
        "an access token that `SAMRUM_API_ISSUER` has signed for us (RFC 9068)",
        "a signature; the client is named in the municipality's file, with the most it may be",
        "the token's own end; taken out of the file, it counts no more",
    ),
    WayIn(
        "a program that reads figures (`/metrics`)",
        "the token of `SAMRUM_METRICS_TOKEN`",
        "at least {site.doctor:SHORTEST_KEY} characters, or the doctor tells",
        "only figures are there, rounded down, of nobody",
    ),
    WayIn(
        "everybody (`anyone`)",
        "nothing",
        "-",
        "what is for everybody: services, log-in, checkpoints, health",
    ),
    WayIn(
        "who runs the machine",
        "an account that may read `SAMRUM_VAR`, and `samrum`",
        "the operating system's; yours to choose",
        "not over the network. `samrum staff` appoints people, and the journal says so",
    ),
)
SAME_STRENGTH: Final = (
    "Residents and staff come in by one and the same way, so none is weaker. There is no way back"
    " in for who has lost an e-identity but a new one: the provider's matter. Who has none is"
    " helped by phone, at the counter or on paper, and a caseworker types for her in her own name."
    " The demonstration's list of people to pick from is dead in production, whatever is set."
)


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    used_for: str
    algorithm: str
    lies: str
    changed: str


KEYS: Final = (
    Key(
        "of cookies",
        "signing forms and cookies, sealing searches in addresses, marks in the log; no data at"
        " rest",
        "HMAC-SHA256; ChaCha20-Poly1305 under a key derived with HKDF-SHA256",
        "`SAMRUM_KEY`, else `secrets/key`; read by `serve`",
        "every year, at once if seen by others; the old one goes on in `SAMRUM_KEYS_BEFORE`"
        " (runbook)",
    ),
    Key(
        "of checkpoints",
        "signing checkpoints of the journal; nothing else",
        "Ed25519",
        "`SAMRUM_CHECKPOINT_KEY`, else `secrets/checkpoint`; best read by `work` alone",
        "every fifth year, at once if seen by others: `samrum checkpoint --new-key` (runbook). Old"
        " checkpoints hold by the former one, which signs nothing more",
    ),
    Key(
        "of log-in",
        "proving to the e-identity provider that it is us (private_key_jwt)",
        "ECDSA P-256 (ES256), a statement lasts 60 seconds",
        "`secrets/e-identity`; its public half: `samrum keys`",
        "every second year, or if stolen: remove the file, restart, register the new public half",
    ),
    Key(
        "of webhooks",
        "signing what other systems are told",
        "Ed25519",
        "`secrets/webhooks`; its public half: `/api/v1/keys`",
        "every second year, or if stolen: remove the file, restart; receivers read the new one",
    ),
    Key(
        "of backups",
        "sealing a backup; the private half opens it, and has no business here",
        "X25519, ChaCha20-Poly1305, HKDF-SHA256 (age); a file has a key of its own of 128 bits",
        "public: `SAMRUM_BACKUP_TO`. Private: on another machine",
        "every second year: a new pair, and the old private half as long as its backups are kept",
    ),
    Key(
        "of the database's roles",
        "logging in as `samrum_app` (pages), `samrum_owner` (tables), `postgres` (repair)",
        "192 random bits, SCRAM-SHA-256",
        "`secrets/samrum_app`, `samrum_owner`, `postgres`; or `DATABASE_URL`",
        "if seen: stop both services, remove the first two files, start; `postgres` by hand in both"
        " places",
    ),
    Key(
        "of a session",
        "one log-in in one browser",
        "256 random bits; kept as SHA-256",
        "her cookie; `journal_session`",
        "at each log-in",
    ),
    Key(
        "of what was typed when a session ended",
        "sealing that text for an hour",
        "ChaCha20-Poly1305, 256 random bits",
        "her cookie alone; the sealed text in `django_session`",
        "each time",
    ),
    Key(
        "of figures",
        "reading `/metrics`",
        "compared in constant time",
        "`SAMRUM_METRICS_TOKEN`; the program that reads them",
        "every year",
    ),
    Key(
        "of the mail server",
        "logging in there",
        "the server's",
        "`password` in the municipality's file: a file that only the service reads",
        "as the server asks",
    ),
    Key(
        "of a witness",
        "signing other people's checkpoints",
        "Ed25519",
        "with the witness",
        "hers to say",
    ),
    Key(
        "of others: provider, issuer",
        "checking id tokens and access tokens",
        "ES256, PS256 or RS256, whichever they choose; an RSA key of 2,048 bits is 112 bits strong",
        "fetched, kept for an hour",
        "theirs to change at any time",
    ),
    Key("of TLS", "the address itself", "your proxy's", "with your proxy", "before it runs out"),
)
KEY_POLICY: Final = (
    "Each key has one use and one owner, is made on the machine that uses it from the operating"
    " system's random numbers, and lies in a file that only the account of the service reads"
    " (0600; `samrum doctor` looks) or where `NAME_FILE` says. No key is in a backup, in the"
    " journal or in the code. Who leaves the operations team: change those that she could read. A"
    " key that is no longer used is removed, and the disk it lay on is written over when it is"
    " thrown away. This follows the life of a key in NIST SP 800-57: made, used for a time,"
    " changed, destroyed; after a theft, changed at once. The table is the inventory: it is read"
    " through at each release, and a test fails when the code uses cryptography in a place that"
    " does not stand here."
)
USES: Final = {
    "SHA-256 of entries, chains and trees": (
        *("journal/chain.py", "journal/tree.py", "journal/note.py"),
    ),
    "SHA-256 as the name of a file or package": (
        *("channels/store.py", "packages/folder.py", "packages/ruleset.py"),
        *("packages/read_rules.py", "channels/mets.py", "office/bundle.py", "site/backup.py"),
        *("cli/assets.py", "cli/sbom.py", "channels/webhook.py"),
    ),
    "SHA-256 to know the same thing again": (
        *("office/press.py", "channels/outgoing.py", "channels/mail.py", "channels/letter.py"),
        *("channels/digital_mail.py", "web/resident/answers.py", "web/shared/pace.py"),
        *("journal/account.py", "journal/cluster.py", "journal/sessions.py"),
    ),
    "HMAC-SHA256 under the key of cookies": (
        *("web/shared/page.py", "web/shared/assisting.py", "web/shared/entrance.py"),
        *("web/shared/reader_log.py", "office/security_log.py"),
    ),
    "ChaCha20-Poly1305": ("web/shared/sealed.py", "web/shared/parking.py", "channels/age.py"),
    "Ed25519": (
        *("journal/checkpoint.py", "journal/note.py", "journal/witness.py", "site/checkpoints.py"),
        *("cli/witness.py", "channels/webhook.py", "office/hooks.py"),
    ),
    "ES256, PS256, RS256": (
        *("channels/eidentity.py", "channels/access_token.py", "site/e_identity.py"),
        *("channels/demo_provider.py", "cli/door.py"),
    ),
    "random numbers of the system": (
        *("office/identity.py", "office/persons.py", "web/shared/security.py"),
        *("journal/chain.py", "journal/cluster.py", "web/shared/page.py", "journal/account.py"),
    ),
    "comparison in constant time": (
        *("web/shared/metrics.py", "channels/eidentity.py", "channels/demo_provider.py"),
    ),
    "TLS as a client": (
        *("channels/by_name.py", "channels/smtp.py"),
        *("site/doctor.py", "site/local.py", "site/outside.py"),
    ),
}
QUANTUM: Final = (
    "Weak against a large quantum computer: Ed25519, X25519, P-256 and RSA. Strong: SHA-256, HMAC"
    " and ChaCha20 with 256 bits; the 128 bits of a backup's file are what the format has. In this"
    " order:\n\n1. **Backups**, because what is stolen today can be opened then: as soon as the"
    " library `cryptography` has ML-KEM, a hybrid recipient of the format age beside X25519. Until"
    " then, keep sealed backups where nobody copies them.\n2. **TLS**: let your proxy offer"
    " X25519MLKEM768 today.\n3. **Checkpoints** are checked for decades: a second line of"
    " signature (ML-DSA) on the same text, which the format C2SP signed-note has room for. What"
    " they sign are hashes, which stay strong; so an old checkpoint that somebody has kept proves"
    " what it proved.\n4. **Log-in and webhooks** last seconds: when providers and receivers can."
    " Each signature names its algorithm.\n\nNot all can be exchanged by a setting: each format"
    " carries the name of its version (`samrum entry 1`, `samrum head 1`,"
    " `age-encryption.org/v1`), so that a second can stand beside the first."
)


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    what: str
    access: str
    kept: str


LEVELS: Final = {
    one.name: one
    for one in (
        Level(
            "protected",
            "everything of a resident with protected identity; reports of worry for a child",
            "cleared staff of the unit alone; no other system; letters are sent by hand",
            "as *case*",
        ),
        Level(
            "case",
            "what is told, handed in, assessed, decided and read: health, social circumstances",
            "the party, who acts for her, the unit that works with the service: core/access.py;"
            " in a room, whoever has a legal key: core/room/access.py",
            "by the rule of the service ([retention](retention.md)); then destroyed with its"
            " ground",
        ),
        Level(
            "personal",
            "who somebody is and how she is reached; that she is logged in",
            "herself; staff who help her, and she sees that they looked",
            "while she can log in here; a session until it ends",
        ),
        Level(
            "internal",
            "what keeps it running and names nobody",
            "whoever runs the installation",
            "until it is written over",
        ),
        Level("open", "checkpoints, public keys, packages, law", "everybody", "for ever"),
    )
}
DATA: Final = (
    "What is encoded is not hidden: base64 and JSON count as what they hold. The levels follow the"
    " data protection regulation, which sets health and the like apart, and the secrecy of social"
    " services, health care and schools in each country's own law. Protected is stricter than case,"
    " case than personal; where two meet, the stricter holds."
)
PROTECTION: Final = {
    "On the way": "TLS to browsers and systems; SMTP with TLS; the database by a socket or TLS.",
    "Kept": "the database and the folder of files are **not encrypted by Samrum**: put"
    " `SAMRUM_VAR` on an encrypted disk. Backups are sealed. Session tokens are kept as hashes.",
    "Unaltered": "entries are chained, the pages' role cannot change one, checkpoints are signed"
    " and given out; a file is named by its SHA-256 and checked whenever it is opened.",
    "Apart": "row level security on every table, also against its owner; the pages' role is no"
    " superuser.",
    "In logs": "nothing of it, at any level ([logs](logs.md)): no names, numbers, addresses or"
    " words that were typed. Who read what stands in the journal, and the resident sees it.",
    "In the browser": "`no-store` on every answer, nothing in its storage, cleared at log-out.",
    "Less": "the asker learns nothing from a question; figures are rounded down to a whole five;"
    " pictures lose where they were taken; other systems see by role; what is erased is gone from"
    " every row and file, and its chain holds.",
}
TABLES: Final = {
    "journal_entry": ("case", "what happened: the payload of each event, until it is erased"),
    "journal_case": ("case", "each case as it stands"),
    "journal_room": ("case", "each shared room as it stands"),
    "journal_worry": ("protected", "reports of worry, for social services alone"),
    "journal_transfer": ("case", "requests of other municipalities to take a case over"),
    "journal_draft": ("case", "what somebody has typed and not handed in; hers alone"),
    "journal_person": ("personal", "name, number, contact, and whether she is protected"),
    "journal_person_word": ("personal", "words of names, to find somebody by"),
    "journal_mandate": ("personal", "who may act for whom"),
    "journal_room_member": ("personal", "who is in which room"),
    "journal_session": ("personal", "who is logged in: the hash of her token"),
    "journal_extract": ("personal", "that somebody wants everything about her, and how far it is"),
    "journal_receipt": ("personal", "what was acknowledged to whom: hashes and numbers"),
    "django_session": ("personal", "a log-in that has begun; what was typed, sealed"),
    "journal_outbox": ("internal", "letters that wait, by number"),
    "journal_counter": ("internal", "the last case number of a year"),
    "journal_moved": ("internal", "streams that wait for a checkpoint"),
    "journal_hook": ("internal", "how far another system has been told"),
    "journal_look": ("internal", "what the daily look found: counts"),
    "journal_tally": ("internal", "figures"),
    "journal_let_go": ("internal", "files that nothing may name any more, by hash"),
    "django_migrations": ("internal", "which version made the tables"),
    "journal_leaf": ("open", "hashes of heads, in their order"),
    "journal_checkpoint": ("open", "signed checkpoints"),
    "journal_handover": (
        "open",
        "changes of the key that signs them, and its former public halves",
    ),
}
FOLDERS: Final = {
    "postgres": ("protected", "the database: all tables"),
    "files": ("protected", "documents and letters, named by their hash"),
    "post": ("protected", "letters that go out, and which have gone"),
    "registers": ("protected", "the demonstration's made-up registers"),
    "secrets": ("protected", "keys; see above"),
    "checkpoints": ("open", "the newest checkpoint and key, for others to copy"),
    "destroyed.jsonl": ("internal", "which cases were destroyed, by random id"),
    "static": ("open", "style sheets and scripts"),
    "measured": ("internal", "counts of requests"),
    "postgres.turn": ("internal", "whose turn it is to start the database"),
    "postgres.users": ("internal", "that somebody uses it"),
    "lillevik-is-begun": ("open", "that somebody began to fill the demonstration"),
    "lillevik-is-whole": ("open", "that the demonstration was made"),
}
COOKIES: Final = {
    "samrum-person": "the token of her session; until the browser is closed",
    "samrum-session": "Django's name for a log-in that has begun, and for what was parked",
    "samrum-form": "the token against forged forms",
    "samrum-parked": "the key to what she typed when her session ended; an hour",
    "samrum-typing": "signed: for whom a caseworker types",
    "samrum-language": "a language; a year",
    "samrum-keys": "whether the desk's keys are on; a year",
}
FILES: Final = (
    "Up to {channels.store:LARGEST_FILE:MB} each, {web.shared.bounds:MOST_BYTES:MB} in one press,"
    " {web.resident.answers:MOST_FILES} files in one form or press; {api.door:MOST_BYTES:MB} in"
    " one request of a system. What it is, is told by its bytes and never by its name; the ending"
    " is set to what it is. Nothing that unpacks to files is taken: no archive, no office"
    " document, no XML, no SVG. A picture may declare {channels.content:MOST_PIXELS} pixels, a PDF"
    " have {channels.pdf:MOST_OBJECTS} objects and take {channels.pdf:LONGEST_READING} seconds to"
    " be read through; what unpacks to more than the reader's limits is refused.\n\nWhere"
    " `SAMRUM_SCANNER` names a clamd, each file is looked through for viruses before it is kept: a"
    " find is refused in three sentences with what the scanner calls it, and nothing is kept while"
    " the scanner does not answer. Where it is not set, nobody looks, and `samrum doctor` says"
    " so.\n\nA PDF that runs programs, starts any, holds other files or is locked is refused in"
    " three sentences, as is what is damaged; nothing of it is kept. A picture is kept without"
    " what a phone writes beside it. A file is given back only to who may see it, as what it is"
    " (`nosniff`), under a name without paths and hidden signs, with a policy that runs nothing;"
    " residents get all but pictures as a download."
)
