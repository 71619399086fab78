package org.callvault.srtp.transform;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * The compression function inside the JDK's SHA-1 with its five words of state (FIPS 180-4, 6.1.2). The JDK does not open
 * it: the process needs {@code --add-opens java.base/sun.security.provider=ALL-UNNAMED}.
 */
final class Sha1Compression {
    private static final MethodHandle NEW;
    private static final MethodHandle COMPRESS;
    private static final VarHandle STATE;

    static {
        try {
            Class<?> type = Class.forName("sun.security.provider.SHA");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            NEW = lookup.findConstructor(type, MethodType.methodType(void.class))
                    .asType(MethodType.methodType(Object.class));
            COMPRESS = lookup.findVirtual(
                            type, "implCompress", MethodType.methodType(void.class, byte[].class, int.class))
                    .asType(MethodType.methodType(void.class, Object.class, byte[].class, int.class));
            STATE = lookup.findVarHandle(type, "state", int[].class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int[] INITIAL = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

    private final Object sha;
    private final int[] state;

    Sha1Compression() {
        try {
            sha = (Object) NEW.invokeExact();
            state = (int[]) STATE.get(sha);
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK's SHA-1 cannot be made", e);
        }
    }

    /** The state before any text. */
    void begin() {
        resume(INITIAL);
    }

    /** Goes on from a state. */
    void resume(int[] from) {
        System.arraycopy(from, 0, state, 0, INITIAL.length);
    }

    /** A copy. */
    int[] state() {
        return state.clone();
    }

    /** The state as 20 bytes. */
    void write(byte[] to) {
        for (int word = 0; word < INITIAL.length; word++) {
            Words.write(to, word * Integer.BYTES, state[word]);
        }
    }

    /** Takes the 64 bytes there. */
    void compress(byte[] buffer, int offset) {
        try {
            COMPRESS.invokeExact(sha, buffer, offset);
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK's SHA-1 failed", e);
        }
    }
}
