package dev.lemma.examples.data;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sound that is shipped with the examples. */
public final class Recordings {

    /** Samples in a second of {@link #speech}. */
    public static final int RATE = 16_000;

    /** Of a WAV file whose only chunks are the format and the samples. */
    private static final int HEADER = 44;

    private Recordings() {}

    /** Three seconds of a person reading, {@code [47840]} or so, float64 in [−1, 1), 16 000 samples a second. */
    public static Array speech() {
        ByteBuffer file = ByteBuffer.wrap(Shipped.bytes("speech.wav")).order(ByteOrder.LITTLE_ENDIAN);
        int count = (file.capacity() - HEADER) / Short.BYTES;
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = file.getShort(HEADER + Short.BYTES * i) / 32768.0;
        }
        return Array.of(Shape.of(count), samples);
    }
}
