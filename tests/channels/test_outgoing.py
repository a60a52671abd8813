"""What every channel promises, held against each of them; and what only mail can get wrong."""

import datetime as dt
import email
import ipaddress
import json
import logging
import ssl
import time
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from samrum.channels.by_name import CHANNELS, channel_for
from samrum.channels.digital_mail import DigitalMailStub
from samrum.channels.file import FileChannel
from samrum.channels.outgoing import Attachment, Message, NotSent, Receipt, Unsure
from samrum.channels.sent_log import SentLog
from samrum.channels.smtp import SmtpChannel
from samrum.core.refusal import Refused

DECISION = Message(
    key="letter-0194f2aa",
    to="anna@resident.example",
    subject="Du får parkeringstillstånd",
    text="Hej Anna!\n.\nEn rad som börjar med punkt: åäö.\n.\n",
    attachments=(Attachment("beslut.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
)


class PostOffice:
    """A real mail server that keeps what it took, and can be told to misbehave."""

    def __init__(self):
        self.taken = []
        self.answer_to_data = "250 OK"
        self.answer_to_rcpt = None
        self.after_taking = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_rcpt:
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer_to_data.startswith("2"):
            self.taken.append(envelope.original_content)
        if self.after_taking:
            await self.after_taking(server)
        return self.answer_to_data

    def mails(self):
        return [email.message_from_bytes(m, policy=policy.SMTP) for m in self.taken]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself: (file with key, file without)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    ).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "both.pem").write_bytes(private + made)
    (folder / "public.pem").write_bytes(made)
    return folder / "both.pem", folder / "public.pem"


