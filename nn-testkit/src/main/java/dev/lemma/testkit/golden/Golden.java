package dev.lemma.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The stored reference arrays of one npz file under {@code reference/} at the root of the repository.
 *
 * @param file its path below that, without the extension
 * @param arrays by name
 */
public record Golden(String file, Map<String, Array> arrays) {

    /** Reads for example {@code layers/conv}. */
    public static Golden read(String stem) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path reference = folder.resolve("reference");
            if (Files.isDirectory(reference)) {
                return new Golden(stem, Npz.read(reference.resolve(stem + ".npz")));
            }
        }
        throw new AssertionError("expected a folder above this one that holds reference/");
    }

    /** The array of this name. */
    public Array get(String name) {
        return Objects.requireNonNull(arrays.get(name), () -> "no array " + name + " in " + file);
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
