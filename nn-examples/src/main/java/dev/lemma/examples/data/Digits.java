package dev.lemma.examples.data;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.Csv;
import dev.lemma.core.io.Table;
import java.util.List;

/**
 * 1797 handwritten digits, scanned and reduced to 8 × 8 pixels: small enough to train on in seconds, real enough to
 * be got wrong.
 *
 * <p>Features {@code [1797, 64]}, float64: the pixels row by row, 0 to 16 in the file, divided by 16 (exactly) to 0
 * to 1. Targets {@code [1797]}: the digits, about 180 of each. Written by 13 people; the order of the file is by
 * writer, so take a {@linkplain Dataset#split split}.
 *
 * @see <a href="https://doi.org/10.24432/C50P49">Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits
 *     (its test part)</a>
 */
public final class Digits {

    /** One picture: channels, height, width. */
    public static final Shape IMAGE = Shape.of(1, 8, 8);

    private static final int PIXELS = 64;
    private static final double WHITE = 16;

    private Digits() {}

    /** The digits as vectors of 64 pixels. */
    public static Dataset load() {
        Table table = Shipped.table("digits.csv.gz", Csv.standard().withoutHeader());
        String digit = table.columns().get(PIXELS);
        Array pixels = table.without(digit).values();
        double[] scaled = pixels.toDoubles();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= WHITE;
        }
        return Dataset.of(Array.of(pixels.shape(), scaled), table.column(digit))
                .withClassNames(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }

    /** The digits as pictures {@code [1797, 1, 8, 8]}, for convolutions. */
    public static Dataset images() {
        return load().reshaped(IMAGE);
    }
}
