package dev.lemma.examples.data;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.Png;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Grey pictures that are shipped with the examples, {@code [512, 512]}, from 0 (black) to 1 (white). */
public final class Photographs {

    private Photographs() {}

    /** A man with a camera: edges at every scale. */
    public static Array camera() {
        return picture("camera.png");
    }

    /** A wall of bricks: a texture with two directions. */
    public static Array brick() {
        return picture("brick.png");
    }

    private static Array picture(String name) {
        try {
            Path file = Files.createTempFile("lemma", ".png");
            try {
                Files.write(file, Shipped.bytes(name));
                Array grey = Png.readGrey(file);
                return grey.reshape(grey.shape().extent(1), grey.shape().extent(2));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name, e);
        }
    }
}