class OnAnyPort(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def office(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate[0])
    post_office = PostOffice()
    controller = OnAnyPort(
        post_office, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True
    )
    controller.start()
    post_office.port = controller.port
    yield post_office
    controller.stop()


@pytest.fixture
def smtp(office, certificate, tmp_path):
    return SmtpChannel(
        host="127.0.0.1",
        port=office.port,
        sender="svar@lillevik.example",
        log=SentLog(tmp_path / "sent"),
        tls=ssl.create_default_context(cafile=certificate[1]),
        timeout=20,
    )


@pytest.fixture(params=CHANNELS)
def channel(request, tmp_path):
    match request.param:
        case "file":
            return FileChannel(tmp_path / "out")
        case "digital-mail":
            return DigitalMailStub(tmp_path / "out", "lillevik")
        case "smtp":
            return request.getfixturevalue("smtp")
        case other:
            pytest.fail(f"nothing here makes the channel {other}")


def delivered(channel, tmp_path, office=None):
    return len(list((tmp_path / "out").glob("[!.]*"))) + len(office.taken if office else ())


def test_the_same_key_twice_is_one_delivery_and_the_first_receipt(channel, tmp_path, office):
    first = channel.deliver(DECISION)

    assert isinstance(first, Receipt)
    assert channel.deliver(DECISION) == first
    assert delivered(channel, tmp_path, office) == 1


def test_two_keys_are_two_deliveries(channel, tmp_path, office):
    other = Message(**{**fields(DECISION), "key": "letter-2"})

    assert channel.deliver(DECISION).reference != channel.deliver(other).reference
    assert delivered(channel, tmp_path, office) == 2


def test_a_key_is_never_used_for_another_message(channel):
    channel.deliver(DECISION)

    with pytest.raises(Refused, match="already used"):
        channel.deliver(Message(**{**fields(DECISION), "text": "Något annat"}))


def test_hostile_text_is_delivered_as_text(channel, tmp_path, office):
    message = Message(
        "hostile-1",
        "anna@resident.example",
        "Hej\r\nBcc: erik@other.example\r\n\r\n<script>",
        "\ud800\x00" + "x" * 5000 + "\r\n.\r\nMAIL FROM:<erik@other.example>\r\n",
        (Attachment("../../a\r\nb.pdf", "application/pdf", b"x"),),
    )

    assert isinstance(channel.deliver(message), Receipt)
    assert delivered(channel, tmp_path, office) == 1
    for mail in office.mails():
        assert mail["Bcc"] is None


@pytest.mark.parametrize("key", ["", "../up", "a/b", "a b", "x" * 121, ".hidden", "a\n"])
def test_a_key_that_could_leave_its_folder_is_refused(key):
    with pytest.raises(Refused, match="cannot be sent under"):
        Message(key, "anna@resident.example", "s", "t")


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    outcome = FileChannel(tmp_path / "out").deliver(DECISION)

    assert isinstance(outcome, NotSent)
    assert outcome.try_again


def test_a_file_is_a_mail_that_any_program_opens(tmp_path):
    FileChannel(tmp_path).deliver(DECISION)
    mail = email.message_from_bytes(
        (tmp_path / "letter-0194f2aa.eml").read_bytes(), policy=policy.default
    )

    assert mail["Subject"] == DECISION.subject
    assert mail["X-Samrum-To"] == "anna@resident.example"
    assert "åäö" in mail.get_body().get_content()
    assert [a.get_content() for a in mail.iter_attachments()] == [b"%PDF-1.7 \x00\xff"]
    assert [path.name for path in tmp_path.iterdir()] == ["letter-0194f2aa.eml"]


def test_the_digital_mail_stub_says_that_it_is_a_stub(tmp_path):
    channel = DigitalMailStub(tmp_path, "lillevik")
    channel.deliver(DECISION)
    written = json.loads((tmp_path / "letter-0194f2aa.json").read_text())

    assert channel.is_stub
    assert written["stub"] is True
    assert set(written["notice"]) == {"sv", "da", "en"}
    assert written["messageBody"]["mainDocument"]["label"] == "beslut.pdf"


def test_a_mail_arrives_whole_over_tls_under_an_id_made_from_its_key(smtp, office):
    receipt = smtp.deliver(DECISION)
    (mail,) = office.mails()

    assert office.taken[0].isascii()
    assert mail["Message-ID"] == receipt.reference
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body().get_content().replace("\r\n", "\n") == DECISION.text
    assert next(mail.iter_attachments()).get_content() == b"%PDF-1.7 \x00\xff"


def test_a_server_whose_certificate_we_do_not_know_gets_nothing(smtp, office, caplog):
    caplog.set_level(logging.CRITICAL, "mail.log")
    stranger = SmtpChannel("127.0.0.1", office.port, smtp.sender, smtp.log, timeout=20)
    outcome = stranger.deliver(DECISION)

    assert isinstance(outcome, NotSent)
    assert outcome.try_again
    assert office.taken == []


@pytest.mark.parametrize(
    ("when", "answer", "try_again"),
    [
        ("answer_to_rcpt", "550 no such resident", False),
        ("answer_to_rcpt", "451 come back later", True),
        ("answer_to_data", "554 not wanted", False),
        ("answer_to_data", "452 full", True),
    ],
)
def test_a_no_is_a_no_and_can_be_tried_again_when_it_was_for_now(
    smtp, office, when, answer, try_again
):
    setattr(office, when, answer)
    outcome = smtp.deliver(DECISION)

    assert isinstance(outcome, NotSent)
    assert (outcome.try_again, office.taken) == (try_again, [])
    assert answer[:3] in outcome.because

    setattr(office, when, "250 OK" if when == "answer_to_data" else None)
    assert isinstance(smtp.deliver(DECISION), Receipt)


async def break_the_line(server: Server):
    server.transport.abort()


async def fall_silent(server: Server):
    time.sleep(2)


@pytest.mark.parametrize("mishap", [break_the_line, fall_silent])
def test_no_answer_after_the_message_is_unsure_and_is_never_sent_again(
    smtp, office, tmp_path, mishap
):
    smtp = SmtpChannel("127.0.0.1", office.port, smtp.sender, smtp.log, tls=smtp.tls, timeout=1.5)
    office.after_taking = mishap

    assert isinstance(smtp.deliver(DECISION), Unsure)
    office.after_taking = None
    assert isinstance(smtp.deliver(DECISION), Unsure)
    assert len(office.taken) == 1


def test_a_person_who_knows_that_it_did_not_go_out_lets_it_be_sent(smtp, office):
    smtp.log.begin(DECISION, dt.datetime.now(dt.UTC))
    assert isinstance(smtp.deliver(DECISION), Unsure)

    smtp.log.forget(DECISION.key)
    assert isinstance(smtp.deliver(DECISION), Receipt)


def test_a_server_that_is_not_there_is_tried_again(tmp_path):
    channel = SmtpChannel(
        "127.0.0.1", 9, "svar@lillevik.example", SentLog(tmp_path), security="none", timeout=1
    )
    outcome = channel.deliver(DECISION)

    assert isinstance(outcome, NotSent)
    assert outcome.try_again


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "@x.example", "a@b.example, c@d.example", "a\r\nb@c.example", "å@ä"],
)
def test_an_address_that_is_no_address_is_not_tried(smtp, office, address):
    outcome = smtp.deliver(Message(**{**fields(DECISION), "to": address}))

    assert isinstance(outcome, NotSent)
    assert not outcome.try_again
    assert office.taken == []


def test_channels_are_chosen_by_name(tmp_path):
    folder = str(tmp_path)
    mail = {"host": "localhost", "sender": "a@b.example", "sent_log": folder, "security": "none"}

    assert channel_for("file", {"folder": folder}).name == "file"
    assert channel_for("digital-mail", {"folder": folder, "sender": "x"}).is_stub
    assert channel_for("smtp", mail).port == 587


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("pigeon", {}, "file, smtp, digital-mail"),
        ("file", {}, "folder"),
        ("smtp", {"host": "mail.example", "sender": "a@b.example"}, "sent_log"),
        ("smtp", {"host": "mail.example", "security": "none"}, "in the clear"),
        ("smtp", {"host": "mail.example", "security": "ssl3"}, "ssl3"),
        ("smtp", {"host": "localhost", "port": "many"}, "many"),
    ],
)
def test_a_channel_that_cannot_be_set_up_says_why(name, settings, words):
    with pytest.raises(Refused, match=words):
        channel_for(name, settings)


def fields(message: Message) -> dict:
    return {name: getattr(message, name) for name in message.__slots__}
