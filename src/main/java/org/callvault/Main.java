package org.callvault;

import org.callvault.cli.CallvaultCommand;

/** Entry point of every command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CallvaultCommand.run(Node::start, args));
    }
}
