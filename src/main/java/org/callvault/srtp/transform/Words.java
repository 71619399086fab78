package org.callvault.srtp.transform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 32-bit words in network order. */
public final class Words {
    /** Of an SRTCP packet: its body is encrypted (RFC 3711, section 3.4). */
    public static final int E_FLAG = 0x80000000;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Words() {}

    public static int read(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    public static void write(byte[] bytes, int at, int word) {
        INT.set(bytes, at, word);
    }

    /** Mixes the word into what is there. */
    static void xor(byte[] bytes, int at, int word) {
        write(bytes, at, read(bytes, at) ^ word);
    }
}
