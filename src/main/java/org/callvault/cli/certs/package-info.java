/**
 * Certificates for SIP over TLS and for the traffic between nodes, made and looked at. Read {@code CertsCommand} first.
 */
@NullMarked
package org.callvault.cli.certs;

import org.jspecify.annotations.NullMarked;
