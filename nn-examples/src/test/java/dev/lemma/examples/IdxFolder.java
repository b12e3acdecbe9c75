package dev.lemma.examples;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A small set of images in IDX files under MNIST's names: bright columns whose place is the class, in noise. */
public final class IdxFolder {

    private static final int SIDE = 8;
    private static final int CLASSES = 3;
    private static final int UNSIGNED_BYTES = 0x0800;

    private IdxFolder() {}

    /** Writes 300 images to train on and 60 to test, those to test compressed. */
    public static Path write(Path folder) throws IOException {
        return write(folder, 1);
    }

    /** The same with labels that are multiples of a number. */
    public static Path write(Path folder, int apart) throws IOException {
        part(folder, "train", 300, apart, false);
        part(folder, "t10k", 60, apart, true);
        return folder;
    }

    private static void part(Path folder, String name, int count, int apart, boolean compressed) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(images);
        for (int number : new int[] {UNSIGNED_BYTES | 3, count, SIDE, SIDE}) {
            head.writeInt(number);
        }
        head = new DataOutputStream(labels);
        head.writeInt(UNSIGNED_BYTES | 1);
        head.writeInt(count);
        double[] noise = new double[count * SIDE * SIDE];
        Randomness.uniform(Key.of(name.length()), noise);
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            labels.write(apart * label);
            for (int p = 0; p < SIDE * SIDE; p++) {
                boolean bright = p % SIDE / 3 == label;
                images.write((int) ((bright ? 155 : 0) + 100 * Math.abs(noise[i * SIDE * SIDE + p])));
            }
        }
        file(folder, name + "-images-idx3-ubyte", images.toByteArray(), compressed);
        file(folder, name + "-labels-idx1-ubyte", labels.toByteArray(), compressed);
    }

    private static void file(Path folder, String name, byte[] content, boolean compressed) throws IOException {
        Path file = folder.resolve(compressed ? name + ".gz" : name);
        try (OutputStream out =
                compressed ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
            out.write(content);
        }
    }
}
