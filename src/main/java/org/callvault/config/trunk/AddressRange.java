package org.callvault.config.trunk;

import java.net.InetAddress;

/**
 * Addresses that share their first bits (RFC 4632 for IPv4, RFC 4291 section 2.3 for IPv6).
 *
 * @param bits of the prefix, 0 to 32 or 128
 */
public record AddressRange(InetAddress first, int bits) {
    public AddressRange {
        if (bits < 0 || bits > first.getAddress().length * 8) {
            throw new IllegalArgumentException(bits + " is no prefix length of " + first.getHostAddress());
        }
    }

    /**
     * Reads "192.0.2.0/24", "2001:db8::/32" or a single address.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static AddressRange parse(String text) {
        String[] parts = text.strip().split("/", 2);
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(parts[0]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no address or range such as 192.0.2.0/24", e);
        }
        int all = address.getAddress().length * 8;
        try {
            return new AddressRange(address, parts.length == 1 ? all : Integer.parseInt(parts[1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" must end in a prefix length such as /24", e);
        }
    }

    /** Whether an address literal lies within; anything else never does. */
    public boolean contains(String literal) {
        byte[] address;
        try {
            address = InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] prefix = first.getAddress();
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((address[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
