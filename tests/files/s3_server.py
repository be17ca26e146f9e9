"""A store that speaks S3, for tests (s3_server.h): OpenStack Swift with one replica of everything, in one process.

    s3_server.py <settings.json>

Settings: directory (of a file system with extended attributes), port (0: a free one), account and user (together the
access key, `account:user`), secret, region, buckets (made when they are missing), certificate and key (files; with
them TLS is spoken).

Prints `serving <port>` when it serves.
"""
import eventlet
import eventlet.patcher

eventlet.patcher.monkey_patch()

import array  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import sys  # noqa: E402
import warnings  # noqa: E402

import eventlet.event  # noqa: E402
import eventlet.wsgi  # noqa: E402

# As Swift itself does it.
warnings.filterwarnings("ignore", message="capitalize_response_headers is disabled")

LOOPBACK = "127.0.0.1"
DISK = "disk"
ALL_BITS = 32  # of a hash that picks a partition: there is only one

settings = json.loads(pathlib.Path(sys.argv[1]).read_text())
root = pathlib.Path(settings["directory"])
(root / DISK).mkdir(parents=True, exist_ok=True)
(root / "swift.conf").write_text(
    "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = only\ndefault = yes\n")

from swift.common import utils  # noqa: E402

utils.set_swift_dir(str(root))

from swift.account.server import AccountController  # noqa: E402
from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.middleware import catch_errors, tempauth  # noqa: E402
from swift.common.middleware.s3api import s3api  # noqa: E402
from swift.common.ring import RingData  # noqa: E402
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.swob import Request  # noqa: E402
from swift.container.server import ContainerController  # noqa: E402
from swift.obj.server import ObjectController  # noqa: E402
from swift.proxy.server import Application  # noqa: E402

reload_storage_policies()

COMMON = {
    "swift_dir": str(root),
    "devices": str(root),
    "mount_check": "false",
    "fallocate_reserve": "0",
    "workers": "1",
    "log_level": "WARNING",
}


class Cache:
    """What memcached is to Swift's authentication, which insists on one; it keeps nothing."""

    def get(self, *_, **__):
        return None

    def set(self, *_, **__):
        pass

    def delete(self, *_, **__):
        pass


class WithCache:
    def __init__(self, app):
        self.app = app
        self.logger = utils.get_logger(COMMON, log_route="cache")

    def __call__(self, environment, start_response):
        environment["swift.cache"] = Cache()
        return self.app(environment, start_response)


def serve(sock, app):
    def run():
        eventlet.wsgi.server(sock, app, app.logger, protocol=SwiftHttpProtocol, capitalize_response_headers=False,
                             log_output=False)
    eventlet.spawn(run)


def serve_backend(name, make):
    sock = eventlet.listen((LOOPBACK, 0))
    port = sock.getsockname()[1]
    device = {"id": 0, "region": 1, "zone": 1, "ip": LOOPBACK, "port": port, "replication_ip": LOOPBACK,
              "replication_port": port, "device": DISK, "weight": 1.0, "meta": ""}
    RingData([array.array("H", [0])], [device], ALL_BITS).save(str(root / f"{name}.ring.gz"))
    return lambda: serve(sock, make({**COMMON, "bind_port": str(port)}))


# Each looks for the rings of the others when it is made.
backends = [serve_backend("account", AccountController), serve_backend("container", ContainerController),
            serve_backend("object", ObjectController)]
for start in backends:
    start()

proxy = Application({**COMMON, "account_autocreate": "true", "allow_account_management": "true"})
access_key = f"{settings['account']}:{settings['user']}"
users = {f"user_{settings['account']}_{settings['user']}": f"{settings['secret']} .admin"}
app = tempauth.filter_factory(COMMON, **users)(proxy)
app = s3api.filter_factory(COMMON, location=settings["region"], storage_domain="localhost", s3_acl="false",
                           auth_pipeline_check="false")(app)
app = WithCache(catch_errors.filter_factory(COMMON)(app))

for bucket in settings["buckets"]:
    made = Request.blank(f"/v1/AUTH_{settings['account']}/{bucket}", method="PUT",
                         environ={"swift.cache": Cache()}).get_response(proxy)
    if made.status_int not in (201, 202):
        sys.exit(f"cannot make the bucket {bucket}: {made.status} {made.body}")

front = eventlet.listen((LOOPBACK, settings["port"]))
port = front.getsockname()[1]
if settings["certificate"]:
    front = eventlet.wrap_ssl(front, certfile=settings["certificate"], keyfile=settings["key"], server_side=True)
serve(front, app)
print(f"serving {port}", flush=True)
eventlet.event.Event().wait()
