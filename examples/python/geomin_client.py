"""Asks geomin's agents for energies and gradients, and goes one step downhill with them.

    python3 geomin_client.py [--redis URL] [--prefix TEXT] [--key-file FILE] [--old-form] MODEL

MODEL is a PDB file, or the id of a macromolecule bundle that is stored already.
"""
import argparse, hashlib, hmac, json, os, time, uuid
import msgpack, numpy as np, redis


def checksum(bundle):
    """Of a bundle without maps in it: SHA-256 of its byte strings in the order of their names."""
    return hashlib.sha256(b"".join(v for _, v in sorted(bundle.items()) if isinstance(v, bytes))).hexdigest()


def signature(fields, key):
    named = sorted((name, value) for name, value in fields.items() if name != b"signature")
    text = b"".join(b"%s\n%d\n%s\n" % (name, len(value), value) for name, value in named)
    return hmac.new(key, text, hashlib.sha256).hexdigest().encode()


class Client:
    """key: bytes that agents and clients share; timeout: how long to wait for an answer, s."""

    def __init__(self, url="redis://127.0.0.1:6379", prefix="", key=None, timeout=30):
        self.redis, self.prefix, self.key, self.timeout = redis.Redis.from_url(url), prefix, key, timeout
        self.requests = prefix + "geometry_requests"
        self.responses = self.requests + "_responses"
        self.inbox = f"{self.responses}:{uuid.uuid4()}"
        # Agents answer only on streams that are there; this is how an empty one is made.
        self.redis.xgroup_create(self.inbox, "none", mkstream=True)
        self.redis.expire(self.inbox, 3600)

    def close(self):
        self.redis.delete(self.inbox)
        self.redis.close()

    def put(self, kind, bundle):
        bundle_id = f"{kind}_{uuid.uuid4()}"
        self.redis.set(f"{self.prefix}bundle:{bundle_id}", msgpack.packb(bundle), ex=3600)
        return bundle_id

    def get(self, bundle_id):
        packed = self.redis.get(f"{self.prefix}bundle:{bundle_id}")
        if packed is None:
            raise LookupError(f"there is no bundle {bundle_id}")
        return msgpack.unpackb(packed)

    def put_model(self, text):
        """Stores the bytes of a PDB file; gives the id of the bundle."""
        return self.put("macromolecule", {"bundle_type": "macromolecule_data", "model_text": text})

    def gradients(self, model_id, sites):
        """The energy, and gradients in 1/Å, of sites (n×3, Å). Both travel in the messages, on a stream of our own."""
        request = {"macromolecule_bundle_id": model_id, "reply_to": self.inbox, "inline_response": True}
        fields = self.request_fields(request, coordinates=msgpack.packb(coordinate_bundle(sites, model_id, 0)))
        answer, geometry = self.ask(fields, self.inbox)
        return answer["total_geometry_energy"], read_gradients(msgpack.unpackb(geometry))

    def gradients_old_form(self, model_id, sites):
        """The same with bundles: the sites become those that the model points at, and the answer is for all to read."""
        step = int(self.redis.hget(f"{self.prefix}coordinates:{model_id}", "step") or 0) + 1
        bundle_id = self.put("coordinates", coordinate_bundle(sites, model_id, step))
        update = {"type": "coordinate_update", "bundle_id": bundle_id, "parent_bundle_id": model_id, "step": step}
        self.send(self.fields(coordinate_update=json.dumps(update).encode()))
        answer, _ = self.ask(self.request_fields({"macromolecule_bundle_id": model_id}), self.responses)
        return answer["total_geometry_energy"], read_gradients(self.get(answer["geometry_bundle_id"]))

    def request_fields(self, request, **others):
        request = {"request_id": str(uuid.uuid4()), "timeout_seconds": self.timeout, **request}
        return self.fields(request=json.dumps(request).encode(), **others)

    def fields(self, **fields):
        """The fields of an entry, as bytes, signed where there is a key."""
        fields = {name.encode(): value for name, value in fields.items()}
        fields.update({b"timestamp": repr(time.time()).encode(), b"source": b"geomin_client.py"})
        if self.key is None:
            return fields
        fields[b"nonce"] = os.urandom(16).hex().encode()
        return {**fields, b"signature": signature(fields, self.key)}

    def send(self, fields):
        return self.redis.xadd(self.requests, fields)

    def ask(self, fields, stream):
        """Sends a request; gives its answer from a stream, and the packed gradients that came along."""
        request_id = json.loads(fields[b"request"])["request_id"]
        newest = self.redis.xrevrange(stream, count=1)
        after, unsigned, until = newest[0][0] if newest else "0-0", 0, time.monotonic() + self.timeout
        self.send(fields)
        while (left := until - time.monotonic()) > 0:
            for _, entries in self.redis.xread({stream: after}, block=max(1, int(1000 * left))):
                for after, found in entries:
                    answer = json.loads(found[b"response"])
                    if answer["request_id"] != request_id:
                        continue
                    if not self.is_signed(found):
                        unsigned += 1
                    elif not answer["success"]:
                        raise RuntimeError(f"{answer['error_code']}: {answer['error_message']}")
                    else:
                        return answer, found.get(b"geometry")
        raise TimeoutError(f"no answer within {self.timeout} s" + ", but some without our signature" * (unsigned > 0))

    def is_signed(self, fields):
        given = fields.get(b"signature", b"")
        return self.key is None or hmac.compare_digest(given, signature(fields, self.key))


def coordinate_bundle(sites, model_id, step):
    sites = np.ascontiguousarray(sites, "<f8")
    bundle = {"bundle_type": "coordinate_update", "parent_bundle_id": model_id, "step": step}
    bundle.update(coordinates=sites.tobytes(), shape=list(sites.shape), dtype="<f8")
    return {**bundle, "checksum": checksum(bundle)}


def read_gradients(bundle):
    if bundle["checksum"] != checksum(bundle):
        raise ValueError("the gradients were altered on the way")
    return np.frombuffer(bundle["geometry_gradients"], bundle["dtype"]).reshape(bundle["shape"])


def read_sites(text):
    """The sites of the first model of a PDB file, n×3, Å."""
    lines = text.split(b"\nENDMDL")[0].splitlines()
    atoms = [line for line in lines if line.startswith((b"ATOM  ", b"HETATM"))]
    return np.array([[float(line[i : i + 8]) for i in (30, 38, 46)] for line in atoms])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379", metavar="URL")
    parser.add_argument("--prefix", default="", metavar="TEXT")
    parser.add_argument("--key-file", metavar="FILE")
    parser.add_argument("--old-form", action="store_true")
    options = parser.parse_args()
    key = open(options.key_file, "rb").readline().strip() if options.key_file else None
    client = Client(options.redis, options.prefix, key)
    ask = client.gradients_old_form if options.old_form else client.gradients
    try:
        is_file = os.path.exists(options.model)
        text = open(options.model, "rb").read() if is_file else client.get(options.model)["model_text"]
        model_id = client.put_model(text) if is_file else options.model
        sites = read_sites(text)
        energy, gradients = ask(model_id, sites)
        # No atom goes further than 0.01 Å.
        step = 0.01 / max(1e-12, np.linalg.norm(gradients, axis=1).max())
        lower, _ = ask(model_id, sites - step * gradients)
        print(f"{model_id}: {len(sites)} atoms, energy {energy:.6f}, one step downhill {lower:.6f}")
    finally:
        client.close()


if __name__ == "__main__":
    main()
