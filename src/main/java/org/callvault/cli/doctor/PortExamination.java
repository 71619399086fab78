package org.callvault.cli.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.callvault.config.Settings;

/** Whether each port can be bound: it is, for a moment. */
final class PortExamination {
    private final boolean nodeRuns;
    private final List<Finding> findings = new ArrayList<>();

    private PortExamination(boolean nodeRuns) {
        this.nodeRuns = nodeRuns;
    }

    /**
     * Binds each port that the settings name.
     *
     * @param nodeRuns whether a node of these settings seems to hold the ports itself
     */
    static List<Finding> of(Settings settings, boolean nodeRuns) {
        PortExamination ports = new PortExamination(nodeRuns);
        Settings.Sip sip = settings.sip();
        ports.listener("SIP over UDP", sip.bind(), sip.udpPort(), false);
        ports.listener("SIP over TCP", sip.bind(), sip.tcpPort(), true);
        ports.listener(
                "SIP over TLS",
                sip.bind(),
                settings.tls().enabled() ? settings.tls().port() : 0,
                true);
        ports.listener("API", settings.admin().bind(), settings.admin().port(), true);
        ports.media(settings.media());
        return List.copyOf(ports.findings);
    }

    /** A port of 0 means that there is no such listener, or that any port will do. */
    private void listener(String name, String host, int port, boolean tcp) {
        if (port == 0) {
            return;
        }
        String check = "port of " + name;
        String place = host + ":" + port;
        try {
            bind(InetAddress.getByName(host), port, tcp);
            findings.add(Finding.ok(check, place + " is free"));
        } catch (UnknownHostException unknown) {
            findings.add(Finding.fail(check, host + " is no address", "Bind an address of this machine"));
        } catch (IOException refused) {
            findings.add(taken(check, place, refused));
        }
    }

    private Finding taken(String check, String place, IOException refused) {
        String found = place + " cannot be bound: " + refused.getMessage();
        if (nodeRuns) {
            return Finding.ok(check, found + "; a node that runs with this data directory seems to hold it");
        }
        return Finding.fail(
                check,
                found,
                "Stop what uses it (ss -lnp tells), choose another port, or bind an address of this machine;"
                        + " ports below 1024 need CAP_NET_BIND_SERVICE");
    }

    private void media(Settings.Media media) {
        String check = "ports of media";
        String range = media.bind() + ":" + media.portMin() + "-" + media.portMax();
        InetAddress address;
        try {
            address = InetAddress.getByName(media.bind());
        } catch (UnknownHostException unknown) {
            findings.add(Finding.fail(check, media.bind() + " is no address", "Set CALLVAULT_MEDIA_BIND to one"));
            return;
        }
        if (nodeRuns) {
            // Its next call may want the very port that is tried.
            findings.add(Finding.ok(check, range + " is left alone: a node that runs uses it"));
            return;
        }
        int all = media.portMax() - media.portMin() + 1;
        int free = 0;
        for (int port = media.portMin(); port <= media.portMax(); port++) {
            free += isFree(address, port) ? 1 : 0;
        }
        String remedy =
                "Choose a range outside that of the system (net.ipv4.ip_local_port_range) that nobody else uses:"
                        + " CALLVAULT_MEDIA_PORT_MIN, CALLVAULT_MEDIA_PORT_MAX";
        if (free == all) {
            findings.add(Finding.ok(check, free + " of " + all + " in " + range + " are free"));
        } else if (free == 0) {
            findings.add(Finding.fail(check, "none in " + range + " can be bound", remedy));
        } else {
            findings.add(Finding.warn(check, (all - free) + " of " + all + " in " + range + " are taken", remedy));
        }
    }

    private static boolean isFree(InetAddress address, int port) {
        try {
            bind(address, port, false);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void bind(InetAddress address, int port, boolean tcp) throws IOException {
        if (tcp) {
            try (ServerSocket socket = new ServerSocket(port, 1, address)) {
                confirm(socket.isBound());
            }
        } else {
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port))) {
                confirm(socket.isBound());
            }
        }
    }

    private static void confirm(boolean bound) throws SocketException {
        if (!bound) {
            throw new SocketException("not bound");
        }
    }
}
