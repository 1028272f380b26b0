"""Deterministic CBOR (RFC 8949 §4.2.1), as much of it as the protocol uses.

An item is an int, bytes, str, bool, None or a list. Whatever is decoded encodes to the same bytes
again; everything else is refused, and no input raises anything but Malformed.
"""

INTEGER_MAX = 2**64 - 1
INTEGER_MIN = -(2**63)
# Deeper than any structure of the protocol, and far from the end of Python's stack.
DEPTH_MAX = 40


class Malformed(ValueError):
    """Bytes, or an item, that are not of this protocol; the text says where and why."""


def encode(item):
    """The bytes of an item."""
    out = bytearray()
    _write(out, item)
    return bytes(out)


def decode(data):
    """The item that the bytes are, all of them."""
    item, end = _read(data, 0, 0)
    if end != len(data):
        raise Malformed(f"{len(data) - end} bytes behind the item")
    return item


def _write(out, item):
    if item is None:
        out.append(0xF6)
    elif item is False:
        out.append(0xF4)
    elif item is True:
        out.append(0xF5)
    elif isinstance(item, int):
        if not INTEGER_MIN <= item <= INTEGER_MAX:
            raise Malformed(f"{item} is no integer of 64 bits")
        _head(out, 0, item) if item >= 0 else _head(out, 1, -1 - item)
    elif isinstance(item, bytes):
        _head(out, 2, len(item))
        out += item
    elif isinstance(item, str):
        text = item.encode("utf-8")
        _head(out, 3, len(text))
        out += text
    elif isinstance(item, (list, tuple)):
        _head(out, 4, len(item))
        for entry in item:
            _write(out, entry)
    else:
        raise Malformed(f"{type(item).__name__} has no encoding")


def _head(out, major, number):
    if number < 24:
        out.append(major << 5 | number)
        return
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            out.append(major << 5 | info)
            out += number.to_bytes(size, "big")
            return


def _read(data, at, depth):
    if depth > DEPTH_MAX:
        raise Malformed(f"nested too deep at byte {at}")
    if at >= len(data):
        raise Malformed("cut off")
    major, info = data[at] >> 5, data[at] & 31
    if major == 7:
        if data[at] not in (0xF4, 0xF5, 0xF6):
            raise Malformed(f"a float, undefined or other simple value at byte {at}")
        return {0xF4: False, 0xF5: True, 0xF6: None}[data[at]], at + 1
    number, start = _read_head(data, at, info)
    if major == 0:
        return number, start
    if major == 1:
        if -1 - number < INTEGER_MIN:
            raise Malformed(f"below 64 bits at byte {at}")
        return -1 - number, start
    if major in (2, 3):
        return _read_string(data, start, number, major == 3)
    if major == 4:
        return _read_array(data, start, number, depth)
    raise Malformed(f"a map or a tag at byte {at}")


def _read_head(data, at, info):
    if info < 24:
        return info, at + 1
    if info > 27:
        raise Malformed(f"an indefinite length or a reserved head at byte {at}")
    size = 1 << info - 24
    end = at + 1 + size
    if end > len(data):
        raise Malformed("cut off")
    number = int.from_bytes(data[at + 1 : end], "big")
    if number < (24 if size == 1 else 1 << 4 * size):
        raise Malformed(f"a head that is not the shortest at byte {at}")
    return number, end


def _read_string(data, start, count, is_text):
    end = start + count
    if end > len(data):
        raise Malformed("cut off")
    content = bytes(data[start:end])
    if not is_text:
        return content, end
    try:
        return content.decode("utf-8"), end
    except UnicodeDecodeError as error:
        raise Malformed(f"no UTF-8 at byte {start}") from error


def _read_array(data, at, count, depth):
    # An entry has at least one byte: a large count costs nothing before it is refused.
    if count > len(data) - at:
        raise Malformed("cut off")
    items = []
    for _ in range(count):
        item, at = _read(data, at, depth + 1)
        items.append(item)
    return items, at
