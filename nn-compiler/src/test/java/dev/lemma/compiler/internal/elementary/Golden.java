package dev.lemma.compiler.internal.elementary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A function value computed with 60 digits by golden_elementary.py.
 *
 * @param x the argument, a float if {@code width} is 32
 * @param y the second argument of pow, else x
 * @param value the value rounded to a double
 * @param lost value minus {@code value}, in ulp of {@code value}
 */
public record Golden(String function, int width, double x, double y, double value, double lost) {

    /** All points of a function for floats (32) or doubles (64). */
    public static List<Golden> of(String function, int width) {
        try (InputStream in =
                        Objects.requireNonNull(Golden.class.getResourceAsStream("golden.csv.gz"), "golden.csv.gz");
                InputStream csv = new GZIPInputStream(in);
                BufferedReader lines = new BufferedReader(new InputStreamReader(csv, StandardCharsets.US_ASCII))) {
            List<Golden> points = lines.lines()
                    .map(line -> line.split(","))
                    .filter(p -> p[0].equals(function) && Integer.parseInt(p[1]) == width)
                    .map(p -> new Golden(
                            function,
                            width,
                            argument(p[2].split(" ")[0], width),
                            argument(p[2].substring(p[2].indexOf(' ') + 1), width),
                            argument(p[3], 64),
                            Double.parseDouble(p[4])))
                    .toList();
            if (points.size() < 100) {
                throw new IllegalStateException(function + ": only " + points.size() + " golden points");
            }
            return points;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double argument(String bits, int width) {
        long b = Long.parseUnsignedLong(bits, 16);
        return width == 32 ? Float.intBitsToFloat((int) b) : Double.longBitsToDouble(b);
    }

    /** The error of {@code got}, a number of the type of the argument, in ulp. */
    public double ulps(double got) {
        return width == 32 ? Ulps.ofFloat((float) got, value) : Math.abs((got - value) / Math.ulp(value) - lost);
    }

    /** The error of a double, relative to the true value. */
    public double relative(double got) {
        return got == value && lost == 0 ? 0 : Math.abs((got - value - lost * Math.ulp(value)) / value);
    }
}
