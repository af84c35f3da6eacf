"""The curve: ed25519 as RFC 8032 has it, in plain numbers. Not for keys that a timing could give away."""

from __future__ import annotations

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
KEY_BYTES = 32
SIGNATURE_BYTES = 64
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    """Add two points of edwards25519, in extended coordinates (RFC 8032, 5.1.4)."""
    u, v = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    w, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = v - u, z - w, z + w, v + u
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """Return a multiple of a point."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def packed(point: Point) -> bytes:
    """Return a point as its 32 bytes."""
    flat = pow(point[2], -1, P)
    x, y = point[0] * flat % P, point[1] * flat % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unpacked(text: bytes) -> Point:
    """Return the point that these 32 bytes stand for, or raise ValueError."""
    number = int.from_bytes(text, "little")
    odd, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(text) != KEY_BYTES or y >= P or (x * x - square) % P or (not x and odd):
        raise ValueError("no point")
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = unpacked((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key signed this message (ed25519, RFC 8032, 5.1.7)."""
    try:
        key, point = unpacked(public), unpacked(signature[:32])
    except ValueError:
        return False
    factor = int.from_bytes(signature[32:], "little")
    if len(signature) != SIGNATURE_BYTES or factor >= ORDER:
        return False
    hashed = _number(signature[:32], public, message)
    return packed(times(factor, BASE)) == packed(add(point, times(hashed, key)))


def public_of(seed: bytes) -> bytes:
    """Return the public key of a secret one."""
    return packed(times(_secret(seed)[0], BASE))


def sign(seed: bytes, public: bytes, message: bytes) -> bytes:
    """Return the signature of a message (RFC 8032, 5.1.6)."""
    factor, prefix = _secret(seed)
    chance = _number(prefix, message)
    point = packed(times(chance, BASE))
    return point + ((chance + _number(point, public, message) * factor) % ORDER).to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    hashed = hashlib.sha512(seed).digest()
    return int.from_bytes(hashed[:32], "little") & (1 << 254) - 8 | 1 << 254, hashed[32:]


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER
