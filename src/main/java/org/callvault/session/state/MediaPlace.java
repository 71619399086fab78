package org.callvault.session.state;

import org.callvault.dtls.Fingerprint;

/**
 * The node that receives a call's media.
 *
 * @param node its name
 * @param address what descriptions name
 * @param fingerprint of the certificate that it shows in DTLS handshakes
 */
public record MediaPlace(String node, String address, Fingerprint fingerprint) {}
