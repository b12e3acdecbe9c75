package dev.lemma.core.io.internal;

import dev.lemma.api.tensor.Array;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of an array as little-endian bytes, in row-major order. */
public final class Numbers {

    private static final int CHUNK = 1 << 16;

    private Numbers() {}

    /** Bytes the numbers take. */
    public static long bytes(Array array) {
        return (long) array.shape().size() * array.type().bytes();
    }

    /** Writes the numbers. */
    public static void write(Array array, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int each = array.type().bytes();
        int count = array.shape().size();
        for (int done = 0; done < count; ) {
            int n = Math.min(CHUNK / each, count - done);
            if (array.storage() instanceof float[] f) {
                buffer.asFloatBuffer().put(f, done, n);
            } else {
                buffer.asDoubleBuffer().put((double[]) array.storage(), done, n);
            }
            out.write(chunk, 0, n * each);
            done += n;
        }
    }
}
