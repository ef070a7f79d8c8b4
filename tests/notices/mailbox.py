"""As much of an IMAP server as a mailbox of returned mail needs, on a socket of its own."""

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Message:
    number: int
    content: bytes
    flags: set[str] = field(default_factory=set)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, command = line.decode().strip().split(" ", 1)
            for words, answer in ANSWERS:
                if found := re.fullmatch(words, command):
                    answer(self, *found.groups())
            self._say(f"{tag} OK done")
            if command == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    @property
    def messages(self) -> list[Message]:
        return self.server.messages

    def capabilities(self) -> None:
        self._say("* CAPABILITY IMAP4rev1")

    def search(self) -> None:
        self._say("* SEARCH " + " ".join(str(message.number) for message in self.messages if not message.flags))

    def fetch(self, number: str) -> None:
        [content] = [message.content for message in self.messages if message.number == int(number)]
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n")

    def store(self, number: str, flag: str) -> None:
        [message] = [message for message in self.messages if message.number == int(number)]
        message.flags.add(flag)

    def expunge(self) -> None:
        self.messages[:] = [message for message in self.messages if r"\Deleted" not in message.flags]


ANSWERS = [
    ("CAPABILITY", _Session.capabilities),
    (r"UID SEARCH UNSEEN", _Session.search),
    (r"UID FETCH (\d+) \(BODY.PEEK\[\]\)", _Session.fetch),
    (r"UID STORE (\d+) \+FLAGS \((\S+)\)", _Session.store),
    ("EXPUNGE", _Session.expunge),
]


class Mailbox(socketserver.ThreadingTCPServer):
    """With these messages in it: `address` is where it is read, `messages` what is left."""

    def __init__(self, contents: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages = [Message(number, content.encode()) for number, content in enumerate(contents, start=1)]
        self.address = f"imap://bounces:secret@127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
