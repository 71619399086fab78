package org.callvault.sdp.crypto;

/** What became of one {@code a=crypto} line. */
public sealed interface ParsedCrypto permits CryptoAttribute, RefusedCrypto {}
