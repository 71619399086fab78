package org.callvault.siprec.metadata;

/**
 * Why a call ended or changed (RFC 7865, section 6.3.1).
 *
 * @param protocol whose reason it is; SIP where the document names none
 */
public record SessionReason(String protocol, String text) {
    static final String DEFAULT_PROTOCOL = "SIP";
}
