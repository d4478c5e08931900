"""A publisher on this machine: serves files with ranges, and can cut, spoil, delay or refuse on purpose."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Publisher:
    """What the server has and how it behaves.

    Parameters
    ----------
    files : Content by path.
    cut : Bytes after which the connection is cut, by path, for the next answer only.
    status : Status that is answered instead, by path.
    once : Paths whose status holds for the next answer only.
    ranges : Whether a part of a file may be asked for.
    """

    files: dict = field(default_factory=dict)
    cut: dict = field(default_factory=dict)
    status: dict = field(default_factory=dict)
    once: set = field(default_factory=set)
    types: dict = field(default_factory=dict)
    ranges: bool = True
    asked: list = field(default_factory=list)
    sent: dict = field(default_factory=dict)
    forms: list = field(default_factory=list)
    url: str = ""

    def put(self, path, content):
        self.files["/" + path] = content if isinstance(content, bytes) else content.encode()
        return sha256(self.files["/" + path]).hexdigest()


def _handler(publisher):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            publisher.asked.append(self.path)
            status = publisher.status.get(path)
            if status is not None and path in publisher.once:
                del publisher.status[path]
            if status is not None or path not in publisher.files:
                self.send_response(status or 404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send(path, publisher.files[path])

        def do_POST(self):
            publisher.forms.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.do_GET()

        def _send(self, path, content):
            etag = '"' + sha256(content).hexdigest()[:16] + '"'
            start = 0
            asked = self.headers.get("Range", "")
            fresh = self.headers.get("If-Range", etag) == etag
            if asked and publisher.ranges and fresh:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            else:
                self.send_response(200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", publisher.types.get(path, "application/octet-stream"))
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = publisher.cut.pop(path, None)
            body = content[start:] if end is None else content[start : start + end]
            publisher.sent.setdefault(path, []).append(len(body))
            self.wfile.write(body)
            self.wfile.flush()
            self.close_connection = True

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def serve(publisher):
    """Run a publisher on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(publisher))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    publisher.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
