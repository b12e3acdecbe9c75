package dev.lemma.examples.data;

import dev.lemma.core.io.Csv;
import dev.lemma.core.io.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files in the resources of this package. */
final class Shipped {

    private Shipped() {}

    static Table table(String name, Csv format) {
        try (InputStream in = Shipped.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the file " + name + " is not in the jar of the examples: build it again");
            }
            return format.read(in, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " from the jar of the examples", e);
        }
    }

    /** The bytes of a file in the resources of this package. */
    static byte[] bytes(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the file " + name + " is not in the jar of the examples: build it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " from the jar of the examples", e);
        }
    }
}
