package org.callvault.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 32-bit words in network order. */
final class Words {
    static final int E_FLAG = 0x80000000;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Words() {}

    static int read(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void write(byte[] bytes, int at, int word) {
        INT.set(bytes, at, word);
    }

    /** Mixes the word into what is there. */
    static void xor(byte[] bytes, int at, int word) {
        write(bytes, at, read(bytes, at) ^ word);
    }
}
