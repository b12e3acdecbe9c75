package dev.lemma.scattering;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program of its own, so that its memory can be measured: scatters many long signals and prints the most memory that the process had, in bytes. */
final class LongSignals {

    private LongSignals() {}

    /** Signals, log₂ of their samples, J, Q. */
    public static void main(String[] arguments) throws IOException {
        int signals = Integer.parseInt(arguments[0]);
        int samples = 1 << Integer.parseInt(arguments[1]);
        Array x = Array.zeros(DType.FLOAT32, Shape.of(signals, samples));
        float[] numbers = (float[]) x.storage();
        Randomness.normal(Key.of(1), 0, numbers, 0, numbers.length);
        Scattering1D scattering =
                Scattering1D.of(samples).scales(Integer.parseInt(arguments[2])).quality(Integer.parseInt(arguments[3]));
        Array s = scattering.transform(x);
        if (!s.isFinite() || s.shape().extent(0) != signals) {
            throw new AssertionError("wrong coefficients " + s.shape());
        }
        System.out.println("coefficients " + s.shape());
        System.out.println("peak " + peak());
    }

    /** What the operating system counts, where it says so; else what the virtual machine may take at most. */
    private static long peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return Runtime.getRuntime().maxMemory();
    }
}
