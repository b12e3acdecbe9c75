package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.FormatException;
import dev.lemma.core.io.Idx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of images and labels in IDX files under MNIST's names: MNIST, Fashion-MNIST, and sets made like them.
 *
 * <pre>{@code
 * train-images-idx3-ubyte   train-labels-idx1-ubyte   t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte
 * }</pre>
 *
 * <p>Each name may end in {@code .gz}, and may have a point before {@code idx}. Pixels 0 to 255 become float32 from 0
 * to 1.
 */
public final class IdxImages {

    private IdxImages() {}

    /** Training and test part: features {@code [n, 1, height, width]}, targets the labels. */
    public static Split load(Path folder) {
        Check.given("folder", folder);
        return new Split(load(folder, "train"), load(folder, "t10k"));
    }

    /** One part: {@code "train"} or {@code "t10k"}. */
    public static Dataset load(Path folder, String part) {
        Check.given("folder", folder);
        Check.given("part", part);
        Path imageFile = find(folder, part, "images", 3);
        Path labelFile = find(folder, part, "labels", 1);
        Array labels = Idx.read(labelFile);
        if (labels.shape().rank() != 1) {
            throw new FormatException(labelFile + ": labels of shape " + labels.shape() + ", expected [examples]");
        }
        Array images = Idx.read(imageFile);
        if (images.shape().rank() != 3 || images.shape().size() == 0) {
            throw new FormatException(
                    imageFile + ": images of shape " + images.shape() + ", expected [examples, height, width]");
        }
        if (images.shape().extent(0) != labels.shape().extent(0)) {
            throw new FormatException(imageFile + " has " + images.shape().extent(0) + " images, " + labelFile + " has "
                    + labels.shape().extent(0) + " labels: they do not belong together");
        }
        if (!(images.storage() instanceof float[] pixels)) {
            throw new FormatException(imageFile + ": numbers of " + images.type() + ", expected unsigned bytes");
        }
        for (int i = 0; i < pixels.length; i++) {
            if (!(pixels[i] >= 0 && pixels[i] <= 255)) {
                throw new FormatException(imageFile + ": pixel value " + pixels[i] + ", expected 0 to 255");
            }
            pixels[i] /= 255f;
        }
        int height = images.shape().extent(1);
        int width = images.shape().extent(2);
        return Dataset.of(images.reshape(labels.shape().extent(0), 1, height, width), labels);
    }

    private static Path find(Path folder, String part, String what, int rank) {
        String stem = part + "-" + what;
        String end = "idx" + rank + "-ubyte";
        for (String name : List.of(stem + "-" + end, stem + "." + end)) {
            for (String suffix : List.of("", ".gz")) {
                Path file = folder.resolve(name + suffix);
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        Path expected = folder.resolve(stem + "-" + end);
        String why = Files.isDirectory(folder)
                ? "the folder has no such file, with or without .gz"
                : "there is no folder " + folder;
        IOException cause = new NoSuchFileException(expected.toString());
        throw new UncheckedIOException(
                "cannot read " + expected + ": " + why + ": name the folder that holds the four IDX files", cause);
    }
}
