"""The published examples of the algorithms: whoever swaps the library below finds out here."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cuncuntong.foundation.sealed.cipher import encrypt, index_with, sm3

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")


def test_sm4_example_1_of_gbt_32907() -> None:
    encryptor = Cipher(algorithms.SM4(KEY), modes.ECB()).encryptor()
    assert encryptor.update(KEY).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_of_rfc_8998_appendix_a1() -> None:
    plaintext = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    tag, body = encrypt(
        KEY,
        bytes.fromhex("00001234567800000000abcd"),
        plaintext,
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    assert body.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_sm3_examples_of_gbt_32905() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_hmac_sm3_of_gmt_0042() -> None:
    mac = hmac.HMAC(bytes(range(1, 33)), hashes.SM3())
    mac.update(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2)
    assert mac.finalize().hex() == "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"


def test_an_index_is_hmac_sm3_over_context_and_value() -> None:
    key = bytes(range(32))
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(b"residents.resident.id_number\x00140522199001011234")
    assert (
        index_with(key, "140522199001011234", context="residents.resident.id_number") == mac.finalize().hex()
    )
