package dev.lemma.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The stored reference arrays of one npz file under {@code reference/} at the root of the repository. */
public record Golden(String file, Map<String, Array> arrays) {

    /** Reads for example {@code layers/conv}. */
    public static Golden read(String stem) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("reference"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("no folder above this one holds reference/");
        }
        return new Golden(stem, Npz.read(folder.resolve("reference").resolve(stem + ".npz")));
    }

    /** The array of this name. */
    public Array get(String name) {
        Array array = arrays.get(name);
        if (array == null) {
            throw new AssertionError(file + " has no array \"" + name + "\"; it has " + arrays.keySet());
        }
        return array;
    }

    /** Whether there is an array of this name. */
    public boolean has(String name) {
        return arrays.containsKey(name);
    }

    /**
     * Largest difference divided by the largest expected value, as the pages of the reference data define their
     * tolerances.
     */
    public static double discrepancy(Array actual, Array expected) {
        assertThat(actual.shape().size()).isEqualTo(expected.shape().size());
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.shape().size(); i++) {
            double d = Math.abs(actual.get(i) - expected.get(i));
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    /** Fails where the discrepancy is above the tolerance. */
    public static void assertClose(String what, Array actual, Array expected, double tolerance) {
        assertThat(discrepancy(actual, expected))
                .as(what + ": got " + actual + ", expected " + expected)
                .isLessThanOrEqualTo(tolerance);
    }
}
