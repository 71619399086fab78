package org.callvault.media;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The configured address that media binds. */
final class BindAddress {
    private BindAddress() {}

    static InetAddress of(String configured) {
        try {
            return InetAddress.getByName(configured);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("media cannot bind to \"" + configured + "\": no such address", e);
        }
    }
}
