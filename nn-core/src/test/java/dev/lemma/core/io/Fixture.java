package dev.lemma.core.io;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The files that {@code make.py} wrote, and the numbers it put into them. */
public final class Fixture {

    private Fixture() {}

    public static Path path(String name) {
        URL url = Objects.requireNonNull(Fixture.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Array whole(DType type, int plus, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = 7 * k % 11 - 5 + plus;
        }
        return Array.of(shape, numbers).as(type);
    }

    public static Array real(DType type, int... extents) {
        double[] numbers = whole(DType.FLOAT64, 0, extents).toDoubles();
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] /= 4;
        }
        return Array.of(Shape.of(extents), numbers).as(type);
    }
}
